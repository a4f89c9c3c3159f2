"""What is handed over is what was seen when it was decided: what changes afterwards opens the decision again.

| since it was decided                           | the decision                                             |
|------------------------------------------------|----------------------------------------------------------|
| nothing                                        | holds                                                    |
| it was noted for whom else it was printed      | holds: nobody is handed that                             |
| something was written, it being left out       | holds: it stays out                                      |
| something was written                          | is open again, and nothing that was ticked is any more   |
| somebody was added to the record               | is open again                                            |
| the register has a name that stands in it      | is open again once the file is to be made, which is not  |
| something was written after the file was asked | is open again; the file is not made                      |
| the program did not yet keep what was seen     | is open again                                            |
"""

from datetime import timedelta

import pytest
from django.urls import reverse

from compliance import actions, tasks
from compliance.answers import answer_of
from compliance.models import AccessRequest, FileContent
from core import clock
from core.access import Refused
from incidents.actions import add_person
from incidents.models import Involvement
from incidents.statement import Named
from people.models import Person
from tests.pages import said

from .answering import decide, made


@pytest.fixture
def asked(pupil, headteacher):
    return AccessRequest.record(pupil, by=headteacher, asked_by="Herself", received_on=clock.today())


@pytest.fixture
def of_two(log_incident, pupil, other_pupil):
    people = [Named(part="target", person=pupil), Named(part="instigator", person=other_pupil)]
    return log_incident(description="PC Quinn Ward rang about Pip.", people=people)


@pytest.fixture
def later():
    """An hour after what was decided."""
    with clock.set_to(clock.now() + timedelta(hours=1)):
        yield


@pytest.fixture
def decided(asked, of_two, headteacher):
    """ "PC Quinn Ward" is of nobody in the record, and stays."""
    decide(asked, of_two, by=headteacher, as_written=["PC Quinn Ward"])
    return asked.decisions.get()


def holds(asked):
    return asked.decisions.with_state().get().holds


def test_what_is_written_afterwards_is_not_handed_over_before_it_is_decided_again(
    asked, of_two, decided, headteacher, later
):
    of_two.note("PC Quinn Ward said of Quinn Ward that she lied.", by=headteacher)

    assert not holds(asked)
    with pytest.raises(Refused, match="again where something changed since"):
        actions.ask_for_answer(asked, by=headteacher)
    decide(asked, of_two, by=headteacher)
    [chapter] = answer_of(asked, headteacher).chapters
    assert "Quinn" not in str(chapter.sections)


def test_the_pages_say_so_and_nothing_is_ticked_any_more(asked, of_two, decided, headteacher, later, signed_in):
    browser, address = signed_in(headteacher), reverse("compliance:decide-part", args=[asked.pk, of_two.pk])
    before = said(browser.get(address))
    of_two.note("Quinn Ward said more.", by=headteacher)

    after = said(browser.get(address))
    page = said(browser.get(asked.get_absolute_url()))

    assert (before.count(" checked"), after.count('as-written-1" checked')) == (2, 0)
    assert "Decide again" not in before
    assert "Decide again" in after
    assert "Decide again: something in it changed since Hattie Head decided" in page
    assert "1 incident still to be decided on" in page


def test_who_read_the_page_before_something_was_written_reads_it_again(asked, of_two, headteacher, signed_in):
    browser, address = signed_in(headteacher), reverse("compliance:decide-part", args=[asked.pk, of_two.pk])
    shown = browser.get(address).context["form"]["shown"].value()
    of_two.note("She has a brother.", by=headteacher)  # no name in it, so that the list of names is as it was

    answer = browser.post(address, {"left_out": "no", "shown": shown})

    assert "Something in this incident has changed since" in answer.content.decode()
    assert not asked.decisions.exists()


def test_somebody_who_is_added_opens_it_again(asked, of_two, decided, headteacher, later):
    add_person(of_two, Named(part=Involvement.Part.WITNESS, name="Wanda Ward", kind="pupil"), by=headteacher)

    assert not holds(asked)


def test_a_print_opens_nothing_again(asked, of_two, decided, headteacher, later):
    of_two.note("Printed for the Police.", by=headteacher, verb="print_record")

    assert holds(asked)
    assert answer_of(asked, headteacher).unseen == []


def test_what_is_left_out_stays_out_whatever_is_written(asked, of_two, headteacher):
    asked.decide(of_two, by=headteacher, left_out="crime", note="The Police ask.")
    with clock.set_to(clock.now() + timedelta(hours=1)):
        of_two.note("They go on.", by=headteacher)

    assert holds(asked)
    assert answer_of(asked, headteacher).held == []


def test_a_name_that_only_the_register_knows_is_found_when_the_file_is_made(
    asked, of_two, decided, school, headteacher
):
    Person.objects.create(school=school, kind=Person.Kind.PUPIL, name="Ward Winter")

    file = made(asked, headteacher)

    assert (file.made_at, FileContent.objects.count()) == (None, 0)
    assert (
        file.stopped_because == "Other names or texts are found in 1 incident than when it was decided. Decide again."
    )
    assert not holds(asked)


def test_what_is_written_before_the_worker_comes_to_it_stops_the_file(asked, of_two, decided, headteacher, later):
    file = actions.ask_for_answer(asked, by=headteacher)
    of_two.note("Quinn Ward said more.", by=headteacher)

    tasks.make_answer.func(file.pk)

    file.refresh_from_db()
    assert "again where something changed since" in file.stopped_because
    decide(asked, of_two, by=headteacher)
    assert actions.ask_for_answer(asked, by=headteacher) != file


def test_who_decides_while_the_file_is_made_is_not_overruled(asked, of_two, decided, headteacher):
    decide(asked, of_two, by=headteacher)
    decided.seen = "of before"

    decided.open_again()

    assert holds(asked)


def test_a_decision_of_before_it_was_kept_what_was_seen_is_open_again(asked, of_two, headteacher):
    asked.decide(of_two, by=headteacher)

    assert not holds(asked)
