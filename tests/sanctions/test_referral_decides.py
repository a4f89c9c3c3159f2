"""An action that is a referral is decided by the referral itself: nobody ticks it.

What the table says (yes, if appropriate, no) by what is recorded of the agency, and what is kept of the action then.
"""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core import clock
from core.access import Refused
from incidents.models import Incident
from policies.models import Cell, Column
from sanctions.actions import choose_misuse, decide
from sanctions.choice import Choice
from sanctions.consistency import followed
from sanctions.models import Sanction
from sanctions.queries import actions_of
from sanctions.referred import agencies_of
from tests.pages import said

TODAY = "the day of the telling"
WHY_NOT = "The community officer sees no offence."
DONE = (True, "Cora Coordinator", TODAY, "")
NOT_DONE = (False, "", None, WHY_NOT)

# (the table says, recorded of the Police): what is kept of “Refer to Police”, and how many actions are to decide
CASES = {
    ("yes", "referred"): ([DONE], 0),
    ("yes", "not referred"): ([NOT_DONE], 0),
    ("yes", "nothing"): ([], 1),
    ("conditional", "referred"): ([DONE], 0),
    ("conditional", "not referred"): ([NOT_DONE], 0),
    ("conditional", "nothing"): ([], 1),
    ("no", "referred"): ([], 0),
    ("no", "nothing"): ([], 0),
}


@pytest.fixture
def says(involvement, coordinator, misuse_row):
    """`says("police", "yes")`: the table says this of the action, and nothing else, of the misuse that is found."""

    def make(key, value, row="P13"):
        row = misuse_row(row)
        Cell.objects.filter(row=row).update(value="no")
        Cell.objects.filter(row=row, column__key=key).update(value=value)
        choose_misuse(involvement, [row], by=coordinator)
        return involvement

    return make


@pytest.fixture
def record(coordinator):
    """`record(incident, "referred")`: what is said of the Police, or of another agency."""

    def make(incident, what, agency="police"):
        told = {"agency": agency, "at": clock.now() - timedelta(minutes=5), "spoke_to": "Cora to the duty officer"}
        said = told | {"reason": "As the policy says.", "reference": "P-1"}
        if what == "referred":
            incident.notify_authorities(by=coordinator, **said, device_kept="Locked away")
        elif what == "told":
            incident.tell_agency(by=coordinator, **said)
        elif what == "not referred":
            incident.decide_not_to_refer(by=coordinator, agency=agency, reason=WHY_NOT)

    return make


def kept(involvement):
    today = timezone.localdate(clock.now() - timedelta(minutes=5))
    return [
        (one.done, one.done_by, TODAY if one.done_on == today else one.done_on, one.reason)
        for one in involvement.sanctions.order_by("pk")
    ]


def to_decide(incident):
    missing = Incident.objects.get(pk=incident.pk).missing_for_closure
    return [point.text for point in missing if point.anchor == "actions"]


@pytest.mark.once
@pytest.mark.parametrize(("value", "what"), CASES)
def test_what_is_recorded_of_the_police_decides_the_action(says, record, value, what):
    involvement = says("police", value)

    record(involvement.incident, what)

    decided, left = CASES[value, what]
    assert kept(involvement) == decided
    assert to_decide(involvement.incident) == ["decide 1 recommended action"] * left


@pytest.mark.once
def test_the_local_authority_is_any_of_its_offices_and_the_police_ceop_too():
    meanings = ("refer_police", "refer_local_authority", "refer_headteacher")

    asked = [set(agencies_of(Column(meaning=meaning))) for meaning in meanings]

    offices = {"lado", "childrens_services", "la_safeguarding", "la_hr"}
    assert [*asked, set(agencies_of(None))] == [{"police", "ceop"}, offices, set(), set()]


def test_what_was_recorded_before_the_misuse_was_found_decides_it_with_it(involvement, says, record, pupil_table):
    pupil_table.column_groups.get().columns.filter(key="police").update(meaning="refer_local_authority")
    record(involvement.incident, "told", "la_safeguarding")

    says("police", "yes")

    assert kept(involvement) == [DONE]


def test_who_is_told_after_it_was_decided_not_to_is_told(says, record):
    involvement = says("police", "yes")
    record(involvement.incident, "not referred")

    record(involvement.incident, "referred")

    assert kept(involvement) == [DONE]
    assert Sanction.objects.get().history.count() == 2


def test_nobody_ticks_it(says, coordinator, action):
    involvement = says("police", "yes")

    with pytest.raises(Refused, match="“Refer to Police” is decided by the referral itself"):
        decide(involvement.incident, [Choice(involvement, done=True, action=action("police"))], by=coordinator)

    assert kept(involvement) == []


def test_nor_where_the_table_does_not_ask_for_it(says, coordinator, action):
    involvement = says("warning", "yes")
    besides = Choice(involvement, done=True, action=action("police"), reason="To be sure.")

    with pytest.raises(Refused, match="“Refer to Police” is decided by the referral itself"):
        decide(involvement.incident, [besides], by=coordinator)
    offered = [column.key for person in actions_of(involvement.incident) for column in person.other_columns]

    assert "headteacher" in offered
    assert "police" not in offered


