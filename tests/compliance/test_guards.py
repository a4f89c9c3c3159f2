"""Each condition of the rules by itself: whom it refuses, of what, and in which words.

What the whole way of a breach, a disposal or a request proves already is not proved here again.
"""

from datetime import timedelta

import pytest

from compliance.access import BreachAccess, RequestAccess, RetentionAccess
from compliance.models import AccessRequest, AnswerFile, Breach, Disposal, Hold
from compliance.rules import due_of, due_of_entry
from core import clock
from core.access import Refused
from incidents.models import Involvement
from incidents.statement import Named
from people.models import Person
from tests.compliance.test_disposal import SEVEN_YEARS, closed

pytestmark = pytest.mark.once  # rules and their words: the queries behind them are proved where the way of each is

IN_TIME = "It is kept until 1 September {}. Nothing is erased before then."


@pytest.fixture
def former(school):
    """Left seven years ago, and is part of nothing."""
    with clock.set_to(clock.now() - SEVEN_YEARS):
        left = clock.today()
    return Person.objects.create(school=school, kind=Person.Kind.PUPIL, name="Fay Former", left_on=left)


@pytest.fixture
def asked(pupil, headteacher):
    return AccessRequest.record(pupil, by=headteacher, asked_by="Herself", received_on=clock.today())


def test_a_breach_is_recorded_by_those_who_keep_them_at_their_own_school(school, other_school, coordinator, teacher):
    why_not = BreachAccess.refusal

    assert why_not(teacher, "record").startswith("A breach is recorded by the head, a senior leader")
    assert why_not(teacher, "read_list").startswith("Data breaches are for the head")
    assert why_not(coordinator, "record", other_school) == "You can record a breach only at your own school."
    assert why_not(coordinator, "record", school) is None


def test_from_an_incident_it_is_recorded_by_who_handles_it(incident, coordinator, senior_leader):
    incident.data_breach = True

    refusal = BreachAccess.refusal(senior_leader, "open_breach", incident)

    assert refusal == "Only somebody who handles this incident can record a breach from it."
    assert BreachAccess.allows(coordinator, "open_breach", incident)


def test_a_breach_is_worked_on_by_who_reads_it_and_reopened_by_the_head(breach, coordinator, headteacher, stranger):
    verbs = ("assess", "tell_regulator", "tell_people", "close", "reopen")
    assert {BreachAccess.refusal(stranger, verb, breach) for verb in verbs} == {
        "You may not read the incident that this breach comes from."
    }
    assert BreachAccess.refusal(headteacher, "reopen", breach) == "It is not closed."
    breach.closed_at = clock.now()

    assert BreachAccess.refusal(coordinator, "reopen", breach) == "A breach is reopened by the head."
    assert {BreachAccess.refusal(headteacher, verb, breach) for verb in verbs[:4]} == {
        "This breach is closed. The head can reopen it, with a reason."
    }


def test_an_incident_is_held_back_by_who_handles_it_and_let_go_by_the_authority(
    incident, coordinator, senior_leader, headteacher
):
    refusal = RetentionAccess.refusal(senior_leader, "hold_incident", incident)
    assert refusal == "Only somebody who handles this incident can place it on hold."
    hold = Hold.on(incident, by=coordinator, reason="A claim.")

    assert RetentionAccess.refusal(coordinator, "hold_incident", incident) == "It is already on legal hold."
    assert RetentionAccess.refusal(coordinator, "lift", hold).startswith("Only the head (or the chair")
    hold.lift(by=headteacher, reason="Settled.")
    assert RetentionAccess.refusal(headteacher, "lift", hold) == "The legal hold has been lifted."


def test_who_is_a_target_declares_it_before_holding_back_or_asking(log_incident, headteacher):
    mine = log_incident(people=[Named(part=Involvement.Part.TARGET, person=headteacher.person)])

    for rules, verb in (
        (RetentionAccess, "hold_incident"),
        (RetentionAccess, "ask_incident"),
        (BreachAccess, "open_breach"),
    ):
        assert rules.refusal(headteacher, verb, mine).startswith("You are a target in this incident")


