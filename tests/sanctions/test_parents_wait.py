"""“Inform parents” is decided, and not done, before the Police or social care agree."""

import pytest
from django.urls import reverse

from core.access import Refused
from incidents.statement import Named
from sanctions.actions import choose_misuse, decide
from sanctions.choice import Choice
from sanctions.models import Sanction
from tests.incidents.browser_form import sent_by

WAITS = (
    "Informing the parents waits until the Police or social care agree. "
    "The Designated Safeguarding Lead or the Headteacher records what they say."
)


@pytest.fixture
def at_risk(version, log_incident, safeguarding_lead, pupil, misuse_row):
    """The involvement of a pupil in an incident of a child at risk, with what the table recommends for it."""
    incident = log_incident(child_in_danger=True, people=[Named(part="instigator", person=pupil)])
    incident.review(by=safeguarding_lead, branch="unsuitable", user_action=None, safeguarding=True, reason="Seen.")
    involvement = incident.involvements.get()
    choose_misuse(involvement, [misuse_row("P3")], by=safeguarding_lead)
    return involvement


def test_it_is_not_done_while_it_waits(at_risk, safeguarding_lead, action):
    with pytest.raises(Refused, match="Informing the parents waits until the Police or social care agree"):
        decide(at_risk.incident, [Choice(at_risk, done=True, action=action("parents"))], by=safeguarding_lead)

    at_risk.refresh_from_db()
    assert (Sanction.objects.count(), at_risk.parents) == (0, "")


def test_it_is_done_once_they_agree(at_risk, safeguarding_lead, action):
    at_risk.incident.agree_on_parents(by=safeguarding_lead, word="nobody", reason="No agency is involved.")

    decide(at_risk.incident, [Choice(at_risk, done=True, action=action("parents"))], by=safeguarding_lead)

    at_risk.refresh_from_db()
    assert at_risk.parents == "informed"


def test_not_done_and_every_other_action_wait_for_nobody(at_risk, safeguarding_lead, action):
    choices = [
        Choice(at_risk, done=False, action=action("parents"), reason="The Police look at a parent."),
        Choice(at_risk, done=True, action=action("warning")),
    ]

    decide(at_risk.incident, choices, by=safeguarding_lead)

    assert Sanction.objects.count() == 2


def test_the_page_says_that_it_waits_and_keeps_what_was_typed(at_risk, safeguarding_lead, signed_in, action):
    browser = signed_in(safeguarding_lead)
    url = reverse("sanctions:decide", args=[at_risk.incident.reference])
    name = f"action-{at_risk.pk}-{action('parents').pk}"

    opened = browser.get(url)
    page = browser.post(url, sent_by(opened, "action-") | {f"{name}-choice": "done", f"{name}-done_by": "As typed"})

    assert opened.content.decode().count(WAITS) == 1
    assert [form.errors for form in page.context["form"].forms if form.errors] == [{"choice": [WAITS]}]
    assert 'value="As typed"' in page.content.decode()
    assert Sanction.objects.count() == 0


def test_as_something_besides_it_waits_as_well(at_risk, safeguarding_lead, signed_in, action, misuse_row):
    choose_misuse(at_risk, [], by=safeguarding_lead)
    browser = signed_in(safeguarding_lead)
    url, name = reverse("sanctions:decide", args=[at_risk.incident.reference]), f"other-{at_risk.pk}"
    besides = {f"{name}-action": action("parents").pk, f"{name}-reason": "To help."}

    page = browser.post(url, sent_by(browser.get(url), "other-") | besides)

    assert "Informing the parents waits" in page.content.decode()
    assert Sanction.objects.count() == 0
