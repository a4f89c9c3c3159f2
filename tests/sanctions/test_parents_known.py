"""That the parents were informed is one fact: recorded of the pupil, it decides the action of that name."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core import clock
from incidents.models import Incident
from sanctions.actions import choose_misuse, decide, record_parents
from sanctions.choice import Choice
from tests.incidents.browser_form import sent_by

INFORMED = {"parents": "informed", "parents_informed_on": date(2026, 1, 5), "parents_informed_by": "Tess Teacher"}


NOT_INFORMED = {"parents": "not_informed", "parents_reason": "They know already."}
TAKEN_BACK = NOT_INFORMED | {"parents_informed_on": None, "parents_informed_by": "", "parents_informed_how": ""}


def kept(involvement, action):
    """What was decided on informing the parents: done, by whom, when, why not."""
    return [
        (one.done, one.done_by, one.done_on, one.reason)
        for one in involvement.sanctions.filter(action=action("parents"))
    ]


def test_to_record_it_decides_the_action(open_actions, coordinator, action):
    before = kept(open_actions, action)

    record_parents(open_actions.incident, [(open_actions, INFORMED)], by=coordinator)

    assert before == []
    assert kept(open_actions, action) == [(True, "Tess Teacher", date(2026, 1, 5), "")]


def test_so_does_the_reason_why_they_are_not(open_actions, coordinator, action):
    record_parents(open_actions.incident, [(open_actions, NOT_INFORMED)], by=coordinator)

    assert kept(open_actions, action) == [(False, "", None, "They know already.")]


def test_what_is_recorded_otherwise_later_is_decided_otherwise(open_actions, coordinator, action):
    record_parents(open_actions.incident, [(open_actions, NOT_INFORMED)], by=coordinator)

    record_parents(open_actions.incident, [(open_actions, INFORMED | {"parents_reason": ""})], by=coordinator)

    assert kept(open_actions, action) == [(True, "Tess Teacher", date(2026, 1, 5), "")]


def test_recorded_before_the_misuse_is_found_it_is_decided_with_it(involvement, coordinator, action, misuse_row):
    record_parents(involvement.incident, [(involvement, INFORMED)], by=coordinator)

    choose_misuse(involvement, [misuse_row("P3")], by=coordinator)

    assert kept(involvement, action) == [(True, "Tess Teacher", date(2026, 1, 5), "")]


def test_the_same_answer_again_changes_nothing(open_actions, coordinator, action):
    for _ in range(2):
        record_parents(open_actions.incident, [(open_actions, INFORMED)], by=coordinator)

    assert open_actions.sanctions.get().history.count() == 1


def test_the_table_that_does_not_ask_for_it_stays_without_a_decision(involvement, coordinator):
    record_parents(involvement.incident, [(involvement, INFORMED)], by=coordinator)

    assert not involvement.sanctions.exists()


def test_decided_on_although_the_table_does_not_ask_for_it_it_goes_with_what_is_recorded(
    involvement, coordinator, action
):
    informed = Choice(involvement, done=True, action=action("parents"), reason="They should know.")
    decide(involvement.incident, [informed], by=coordinator)
    involvement.refresh_from_db()
    was = involvement.sanctions.get().decision

    record_parents(involvement.incident, [(involvement, TAKEN_BACK)], by=coordinator)
    record_parents(involvement.incident, [(involvement, INFORMED | {"parents_reason": ""})], by=coordinator)

    reasons = [one.reason for one in involvement.sanctions.get().history.order_by("history_date")]
    assert was.done
    assert reasons == ["They should know.", "They know already.", "It is recorded that the parents were informed."]


def test_another_day_keeps_why_they_were_informed(involvement, coordinator, action):
    informed = Choice(involvement, done=True, action=action("parents"), reason="They should know.")
    decide(involvement.incident, [informed], by=coordinator)
    involvement.refresh_from_db()

    record_parents(involvement.incident, [(involvement, INFORMED)], by=coordinator)

    assert kept(involvement, action) == [(True, "Tess Teacher", date(2026, 1, 5), "They should know.")]


def test_where_the_table_recommends_it_no_more_it_can_be_put_right_as_well(open_actions, coordinator, action):
    decide(open_actions.incident, [Choice(open_actions, done=True, action=action("parents"))], by=coordinator)
    choose_misuse(open_actions, [], by=coordinator)
    open_actions.refresh_from_db()

    record_parents(open_actions.incident, [(open_actions, INFORMED)], by=coordinator)

    [(done, by, on, _)] = kept(open_actions, action)
    assert (done, by, on) == (True, "Tess Teacher", date(2026, 1, 5))


def test_another_day_or_name_than_is_recorded_is_put_right_where_it_is_recorded(
    involvement, coordinator, signed_in, action
):
    informed = INFORMED | {"parents_informed_on": clock.today()}
    record_parents(involvement.incident, [(involvement, informed)], by=coordinator)
    browser, url = signed_in(coordinator), reverse("sanctions:decide", args=[involvement.incident.reference])
    other = f"other-{involvement.pk}"
    sent = sent_by(browser.get(url), f"{other}-text") | {
        f"{other}-action": action("parents").pk, f"{other}-reason": "They should know.",
    }  # fmt: skip

    told = browser.post(url, sent | {f"{other}-done_by": "The deputy"})
    before = kept(involvement, action)
    browser.post(url, sent)  # as the page had it

    assert "by Tess Teacher, as is recorded of them: put it right there" in told.content.decode()
    assert before == []
    assert kept(involvement, action) == [(True, "Tess Teacher", clock.today(), "They should know.")]


@pytest.mark.parametrize("recommended", [True, False])
def test_on_the_page_of_actions_nobody_is_informed_before_it_happened(
    request, coordinator, signed_in, action, recommended
):
    involvement = request.getfixturevalue("open_actions" if recommended else "involvement")
    day = timezone.localdate(involvement.incident.occurred_at) - timedelta(days=1)
    browser, url = signed_in(coordinator), reverse("sanctions:decide", args=[involvement.incident.reference])
    informed = (
        {f"action-{involvement.pk}-{action('parents').pk}-choice": "done"}
        if recommended
        else {f"other-{involvement.pk}-action": action("parents").pk, f"other-{involvement.pk}-reason": "Why not"}
    )
    when = {key.rpartition("-")[0] + "-done_on": day.isoformat() for key in informed}

    page = browser.post(url, sent_by(browser.get(url), f"other-{involvement.pk}-text") | informed | when)

    assert "That is before it happened" in page.content.decode()
    assert not involvement.sanctions.exists()


def test_on_the_page_one_answer_does_both(open_actions, coordinator, signed_in, action):
    browser, incident = signed_in(coordinator), open_actions.incident
    url = reverse("sanctions:parents", args=[incident.reference])
    prefix = f"pupil-{open_actions.pk}"
    answers = INFORMED | {"parents_informed_on": timezone.localdate()}
    said = {f"{prefix}-{name}": value for name, value in answers.items()}

    browser.post(url, sent_by(browser.get(url), f"{prefix}-parents_informed_how") | said)

    assert len(kept(open_actions, action)) == 1
    asked = [point.text for point in Incident.objects.get().missing_for_closure]
    assert "decide 3 recommended actions" in asked  # of four


@pytest.mark.parametrize(
    ("who", "status"), [("coordinator", 200), ("governor", 403), ("teacher", 404), ("stranger", 404)]
)
def test_the_page_is_for_who_handles_it(open_actions, headteacher, governor, signed_in, request, who, status):
    incident = open_actions.incident
    incident.readers.create(user=governor, by=headteacher, reason="Second person")

    page = signed_in(request.getfixturevalue(who)).get(reverse("sanctions:parents", args=[incident.reference]))

    assert page.status_code == status


def test_the_figures_lead_to_their_part_of_the_list(coordinator, signed_in):
    page = signed_in(coordinator).get(reverse("sanctions:tables")).content.decode()

    assert [f'href="/sanctions/in-force/{part}"' in page for part in ("#overdue", "#due-within-a-week", "")] == [
        True
    ] * 3
