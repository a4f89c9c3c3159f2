"""What concerns one of those involved alone is in no copy that another one of them asks for.

| of the other one                                | whoever is involved, too | the Police, our own file |
|-------------------------------------------------|--------------------------|--------------------------|
| that they were part of it                       | is told                  | is told                  |
| the misuse found, the sanction, its reason      | is not                   | is told                  |
| whether and how the parents were informed       | is not                   | is told                  |
| the search of their telephone                   | is not                   | is told                  |
| the lines of chronology and history that say so | is not                   | is told                  |
| a line of the chronology that names both        | is told                  | is told                  |
"""

from datetime import timedelta

import pytest

from core import clock
from incidents import actions
from incidents.models import Incident, Involvement, Misuse
from incidents.printing.parts import Facts, Table, lines
from incidents.printing.record import for_printing, record_of
from incidents.printing.third_parties import Reading
from incidents.statement import Named
from people.models import Person
from sanctions.models import Sanction

pytestmark = pytest.mark.once


@pytest.fixture
def incident(log_incident, pupil, other_pupil, coordinator, headteacher):
    """Of each of the two the same is recorded: for Pip with the word "apple", for Quinn with "pear"."""
    people = [Named(part=Involvement.Part.INSTIGATOR, person=one) for one in (pupil, other_pupil)]
    incident = log_incident(people=people, description="Both wrote it.")
    incident.review(
        by=coordinator, branch="unsuitable", user_action=incident.user_action, safeguarding=False, reason="Not illegal."
    )
    for one, word in zip(incident.involvements.order_by("pk"), ("apple", "pear"), strict=True):
        sanction = Sanction(
            involvement=one, text=f"No tablet: {word}", recommended="none", done=True, reason=f"for a month: {word}",
            done_by="Tess Teacher", done_on=clock.today(), by=coordinator,
        )  # fmt: skip
        sanction.save_as(coordinator)
        told = {"parents": "informed", "parents_informed_on": incident.day, "parents_informed_how": f"telephone {word}"}
        actions.record_parents(incident, [(one, told)], by=coordinator)
        search = {
            "at": clock.now() - timedelta(minutes=9), "place": "Office", "pupil": one, "grounds": "Seen.",
            "searched_for": f"A photograph: {word}", "searched_by": "The head", "present": "Tess Teacher",
            "found": f"Nothing: {word}", "deleted": "", "parents": "informed", "parents_text": "By telephone",
            "afterwards": "returned", "afterwards_text": "To the pupil",
        }  # fmt: skip
        incident.record_search(by=headteacher, **search)
        incident.note(f"Misuse by {one}: {word}.", by=coordinator, verb="choose_misuse")
    Misuse(involvement=incident.involvements.get(person=other_pupil), row=incident.user_action).save_as(coordinator)
    incident.note("Misuse by Pip Pupil, with Quinn Pupil: both.", by=coordinator, verb="choose_misuse")
    return for_printing(Incident.objects.filter(pk=incident.pk)).get()


def words_for(incident, subject):
    reading = Reading(incident, subject)
    for section in record_of(incident):
        for part in section.reread(reading).parts:
            if isinstance(part, Facts):
                yield from (line for _, said in part.rows for line in lines(said))
            elif isinstance(part, Table):
                yield from (line for row in part.rows for cell in row for line in lines(cell))


def test_one_of_them_reads_what_is_of_them_and_nothing_that_is_of_the_other_alone(incident, pupil):
    words = list(words_for(incident, incident.involvements.get(person=pupil)))

    assert [word for word in words if "pear" in word] == []
    assert {"apple" in word for word in words} == {True, False}
    assert sum("apple" in word for word in words) == sum("pear" in word for word in words_for(incident, None))
    assert "Misuse by Pip Pupil, with Pupil B: both." in words
    assert (
        words.count(str(incident.user_action)) == list(words_for(incident, None)).count(str(incident.user_action)) - 1
    )
    assert [word for word in words if word.startswith("Parents of Pupil B")] == []
    assert "Pupil B (alleged instigator)" in words


def test_nor_what_was_of_somebody_who_was_taken_out(log_incident, pupil, other_pupil, coordinator):
    people = [Named(part=Involvement.Part.INSTIGATOR, person=one) for one in (pupil, other_pupil)]
    incident = log_incident(people=people)
    other = incident.involvements.get(person=other_pupil)
    told = {"parents": "not_informed", "parents_reason": "They have moved: pear."}
    actions.record_parents(incident, [(other, told)], by=coordinator)
    actions.remove_person(other, by=coordinator, reason="Not there.")
    incident = for_printing(Incident.objects.filter(pk=incident.pk)).get()

    words = "\n".join(words_for(incident, incident.involvements.get()))

    assert "pear" not in words
    assert "pear" in "\n".join(words_for(incident, None))


def test_who_is_not_involved_reads_what_is_of_both(incident):
    words = list(words_for(incident, None))

    assert sum("apple" in word for word in words) == sum("pear" in word for word in words) > 5


def test_where_the_name_of_one_begins_as_that_of_another_each_line_is_still_of_one(log_incident, school, coordinator):
    green, greenwood = (
        Person.objects.create(school=school, kind="pupil", name=name) for name in ("Sam Green", "Sam Greenwood")
    )
    incident = log_incident(
        people=[Named(part="target", person=green), Named(part=Involvement.Part.INSTIGATOR, person=greenwood)]
    )
    subject, other = incident.involvements.order_by("pk")
    for one, word in ((subject, "apple"), (other, "pear")):
        incident.note(f"Parents of {one} informed by telephone: {word}", by=coordinator, verb="record_parents")
    incident = for_printing(Incident.objects.filter(pk=incident.pk)).get()

    lines_for = {
        one: {word for word in words_for(incident, one) if word.startswith("Parents of")} for one in (subject, other)
    }

    assert lines_for == {
        subject: {"Parents of Sam Green informed by telephone: apple"},
        other: {"Parents of Sam Greenwood informed by telephone: pear"},
    }


def test_where_all_is_left_out_it_is_not_said_that_nothing_was_recorded(log_incident, pupil, other_pupil, coordinator):
    incident = log_incident(
        people=[
            Named(part=Involvement.Part.INSTIGATOR, person=pupil),
            Named(part=Involvement.Part.TARGET, person=other_pupil),
        ]
    )
    sanction = Sanction(
        involvement=incident.involvements.get(person=pupil), text="No tablet", recommended="none", done=True,
        reason="He agreed.", done_by="Tess Teacher", done_on=clock.today(), by=coordinator,
    )  # fmt: skip
    sanction.save_as(coordinator)
    incident = for_printing(Incident.objects.filter(pk=incident.pk)).get()

    reading = Reading(incident, incident.involvements.get(person=other_pupil))
    sections = {section.title: section.reread(reading) for section in record_of(incident)}

    decisions, log = sections["Decisions and sanctions"], dict(sections["Incident log"].parts[0].answers)
    assert (decisions.parts, decisions.empty) == ([], "Left out: it concerns somebody else alone")
    assert log["Action taken: what"] == ["Left out: it concerns somebody else alone"]
    assert sections["Tasks"].empty == "Nobody was asked to do anything."
