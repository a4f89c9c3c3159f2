"""Where an incident stands: both branches as the table of states joins them, what is next, and who takes it."""

import re

import pytest
from django.utils.html import escape

from core import clock
from incidents.models import Incident
from incidents.progress import lanes, ways, what_is_next
from incidents.queries import rows_in_force
from incidents.states import TRANSITIONS
from tests.pages import main_of


def test_each_step_of_the_table_is_drawn_with_where_it_leads_and_who_takes_it(reviewed, coordinator, signed_in):
    page = main_of(signed_in(coordinator).get(reviewed.get_absolute_url()))

    table = page[page.index("Every step, and who may take it") :].partition("</table>")[0]
    drawn = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in re.findall(r"<tr[^>]*>(.*?)</tr>", table)[1:]]
    assert [(row[0].partition(" <")[0], row[2]) for row in drawn] == [
        (step.source.label, step.target.label) for step in TRANSITIONS
    ]
    assert [row[3] for row in drawn if row[1] == "Reopen it"] == ["Headteacher", "Headteacher"]


def test_what_leads_on_from_where_it_stands_is_marked(incident, reviewed):
    assert {way.verb for way in ways(reviewed) if way.is_open} == {
        "Refer it to the authorities", "Close it", "Withdraw it",
    }  # fmt: skip


def test_the_unsuitable_branch_leaves_the_other_untaken(reviewed):
    upper, lower = lanes(reviewed)

    assert [(step.label, step.state) for step in upper] == [
        ("Reported", "done"), ("Reviewed", "done"), ("Handled", "now"), ("Closed", "to come"),
    ]  # fmt: skip
    assert {step.state for step in lower} == {"not taken"}


@pytest.mark.parametrize(
    ("answer", "states"),
    [
        ("", ["done", "now", "to come"]),
        ("confirmed", ["done", "now", "to come"]),
        ("not_confirmed", ["done", "done", "done"]),
        ("finished", ["done", "done", "done"]),
    ],
)
def test_the_illegal_branch_joins_again_where_they_answered(referred, safeguarding_lead, answer, states):
    if answer:
        referred.record_answer(
            by=safeguarding_lead, answer=answer, answer_text="They rang.", reference="", answered_by="PC Quince"
        )
    referred.refresh_from_db()

    assert [step.state for step in lanes(referred)[1]] == states


def drawn(incident):
    upper, lower = lanes(Incident.objects.get(pk=incident.pk))
    return [step.state for step in (*upper, *lower)], [step.text for step in lower]


def test_what_may_be_illegal_and_is_not_referred_waits_for_that(log_incident):
    states, texts = drawn(log_incident(may_be_illegal=True))

    assert states == ["done", "to come", "to come", "to come", "now", "to come", "to come"]
    assert texts[0] == "Refer it, or decide not to"


def test_a_case_for_the_police_is_drawn_as_theirs(reviewed, coordinator):
    case = next(row for row in rows_in_force(reviewed)[1] if row.key == "threats")
    reviewed.choose_row(by=coordinator, user_action=case, reason="Words on a wall.")

    states, texts = drawn(reviewed)

    assert (states[4], texts[0]) == ("not taken", "A case for the Police: refer it, or decide not to")


def test_it_draws_whoever_is_waited_for_and_then_whoever_answered(referred, safeguarding_lead, headteacher, referral):
    def answer(agency):
        said = {"answer_text": "No.", "answered_by": "PC Quince", "reference": ""}
        referred.record_answer(by=headteacher, agency=agency, answer="not_confirmed", **said)

    answer("police")
    besides = {"spoke_to": "Hattie", "reason": "A filter.", "reference": "", "at": clock.now()}
    referred.tell_agency(by=headteacher, agency="it_provider", **besides)
    by_the_police = drawn(referred)[1]
    care = referral | {"agency": "childrens_services", "at": clock.now()}
    referred.notify_authorities(by=headteacher, **care)
    states, waiting = drawn(referred)
    answer("childrens_services")

    assert by_the_police[0].startswith("Police, ")
    assert (waiting[0].partition(", ")[0], waiting[1]) == (
        "Children's social care",
        "Nobody investigates until they answer",
    )
    assert states[4:] == ["done", "now", "to come"]
    assert drawn(referred)[1][0].startswith("Children's social care, ")


def test_what_is_next_is_said_in_a_sentence(incident, reviewed, coordinator, signed_in):
    page = main_of(signed_in(coordinator).get(reviewed.get_absolute_url()))

    assert escape(what_is_next(reviewed).sentence) in page
    assert what_is_next(reviewed).sentence.startswith("Do what is still needed (1), then close it by ")


def test_while_they_are_awaited_it_says_that_nobody_investigates(referred):
    assert what_is_next(referred).sentence.endswith("Until then nobody investigates.")


def test_what_the_stop_screen_says_stands_at_the_top_of_a_record_that_may_be_illegal(
    referred, reviewed, safeguarding_lead, coordinator, signed_in
):
    illegal = main_of(signed_in(safeguarding_lead).get(referred.get_absolute_url()))
    other = main_of(signed_in(coordinator).get(reviewed.get_absolute_url()))

    said = "Do not look for it, view it again, copy, photograph, print, forward, save or delete it."
    assert illegal.index(said) < illegal.index("Where it stands")
    assert said not in other


@pytest.mark.parametrize(
    ("kind", "verb", "sentence"),
    [
        ({"may_be_illegal": True}, "notify_authorities", "Refer it to the authorities, or decide not to."),
        ({"kind": "staff_conduct"}, "decide_allegation", "Decide how serious the allegation is."),
        ({}, "review", "Review it by "),
    ],
)
def test_the_sentence_and_the_first_button_are_of_one_verb(log_incident, headteacher, signed_in, kind, verb, sentence):
    incident = log_incident(**kind)

    page = signed_in(headteacher).get(incident.get_absolute_url())

    assert page.context["next_sentence"].startswith(sentence)
    assert page.context["possible"][0].verb == verb


def test_of_what_is_withdrawn_nothing_is_next(incident, headteacher):
    incident.withdraw(by=headteacher, reason="In error.")

    assert what_is_next(incident) == ("", "Nothing: it is withdrawn.")
