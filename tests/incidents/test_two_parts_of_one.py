"""One person has, or had, several parts in an incident: in a copy for them none of these is somebody else's.

| how it came to it                                           | the other part is theirs                     |
|-------------------------------------------------------------|----------------------------------------------|
| two entries of the register that were merged later          | yes                                          |
| taken out, and chosen from the register again               | yes                                          |
| typed, taken out, and chosen from the register              | yes, where nobody else is or was called so   |
"""

import pytest

from compliance.answers import answer_of
from compliance.models import AccessRequest
from core import clock
from incidents import actions
from incidents.models import Incident, Involvement, PupilWithFile
from incidents.names.redaction import OF_WHICH
from incidents.printing import pupil_file
from incidents.printing.record import for_printing
from incidents.statement import Named
from people.models import Person
from tests.compliance.answering import decide
from tests.incidents.test_of_one_alone import words_for

pytestmark = pytest.mark.once
TARGET, INSTIGATOR, WITNESS = Involvement.Part.TARGET, Involvement.Part.INSTIGATOR, Involvement.Part.WITNESS


def read_again(incident):
    return for_printing(Incident.objects.filter(pk=incident.pk)).get()


@pytest.fixture
def twice(log_incident, pupil, other_pupil, coordinator, headteacher):
    """Pip was entered twice on the register, once as Quinn, and both are named."""
    incident = log_incident(people=[Named(part=TARGET, person=pupil), Named(part=WITNESS, person=other_pupil)])
    incident.involvements.get(person=other_pupil).record_words(by=coordinator, voice="I was there.")
    incident.add_entry(by=coordinator, text="Quinn Pupil cried.")
    other_pupil.merge(by=headteacher, into=pupil, reason="Entered twice.")
    return incident


@pytest.fixture
def mia(school):
    return Person.objects.create(school=school, kind="pupil", name="Mia Green", year_group="3")


@pytest.fixture
def chosen_later(log_incident, mia, coordinator):
    """Typed in the report, with what she said; then taken out, and chosen from the register. As a function."""

    def build(first: Named) -> Incident:
        incident = log_incident(people=[first])
        typed = incident.involvements.get()
        typed.record_words(by=coordinator, voice="I am sad.")
        actions.remove_person(typed, by=coordinator, reason="She is on the register.")
        actions.add_person(incident, Named(part=TARGET, person=mia), by=coordinator)
        incident.add_entry(by=coordinator, text="Mia Green came to us.")
        return incident

    return build


def test_the_file_for_a_new_school_and_the_answer_to_an_access_request_name_the_pupil_in_both(
    twice, pupil, headteacher, signed_in
):
    transfer = PupilWithFile.objects.get(pk=pupil.pk).begin_transfer(
        by=headteacher, to_school="Elm Park School", left_on=clock.today(), asked_on=None
    )
    assert transfer.staying_of(headteacher) == 1
    transfer.choose(by=headteacher, incidents=[twice], open_because="They ask.")
    request = AccessRequest.record(pupil, by=headteacher, asked_by="Herself", received_on=clock.today())
    decide(request, twice, by=headteacher)

    [chapter] = pupil_file.chapters_of(transfer, headteacher)
    answer = answer_of(request, headteacher)

    assert answer.unseen == []
    for said in (str(chapter.sections), str(answer.chapters[0].sections)):
        assert "Quinn Pupil cried." in said
        assert "I was there." in said
        assert "Pupil B" not in said


def test_an_incident_is_offered_once_with_both_parts(twice, pupil, headteacher, signed_in):
    transfer = PupilWithFile.objects.get(pk=pupil.pk).begin_transfer(
        by=headteacher, to_school="Elm Park School", left_on=clock.today(), asked_on=None
    )

    page = signed_in(headteacher).get(f"{transfer.get_absolute_url()}choose/")

    [(_, said)] = page.context["form"].fields["incidents"].choices
    assert "Witness, Target" in said


def test_who_was_typed_and_then_chosen_from_the_register_is_nobody_else(chosen_later):
    incident = chosen_later(Named(part=TARGET, name="Mia Green", kind="pupil"))

    words = list(words_for(read_again(incident), incident.involvements.get()))

    assert OF_WHICH not in words
    assert {"Mia Green came to us.", "“I am sad.”"} <= set(words)


def test_nor_is_who_was_taken_out_and_chosen_again(chosen_later, mia):
    incident = chosen_later(Named(part=TARGET, person=mia))

    assert "“I am sad.”" in set(words_for(read_again(incident), incident.involvements.get()))


def test_where_another_one_is_called_so_nobody_knows_who_was_typed(chosen_later, school):
    incident = chosen_later(Named(part=TARGET, name="Mia Green", kind="pupil"))
    Person.objects.create(school=school, kind="pupil", name="Mia Green", year_group="6")

    words = list(words_for(read_again(incident), incident.involvements.get()))

    assert OF_WHICH in words
    assert {"Mia Green came to us.", "“I am sad.”"}.isdisjoint(words)