def test_an_entry_is_held_back_by_the_head_or_the_lead_and_let_go_by_the_head(
    former, coordinator, safeguarding_lead, headteacher
):
    assert (
        RetentionAccess.refusal(coordinator, "hold_entry", former)
        == "The head or the safeguarding lead places it on hold."
    )
    hold = Hold.on(former, by=safeguarding_lead, reason="An inquiry.")

    assert RetentionAccess.refusal(safeguarding_lead, "lift", hold) == (
        "Only the head (or the chair, of the head’s own entry) lifts the hold."
    )
    assert RetentionAccess.refusal(headteacher, "ask_entry", former) == "It is on legal hold: An inquiry."


def test_a_record_is_asked_for_once_when_it_is_closed_and_its_time_is_over(incident, headteacher):
    assert RetentionAccess.refusal(headteacher, "ask_incident", incident) == "It is not closed yet."
    closed(incident, headteacher)
    due = due_of(incident)
    assert RetentionAccess.refusal(headteacher, "ask_incident", incident) == IN_TIME.format(due.on.year)

    with clock.set_to(clock.now() + SEVEN_YEARS):
        Disposal.ask(incident, due, by=headteacher, reason="Over.")

        assert RetentionAccess.refusal(headteacher, "ask_incident", incident) == "It has already been asked for."


def test_an_entry_is_asked_for_by_the_head_alone_once_nothing_needs_it(
    former, pupil, teacher, incident, headteacher, safeguarding_lead
):
    def why_not(person, **changed):
        for name, value in changed.items():
            setattr(person, name, value)
        return RetentionAccess.refusal(headteacher, "ask_entry", person)

    assert RetentionAccess.refusal(safeguarding_lead, "ask_entry", former).startswith("Only the head asks")
    assert why_not(teacher.person) == "It belongs to an account: it stays as long as that is there."
    assert why_not(pupil) == "This person has not left."
    assert why_not(pupil, left_on=clock.today()) == IN_TIME.format(due_of_entry(pupil).on.year)
    assert why_not(pupil, left_on=former.left_on) == "A record of this person is kept: that one goes first."
    assert why_not(pupil, merged_into_id=former.pk).startswith("It was merged into another entry")
    Disposal.ask(former, due_of_entry(former), by=headteacher, reason="Over.")
    assert why_not(former) == "It has already been asked for."


def test_a_disposal_is_confirmed_or_called_off_once_and_by_nobody_else(
    former, headteacher, senior_leader, coordinator, stranger
):
    disposal = Disposal.ask(former, due_of_entry(former), by=headteacher, reason="Over.")
    only = "It is called off by the head, or by whoever would confirm it."
    assert RetentionAccess.refusal(stranger, "read", disposal) == "This is for the head, and for whoever confirms it."
    assert RetentionAccess.refusal(coordinator, "read_queue", None).startswith("What is due to go is for the head")
    assert RetentionAccess.refusal(coordinator, "call_off", disposal) == only
    assert RetentionAccess.refusal(stranger, "confirm", disposal).startswith("It is confirmed by a senior leader")

    disposal.confirm(by=senior_leader)

    assert RetentionAccess.refusal(senior_leader, "confirm", disposal) == "It is already confirmed."
    assert RetentionAccess.refusal(headteacher, "call_off", disposal).startswith("It has already been confirmed")
    disposal.confirmed_at, disposal.called_off_at = None, clock.now()
    assert RetentionAccess.refusal(headteacher, "call_off", disposal) == "It has already been called off."


def test_that_of_an_incident_is_called_off_by_its_authority_or_the_second(
    incident, headteacher, senior_leader, coordinator
):
    disposal = Disposal(incident=closed(incident, headteacher), school=incident.school, asked_by=headteacher)

    refusal = RetentionAccess.refusal(coordinator, "call_off", disposal)

    assert refusal == "It is called off by the head, or by whoever would confirm it."
    assert RetentionAccess.allows(headteacher, "call_off", disposal)
    assert RetentionAccess.allows(senior_leader, "call_off", disposal)


