"""An entry of the register goes although a record is left: one that the head may not know of, or a later one."""

import pytest

from compliance import actions, queries
from compliance.access import RetentionAccess
from compliance.models import Disposal
from compliance.rules import due_of_entry
from core import clock
from incidents.models import Involvement
from incidents.statement import Named
from tests.audit.conftest import problems
from tests.compliance.test_disposal import SEVEN_YEARS

INSTIGATOR, TARGET = Involvement.Part.INSTIGATOR, Involvement.Part.TARGET


@pytest.fixture
def former(pupil, headteacher):
    """A pupil whose time is over by now."""
    pupil.left_on = clock.today()
    pupil.save_as(headteacher, "Left")
    with clock.set_to(clock.now() + SEVEN_YEARS):
        yield pupil


@pytest.fixture
def about_the_head(log_incident, headteacher, pupil):
    """What is alleged against the head: the chair reads it."""
    return log_incident(people=[Named(part=INSTIGATOR, person=headteacher.person), Named(part=TARGET, person=pupil)])


def erased(person, head, second):
    disposal = Disposal.ask(person, due_of_entry(person), by=head, reason="Over.")
    disposal.confirm(by=second)
    assert actions.carry_out(disposal)


def what_the_head_sees(head, person):
    return [row.record for row in queries.entries_due(head)], RetentionAccess.refusal(head, "ask_entry", person)


def test_a_record_that_the_head_reads_goes_first(incident, former, headteacher):
    assert what_the_head_sees(headteacher, former) == ([], "A record of this person is kept: that one goes first.")


def test_so_does_one_of_an_entry_that_was_merged_into_it(incident, former, other_pupil, headteacher):
    incident.involvements.update(person=other_pupil)
    other_pupil.merged_into = former
    other_pupil.save_as(headteacher, "The same")

    assert what_the_head_sees(headteacher, former) == ([], "A record of this person is kept: that one goes first.")


def test_a_record_about_the_head_shows_nowhere(about_the_head, former, headteacher):
    assert what_the_head_sees(headteacher, former) == ([former], None)


def test_it_keeps_the_name_and_the_year_group(about_the_head, former, headteacher, senior_leader):
    erased(former, headteacher, senior_leader)

    former.refresh_from_db()
    assert former.name == "Erased"
    of_the_pupil = about_the_head.involvements.get(part=TARGET)
    assert (of_the_pupil.person, of_the_pupil.display_name, of_the_pupil.year_group) == (None, "Pip Pupil", "5")
    assert of_the_pupil.history.first().name == "Pip Pupil"
    assert problems() == []


def test_so_does_one_that_was_reported_after_the_erasure_was_asked_for(
    former, log_incident, headteacher, senior_leader, other_pupil
):
    other_pupil.merged_into = former
    other_pupil.save_as(headteacher, "The same")
    disposal = Disposal.ask(former, due_of_entry(former), by=headteacher, reason="Over.")
    later = log_incident(people=[Named(part=INSTIGATOR, person=former)])
    of_the_other = log_incident(people=[Named(part=INSTIGATOR, person=former)])
    of_the_other.involvements.update(person=other_pupil)

    disposal.confirm(by=senior_leader)
    assert actions.carry_out(disposal)

    assert [one.involvements.get().display_name for one in (later, of_the_other)] == ["Pip Pupil", "Quinn Pupil"]
