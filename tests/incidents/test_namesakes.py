"""Two of those involved have one name: in a copy for one of them nothing stands that is, or may be, about the other.

| what stands in the record                                | the copy for one of the two                           |
|----------------------------------------------------------|-------------------------------------------------------|
| what is kept with the one: part, misuse, sanction, words | has it; of the other there is a pseudonym             |
| a line that a verb wrote about the one                   | has it, and not that about the other                  |
| such a line, and what its writer typed there names one   | has not: it says so, unless who prints it ticked it   |
| such a line of before it was kept about whom it is       | has not: it says so, unless who prints it ticked it   |
| what somebody wrote with the name, or a part of it       | has not: it says so, unless who prints it ticked it   |
| what somebody wrote without it                           | has it                                                |
"""

from datetime import timedelta

import pytest
from django.urls import reverse

from compliance.answers import answer_of
from compliance.models import AccessRequest
from core import clock, pdf
from incidents import actions
from incidents.models import Incident, Involvement, PupilWithFile
from incidents.names.redaction import OF_WHICH
from incidents.printing import pupil_file
from incidents.printing.record import for_printing
from incidents.statement import Named
from people.models import Person
from sanctions.models import Sanction
from tests.incidents.test_of_one_alone import words_for
from tests.pages import main_of

pytestmark = pytest.mark.once
WORDS = ("apple", "pear")
CALLED = ("Pupil A", "Pupil B")
FREE = {"Mia Green told us: apple.", "Then Mia cried: pear."}


@pytest.fixture
def both(school):
    return [Person.objects.create(school=school, kind="pupil", name="Mia Green", year_group=year) for year in "36"]


@pytest.fixture
def incident(log_incident, both, coordinator, headteacher):
    """Of the first the same is recorded with the word "apple" as of the second with "pear"."""
    parts = (Involvement.Part.TARGET, Involvement.Part.INSTIGATOR)
    people = [Named(part=part, person=one) for part, one in zip(parts, both, strict=True)]
    incident = log_incident(people=people, description="Two pupils wrote to each other.")
    incident.review(
        by=coordinator, branch="unsuitable", user_action=incident.user_action, safeguarding=False, reason="Not illegal."
    )
    for one, word in zip(incident.involvements.order_by("pk"), WORDS, strict=True):
        one.record_words(by=coordinator, voice=f"I said {word}.")
        sanction = Sanction(
            involvement=one, text=f"No tablet: {word}", recommended="none", done=True, reason=f"a month: {word}",
            done_by="Tess Teacher", done_on=clock.today(), by=coordinator, to_lift_by=coordinator,
        )  # fmt: skip
        sanction.save_as(coordinator)
        sanction.lift(by=coordinator, note=f"enough: {word}")
        told = {"parents": "informed", "parents_informed_on": incident.day, "parents_informed_how": f"telephone {word}"}
        actions.record_parents(incident, [(one, told)], by=coordinator)
        search = {
            "at": clock.now() - timedelta(minutes=9), "place": "Office", "pupil": one, "grounds": "Seen.",
            "searched_for": "A photograph", "searched_by": f"The {word} head", "present": "Tess Teacher",
            "found": f"Nothing: {word}", "deleted": "", "parents": "informed", "parents_text": "By telephone",
            "afterwards": "returned", "afterwards_text": "To the pupil",
        }  # fmt: skip
        incident.record_search(by=headteacher, **search)
    return incident


@pytest.fixture
def of_before(incident, coordinator):
    """Lines from when it was not kept about whom one is."""
    return [
        incident.entries.create(text=f"Misuse by Mia Green: {word}.", by=coordinator, verb="choose_misuse").text
        for word in WORDS
    ]


@pytest.fixture
def written(incident, coordinator):
    for text in sorted(FREE):
        incident.add_entry(by=coordinator, text=text)


def read_again(incident):
    return for_printing(Incident.objects.filter(pk=incident.pk)).get()


@pytest.mark.parametrize(("own", "other"), [WORDS, WORDS[::-1]])
def test_what_is_kept_with_the_one_is_in_their_copy_and_nothing_of_the_other(incident, own, other):
    subject = incident.involvements.order_by("pk")[WORDS.index(own)]

    words = list(words_for(read_again(incident), subject))

    assert [word for word in words if other in word] == []
    chronology = [word for word in words if own in word and ("Parents of" in word or "searched" in word)]
    assert [word.partition(own)[0].partition(" informed on")[0] for word in chronology] == [
        "Parents of Mia Green",
        "A device of Mia Green was searched by The ",
    ]
    assert f"No tablet: {own}, Mia Green: lifted. enough: {own}" in words
    called = {"apple": ("Mia Green (target)", "Pupil B (alleged instigator)")}
    assert set(called.get(own, ("Pupil A (target)", "Mia Green (alleged instigator)"))) <= set(words)
    assert OF_WHICH not in words