def test_a_request_is_recorded_for_people_of_the_school_once(
    pupil, other_pupil, coordinator, headteacher, teacher, stranger
):
    refusal = RequestAccess.refusal(coordinator, "record")
    assert refusal == "An access request is recorded by the head or the safeguarding lead."
    assert RequestAccess.refusal(stranger, "record", pupil) == "This person is of another school."
    assert RequestAccess.refusal(teacher, "read_list").startswith("Access requests are for the head")
    other_pupil.merged_into = pupil

    refusal = RequestAccess.refusal(headteacher, "record", other_pupil)

    assert refusal == "This entry was merged into another one: choose that one."
    tomorrow = clock.today() + clock.ONE_DAY
    with pytest.raises(Refused, match="cannot have come in the future"):
        AccessRequest.record(pupil, by=headteacher, asked_by="Herself", received_on=tomorrow)


def test_a_request_is_worked_on_by_whom_its_verb_is_for_until_it_is_answered(
    asked, coordinator, safeguarding_lead, headteacher, stranger
):
    verbs = ("extend", "decide", "make", "answer")
    assert {RequestAccess.refusal(stranger, verb, asked) for verb in verbs} == {
        "Access requests are for the head, the safeguarding lead, the coordinator and the chair."
    }
    assert RequestAccess.refusal(coordinator, "extend", asked) == "The head or the safeguarding lead extends it."
    assert RequestAccess.refusal(coordinator, "answer", asked) == "The head or the safeguarding lead says so."
    assert RequestAccess.refusal(safeguarding_lead, "make", asked) == "The head has the file made."
    with pytest.raises(Refused, match="It came later than that"):
        asked.answer(by=headteacher, answered_on=asked.received_on - clock.ONE_DAY, how="By hand.")
    with clock.set_to(clock.now() + timedelta(days=40)), pytest.raises(Refused, match="It is overdue"):
        asked.extend(by=headteacher, reason="Many records.")

    asked.answer(by=headteacher, answered_on=clock.today(), how="By hand.")

    assert {RequestAccess.refusal(headteacher, verb, asked) for verb in verbs} == {
        "It has been answered: what was handed over stays as it was."
    }


def test_of_an_incident_decides_who_may_close_it(log_incident, coordinator, headteacher):
    incident = log_incident(kind="contact")
    incident.add_reader(by=headteacher, user=coordinator, reason="Knows the family")

    refusal = RequestAccess.refusal(coordinator, "decide_on", incident)

    assert refusal == f"Only somebody who may close {incident} decides on it."
    assert RequestAccess.allows(headteacher, "decide_on", incident)


def test_a_file_is_approved_once_and_taken_by_its_maker_while_it_is_there(asked, headteacher, safeguarding_lead):
    now = clock.now()

    def why_not(verb, by=headteacher, **said):
        return RequestAccess.refusal(by, verb, AnswerFile(request=asked, made_for=said.pop("made_for", by), **said))

    for verb in ("approve", "download"):
        assert why_not(verb, made_for=safeguarding_lead).startswith("It holds what its maker reads")
        assert why_not(verb, by=safeguarding_lead) == "The head approves and takes the file."
        assert why_not(verb) == "It is being made."
        assert why_not(verb, made_at=now, deleted_at=now).startswith("It was deleted, as its time was over")
    assert why_not("approve", made_at=now, approved_at=now) == "It is already approved."
    assert why_not("download", made_at=now) == "Read it on this page’s list first, and approve it."
    assert why_not("download", made_at=now, approved_at=now) is None


def test_a_breach_was_not_told_before_it_was_found_nor_in_the_future(breach, headteacher):
    for told_at, why_not in (
        (breach.found_at - timedelta(minutes=1), "before it was found out"),
        (clock.now() + timedelta(minutes=1), "cannot be in the future"),
    ):
        with pytest.raises(Refused, match=why_not):
            breach.tell_regulator(by=headteacher, told_at=told_at, told_by="Hattie Head")
    assert Breach.objects.undecided().get() == breach