@pytest.mark.parametrize(
    ("key", "refusal"), [("police", None), ("warning", "Nothing here is what the policy refers to others.")]
)
def test_not_to_refer_is_decided_where_the_table_asks_for_it_and_only_there(says, coordinator, key, refusal):
    says(key, "yes")

    incident = Incident.objects.get()
    assert incident.access.refusal(coordinator, "decide_not_to_refer", incident) == refusal


def test_a_departure_counts_as_one_with_its_reason(says, record):
    involvement = says("police", "yes")

    record(involvement.incident, "not referred")

    [line] = followed(Incident.objects.all())
    assert (line.done, line.not_done, line.open) == (0, 1, 0)
    assert [departure.reason for departure in line.departures] == [WHY_NOT]


@pytest.fixture
def ticked(says, coordinator, action):
    """Of before: ticked as done, and never referred."""
    involvement = says("police", "yes")
    sanction = Sanction(involvement=involvement, action=action("police"), recommended="yes", done=True, by=coordinator)
    sanction.done_by, sanction.done_on = "Hattie Head", date(2026, 1, 5)
    sanction.save_as(coordinator)
    return involvement


def test_what_was_ticked_before_stays_as_it_was(ticked, coordinator, misuse_row, signed_in):
    choose_misuse(ticked, [misuse_row("P13")], by=coordinator)

    page = said(signed_in(coordinator).get(ticked.incident.get_absolute_url()))
    assert kept(ticked) == [(True, "Hattie Head", date(2026, 1, 5), "")]
    assert to_decide(ticked.incident) == []
    assert "Done 5 January 2026, Hattie Head. No referral is recorded." in page


def test_nor_does_what_had_been_recorded_before_it_was_ticked_change_it(says, record, coordinator, misuse_row):
    involvement = says("police", "yes")
    record(involvement.incident, "not referred")
    sanction = Sanction.objects.get()
    sanction.done, sanction.reason, sanction.done_on, sanction.at = True, "", date(2026, 1, 5), clock.now()
    sanction.save_as(coordinator)

    choose_misuse(involvement, [misuse_row("P13")], by=coordinator)

    assert Sanction.objects.get().done


def test_until_something_else_is_recorded(ticked, record):
    record(ticked.incident, "not referred")

    assert kept(ticked) == [NOT_DONE]


@pytest.fixture
def referred_before(says, record):
    """Of before: the Police told, and the action still open."""
    involvement = says("police", "yes")
    record(involvement.incident, "not referred")
    Sanction.objects.all().delete()
    return involvement


def test_what_was_referred_before_is_entered_with_the_next_decisions(referred_before, coordinator, signed_in):
    browser = signed_in(coordinator)
    url = reverse("sanctions:decide", args=[referred_before.incident.reference])

    answer = browser.post(url, {})

    assert answer.status_code == 302
    assert kept(referred_before) == [NOT_DONE]


class TestOnThePage:
    def test_nothing_is_ticked_and_both_ways_are_shown(self, says, coordinator, signed_in):
        involvement = says("police", "yes")

        page = signed_in(coordinator).get(involvement.incident.get_absolute_url()).content.decode()

        here = involvement.incident.get_absolute_url()
        assert f'href="{here}refer/?agency=police"' in page
        assert f'href="{here}not-refer/?agency=police"' in page
        assert f"action-{involvement.pk}-" not in page
        assert "Save the decisions" not in page

    def test_the_local_authority_is_told_and_the_incident_stays(self, says, coordinator, signed_in, pupil_table):
        pupil_table.column_groups.get().columns.filter(key="police").update(meaning="refer_local_authority")
        involvement = says("police", "yes")

        page = signed_in(coordinator).get(involvement.incident.get_absolute_url()).content.decode()

        assert f'btn-sm" href="{involvement.incident.get_absolute_url()}tell/"' in page
        assert (
            "decided by the referral to the LADO, children&#x27;s social care, the local authority safeguarding "
            "officer or Local authority HR, and none is recorded yet"
        ) in page

    def test_the_form_begins_with_the_agency(self, says, coordinator, signed_in):
        involvement = says("police", "yes")

        page = signed_in(coordinator).get(f"{involvement.incident.get_absolute_url()}not-refer/?agency=police")

        assert page.context["form"]["agency"].value() == "police"

    def test_which_referral_it_was_stands_there(self, says, record, safeguarding_lead, signed_in):
        involvement = says("police", "yes")
        record(involvement.incident, "referred")

        page = said(signed_in(safeguarding_lead).get(involvement.incident.get_absolute_url()))

        assert "Recorded by the referral: Police, their reference P-1, of " in page

    def test_or_why_it_was_not(self, says, record, coordinator, signed_in):
        involvement = says("police", "yes")
        record(involvement.incident, "not referred")

        page = said(signed_in(coordinator).get(involvement.incident.get_absolute_url()))

        assert f"Not referred, because: {WHY_NOT}" in page