def test_what_may_be_about_either_is_shown_first_and_left_out_unless_it_is_ticked(
    incident, of_before, written, coordinator, signed_in, monkeypatch
):
    drawn = []
    monkeypatch.setattr(pdf, "render", lambda html, stylesheet: drawn.append(html) or b"%PDF-")
    browser, address = signed_in(coordinator), reverse("incidents:record-pdf", args=[incident.reference])
    subject = incident.involvements.order_by("pk")[0]
    asked = {"recipient": "subject", "subject": subject.pk, "names": "replaced", "reason": "They ask."}

    first = browser.post(address, asked)
    asked["shown"] = first.context["form"]["shown"].value()
    by_text = {each.text: mark for mark, each in first.context["preview"].unclear.items()}
    browser.post(address, asked)
    browser.post(address, asked | {"as_written": by_text["Mia Green told us: apple."]})

    assert "Two people here have, or had, one name." in main_of(first)
    assert set(by_text) == {*of_before, *FREE}
    assert [{text for text in by_text if text in html} for html in drawn] == [set(), {"Mia Green told us: apple."}]
    assert [html.count(OF_WHICH) for html in drawn] == [4, 3]


def test_the_file_for_a_new_school_and_the_answer_to_an_access_request_tell_the_two_apart(
    incident, of_before, written, both, headteacher
):
    first, _ = both
    transfer = PupilWithFile.objects.get(pk=first.pk).begin_transfer(
        by=headteacher, to_school="Elm Park School", left_on=clock.today(), asked_on=None
    )
    transfer.choose(by=headteacher, incidents=[incident], open_because="They ask.")
    request = AccessRequest.record(first, by=headteacher, asked_by="Herself", received_on=clock.today())
    [chapter] = pupil_file.chapters_of(transfer, headteacher)
    marks = {each.text: mark for mark, each in chapter.replaced.unclear.items()}
    request.decide(incident, by=headteacher, seen="seen", as_written=[marks["Mia Green told us: apple."]])

    [answered] = answer_of(request, headteacher).chapters

    assert set(marks) == {*of_before, *FREE}
    assert "pear" not in f"{chapter.sections} {answered.sections}"
    assert "Mia Green told us: apple." not in str(chapter.sections)
    assert "Mia Green told us: apple." in str(answered.sections)


def test_somebody_outside_is_told_which_of_the_two_a_line_is_about(incident, of_before):
    words = list(words_for(read_again(incident), None))

    searched = {f"A device of {one} was searched by The {word} head." for one, word in zip(CALLED, WORDS, strict=True)}
    assert searched <= set(words)
    assert "Misuse by Pupil A or Pupil B: pear." in words


OF_THE_OTHER = "Mia Green of Year 6 says that her stepfather hits her."


@pytest.fixture
def two_targets(log_incident, both, other_pupil):
    people = [Named(part=Involvement.Part.TARGET, person=one) for one in (*both, other_pupil)]
    return log_incident(people=people, description="They were written to.")


@pytest.mark.parametrize("is_given_to_one_of_them", [True, False])
def test_what_is_typed_beside_a_key_may_be_about_the_other_one(two_targets, coordinator, is_given_to_one_of_them):
    one, *_ = two_targets.involvements.order_by("pk")
    actions.change_person(one, by=coordinator, reason=OF_THE_OTHER, part=Involvement.Part.WITNESS)

    words = list(words_for(read_again(two_targets), one if is_given_to_one_of_them else None))

    told = [word for word in words if "stepfather" in word]
    assert len(told) == (0 if is_given_to_one_of_them else 2)  # in the chronology, and in the history of changes
    assert all("Pupil A or Pupil B of Year 6" in word for word in told)


def test_what_is_typed_beside_a_key_without_a_name_is_about_that_one(two_targets, coordinator):
    one, *_ = two_targets.involvements.order_by("pk")

    actions.change_person(one, by=coordinator, reason="She only saw it.", part=Involvement.Part.WITNESS)

    assert two_targets.entries.get(verb="change_person").about == one.pk


@pytest.mark.parametrize("apart", ["Mia Green (Year 6)", "Green, Mia"])
def test_who_is_told_apart_by_more_words_is_a_namesake_too(log_incident, both, coordinator, apart):
    target, instigator = Involvement.Part.TARGET, Involvement.Part.INSTIGATOR
    incident = log_incident(people=[Named(part=target, person=both[0]), Named(part=instigator, name=apart)])
    incident.add_entry(by=coordinator, text=OF_THE_OTHER)

    words = list(words_for(read_again(incident), incident.involvements.get(person=both[0])))

    assert [word for word in words if "stepfather" in word] == []
    assert OF_WHICH in words


def test_a_tick_is_for_one_place_where_the_same_is_written_in_two(log_incident, both, coordinator, headteacher):
    people = [Named(part=Involvement.Part.TARGET, person=one) for one in both]
    records = [log_incident(people=people) for _ in range(2)]
    for record in records:
        record.add_entry(by=coordinator, text="Mia has cried.")
    pupil = PupilWithFile.objects.get(pk=both[0].pk)
    transfer = pupil.begin_transfer(by=headteacher, to_school="Elm School", left_on=clock.today())
    transfer.choose(by=headteacher, incidents=records, open_because="They ask for it.")
    shown = pupil_file.replaced_in(pupil_file.chapters_of(transfer, headteacher)).unclear
    [ticked] = [mark for mark, each in shown.items() if each.of == records[1].reference]

    chapters = pupil_file.chapters_of(transfer, headteacher, [ticked])

    given = {chapter.incident.pk: str(chapter.sections).count("Mia has cried.") for chapter in chapters}
    assert given == {records[0].pk: 0, records[1].pk: 1}
