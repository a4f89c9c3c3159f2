"""A governor sees what was released to governors, and reaches no figure of the log by any address."""

import pytest
from django.urls import reverse

from people.roles import Role

from .routes import routes

OF_THE_LOG = [
    route for route in routes() if route.name.split(":")[0] in {"incidents", "sanctions", "compliance", "reports"}
]
# Pages that open for a governor, and what stands on them.
OPEN = {
    "incidents:stop",  # what everybody does first where something may be illegal
    "reports:list",  # what was released; of drafts nothing
    "reports:method",  # how numbers are withheld
    "sanctions:tables",  # the tables of the policy, without what was decided by them
}


@pytest.mark.once
def test_a_governor_reaches_no_figure_of_the_log_by_any_address(
    anywhere, records, incident, appoint, school, signed_in
):
    browser = signed_in(appoint(Role.GOVERNOR, school, "Gil Governor"))
    walked = [route for route in OF_THE_LOG if not route.varies & {"submission", "token"}]

    answers = {route.name: browser.get(anywhere(route)) for route in walked}

    opened = {name: answer for name, answer in answers.items() if answer.status_code not in {302, 403, 404, 405}}
    assert set(opened) == OPEN
    for answer in opened.values():
        assert incident.reference not in answer.content.decode()


def test_a_draft_is_not_even_named_to_a_governor(records, appoint, school, signed_in):
    page = signed_in(appoint(Role.GOVERNOR, school, "Gil Governor")).get(reverse("reports:list"))

    assert (page.context["drafts"], page.context["released"], page.context["to_confirm"]) == ([], [], [])
