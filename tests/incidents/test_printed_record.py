"""The whole record of an incident on paper: everything that is recorded, with the names that belong there."""

import io
import shutil
import subprocess
from datetime import timedelta

import pytest

from core import clock
from incidents import actions
from incidents.actions import add_person, attach, remove_person
from incidents.models import Incident, Involvement
from incidents.printing import paper
from incidents.printing.parts import lines
from incidents.printing.record import for_printing
from incidents.statement import Named
from people.models import Person
from people.roles import Role
from sanctions.models import Sanction

from .evidence import files
from .investigating import SAID, begin, concluded, review, signed

pytestmark = pytest.mark.once

# Each field of the paper forms → what is printed beside it, of the incident below.
INCIDENT_LOG = {
    "date and time": ("Date and time", "8:40am"),
    "name": ("Name", "Pip Pupil (alleged instigator)"),
    "class (if a pupil)": ("Class (if a pupil)", "Pip Pupil: 5 Oak, Year 5"),
    "location in school": ("Location in school", "Classroom, Room 4"),
    "device": ("Device", "School tablet"),
    "web site": ("Web site", "https://proxy.example/"),
    "details of the incident": ("Details of the incident", "Pip opened it; QUINN saw it."),
    "action taken: what": ("Action taken: what", "No tablet for a week"),
    "action taken: by whom": ("Action taken: by whom", "No tablet for a week, by Tess Teacher"),
    "reported by": ("Reported by", "Tess Teacher"),
    "signature": ("Signature", "Signed in"),
}
RECORD_OF_REVIEWING = {
    "group": ("Group", SAID["group"]),
    "date": ("Date", "2026"),
    "reason for investigation": ("Reason for investigation", SAID["reason"]),
    "first reviewer: name, position, signature": ("First reviewer", "Hattie Head, Headteacher", "Signed"),
    "second reviewer: name, position, signature": ("Second reviewer", "Lena Leader, Senior leader", "Signed"),
    "name and location of the computer used for the review": (
        "Name and location of the computer",
        "Laptop SLT-4, The head's office",
    ),
    "rows: web site address or device | reason for concern": (
        "Web site address or device",
        "Reason for concern",
        "It goes round the filter.",
    ),
    "conclusion and action proposed or taken": ("Conclusion and action", "The filter is changed;"),
}
DEVICE_SEARCH = {
    "date, time, place": ("Date, time and place", "Head's office"),
    "pupil": ("Pupil", "Pip Pupil"),
    "grounds": ("Grounds", "It was seen on it."),
    "item searched for": ("Item searched for", "The address"),
    "who searched, who was present": ("Who searched", "The head", "Who was present", "Tess Teacher"),
    "what was found": ("What was found", "The address, and no more."),
    "data deleted or handed over, by whom and why": ("Data deleted or handed over", "Nothing was deleted."),
    "parents informed": ("Parents informed", "By telephone"),
    "device kept or returned": ("Device kept or returned", "To the pupil"),
}


@pytest.fixture
def leader(appoint, school):
    return appoint(Role.SENIOR_LEADER, school, "Lena Leader")


@pytest.fixture
def incident(log_incident, pupil, other_pupil, headteacher, coordinator, teacher, leader, school):
    """With something of everything that can be recorded. Leo is on the register, and only named in a text."""
    Person.objects.create(school=school, kind=Person.Kind.PUPIL, name="Leo Lane")
    incident = log_incident(
        people=[
            Named(part=Involvement.Part.INSTIGATOR, person=pupil),
            Named(part=Involvement.Part.TARGET, person=other_pupil),
            Named(part=Involvement.Part.WITNESS, name="Robin Redman"),
        ],
        occurred_at=(clock.now() - clock.ONE_DAY).replace(hour=8, minute=40),
        place_detail="Room 4",
        description="Pip opened it; QUINN saw it. Leo told Robin.",
    )
    incident.review(
        by=headteacher, branch="unsuitable", user_action=incident.user_action, safeguarding=False, reason="Not illegal."
    )
    pip = incident.involvements.get(person=pupil)
    incident.add_entry(by=coordinator, text="Pupil's mother rang: Pip will not say. pip pupil wrote “hello_pip12”.")
    search = {
        "at": clock.now() - timedelta(minutes=9), "place": "Head's office", "pupil": pip,
        "grounds": "It was seen on it.", "searched_for": "The address", "searched_by": "The head",
        "present": "Tess Teacher", "found": "The address, and no more.", "deleted": "Nothing was deleted.",
        "parents": "informed", "parents_text": "By telephone", "afterwards": "returned",
        "afterwards_text": "To the pupil",
    }  # fmt: skip
    incident.record_search(by=headteacher, **search)
    attach(incident, io.BytesIO(files.TEXT), by=coordinator, name="pip.txt", title="Chat of Pip and Quinn")
    sanction = Sanction(
        involvement=pip, text="No tablet for a week", recommended="none", done=True, reason="Pip agreed.",
        done_by="Tess Teacher", done_on=clock.today(), by=coordinator,
    )  # fmt: skip
    sanction.save_as(coordinator)
    investigation = concluded(begin(incident, headteacher, headteacher, leader), headteacher)
    signed(signed(investigation, headteacher), leader)
    remove_person(incident.involvements.get(name="Robin Redman"), by=coordinator, reason="Robin was at home.")
    return incident


def fetched(incident):
    return for_printing(Incident.objects.all()).get(pk=incident.pk)


def copy(**said):
    return paper.PrintedCopy(**{"recipient": "police", "reason": "Asked for.", "redacts": False} | said)


def words_of(sections):
    """Every text in it, headings and labels too."""
    for section in sections:
        yield section.title
        for part in section.parts:
            yield from lines(getattr(part, "title", ""))
            yield getattr(part, "text", "")
            for label, said in getattr(part, "answers", []):
                yield from (label, *said)
            for row in getattr(part, "cells", []):
                yield from (line for cell in row for line in cell)


def test_every_field_of_the_paper_forms_is_in_it_and_every_page_says_who_printed_it_and_why(
    incident, headteacher, teacher
):
    asked = copy(reason="Asked for, AP 1182.")
    contents = paper.contents_of(fetched(incident), asked)
    html = paper.html_of(incident, asked, contents, by=headteacher, at=clock.now())

    pages = _text_of(paper.pdf_of(html)).split("\f")[:-1]

    text = " ".join(" ".join(pages).split())
    forms = INCIDENT_LOG | RECORD_OF_REVIEWING | DEVICE_SEARCH
    assert {field: [said for said in printed if said not in text] for field, printed in forms.items()} == {
        field: [] for field in forms
    }
    for page in pages:
        assert f"{incident.reference}, printed by Hattie Head" in " ".join(page.split())
        assert "For the Police: Asked for, AP 1182." in " ".join(page.split())
    [evidence] = incident.evidence.all()
    assert evidence.sha256 in text
    assert "Pip will not say." in text


def _text_of(pdf):
    command = [shutil.which("pdftotext"), "-", "-"]
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()  # noqa: S603


def test_with_names_replaced_nobody_involved_and_nobody_of_the_register_is_named(incident):
    contents = paper.contents_of(fetched(incident), copy(redacts=True))

    text = " ".join(words_of(contents.sections))

    assert [
        name for name in ("Pip", "Quinn", "Robin", "Redman", "Leo", "Lane") if name.casefold() in text.casefold()
    ] == []
    assert "Pupil A opened it; Pupil B saw it. another pupil told Pupil C." in text
    assert "Pupil C was at home." in text  # who was taken out keeps the letter
    assert "Pupil A will not say." in text
    assert "Tess Teacher" in text  # who reports does so in her work


def test_the_name_of_a_class_is_no_name_of_a_pupil(incident, school, coordinator):
    Person.objects.create(school=school, kind=Person.Kind.PUPIL, name="Oak Lane")
    incident.add_entry(by=coordinator, text="It was in 5 Oak.")

    contents = paper.contents_of(fetched(incident), copy(redacts=True))

    assert "It was in 5 Oak." in list(words_of(contents.sections))


def test_for_one_of_the_people_their_own_name_stays(incident, pupil):
    subject = incident.involvements.get(person=pupil)

    contents = paper.contents_of(fetched(incident), copy(recipient="subject", subject=subject, redacts=True))

    text = " ".join(words_of(contents.sections))
    assert "Pip opened it; Pupil B saw it. another pupil told Pupil C." in text
    assert "Quinn" not in text


@pytest.fixture
def spoken(incident, coordinator):
    """Quinn and the parents said something, and then something else; the record was printed for the Police."""
    quinn = incident.involvements.get(person__name="Quinn Pupil")
    told = {"parents": "informed", "parents_informed_on": incident.day}
    actions.record_parents(incident, [(quinn, told)], by=coordinator)
    for words in ("I told nobody.", "I hate it here."):
        quinn.record_words(by=coordinator, voice=words, parents_voice=f"Our child says: {words}")
    actions.keep_printed(incident, copy(), b"%PDF-", by=coordinator)
    return incident


def test_another_persons_own_words_and_class_are_for_nobody_else_involved(spoken, pupil):
    subject = spoken.involvements.get(person=pupil)

    contents = paper.contents_of(fetched(spoken), copy(recipient="subject", subject=subject, redacts=True))

    words = list(words_of(contents.sections))
    assert [text for text in words if "I told nobody." in text or "I hate it here." in text] == []
    assert "Left out: another person's own words" in words
    assert [text for text in words if "Oak" in text or "Year" in text] == ["Pip Pupil: 5 Oak, Year 5", "Pupil, Year 5"]
    assert "Pupil B: left out" in words


def test_ones_own_words_and_those_of_ones_parents_are_in_the_copy_that_one_asked_for(spoken, other_pupil):
    subject = spoken.involvements.get(person=other_pupil)

    contents = paper.contents_of(fetched(spoken), copy(recipient="subject", subject=subject, redacts=True))

    words = list(words_of(contents.sections))
    assert "I hate it here." in words
    assert "“I told nobody.”" in words  # in the history of changes
    assert "Our child says: I hate it here." in words


def test_the_police_read_the_own_words_and_no_class(spoken):
    contents = paper.contents_of(fetched(spoken), copy(redacts=True))

    words = list(words_of(contents.sections))
    assert "I hate it here." in words
    assert "Pupil A: Year 5" in words
    assert [text for text in words if "Oak" in text] == []


def test_for_whom_else_it_was_printed_stands_in_our_own_copies_alone(spoken):
    own, handed_on = (paper.contents_of(fetched(spoken), copy(redacts=redacts)) for redacts in (False, True))

    assert [text for text in words_of(own.sections) if "was printed. For the Police" in text] != []
    assert [text for text in words_of(handed_on.sections) if "was printed" in text] == []


@pytest.mark.parametrize("is_on_the_register", [True, False])
def test_a_name_typed_for_them_in_error_is_replaced_in_their_own_copy(
    log_incident, pupil, other_pupil, headteacher, is_on_the_register
):
    if not is_on_the_register:
        other_pupil.delete()
    incident = log_incident(
        people=[Named(part=Involvement.Part.INSTIGATOR, name="Quinn Pupil")],
        description="Quinn wrote it. Quinn Pupil was seen, and Pip P. with Pip Pupil.",
    )
    subject = incident.involvements.get()
    actions.change_person(subject, by=headteacher, reason="It was Pip.", person=pupil)
    subject.refresh_from_db()

    contents = paper.contents_of(fetched(incident), copy(recipient="subject", subject=subject, redacts=True))

    told = "another pupil wrote it. another pupil was seen, and Pip P. with Pip Pupil."
    assert told in " ".join(words_of(contents.sections))


def test_a_name_that_they_bore_before_stays_in_their_own_copy(incident, pupil, administrator):
    incident.description = "Formerly Pippa Earlier."
    incident.save_as(administrator)
    pupil.name = "Pippa Earlier"
    pupil.save_as(administrator)
    pupil.name = "Pip Pupil"
    pupil.save_as(administrator)
    subject = incident.involvements.get(person=pupil)

    contents = paper.contents_of(fetched(incident), copy(recipient="subject", subject=subject, redacts=True))

    assert "Formerly Pippa Earlier." in " ".join(words_of(contents.sections))


def test_a_name_that_somebody_bore_before_goes_too(incident, other_pupil, administrator):
    incident.description = "Formerly Quincy."
    incident.save_as(administrator)
    other_pupil.name = "Quincy Other"
    other_pupil.save_as(administrator)
    other_pupil.name = "Quinn Pupil"
    other_pupil.save_as(administrator)

    contents = paper.contents_of(fetched(incident), copy(redacts=True))

    assert "Formerly Pupil B." in " ".join(words_of(contents.sections))


def test_what_was_changed_is_told_with_the_old_and_the_new_value(incident, coordinator):
    incident.place_detail = "Room 5"
    incident.save_as(coordinator, "It was the other room")

    contents = paper.contents_of(fetched(incident), copy())

    history = next(section for section in contents.sections if section.title == "History of changes")
    row = next(row for row in history.parts[0].cells if "“Room 4”" in row[2])
    assert row[1:] == [["Which place"], ["“Room 4”"], ["“Room 5”"], ["It was the other room"]]
    assert row[0][1] == "Cora Coordinator"


def test_what_two_judged_and_what_became_of_it_is_said_as_in_their_own_record(incident, coordinator, headteacher):
    second = begin(incident, coordinator, coordinator, headteacher)
    review(second, headteacher)
    judged = {"finding": "unfounded", "reasons": "Another page.", "conclusion": "Nothing."}
    second.conclude(by=headteacher, **judged)
    signed(second, headteacher)
    second.take_up_again(by=coordinator, reason="One page was missed.")
    again = set(words_of(paper.contents_of(fetched(incident), copy()).sections))
    second.conclude(by=headteacher, **judged)
    second.stop(by=coordinator, reason="The pupil has left.")
    stopped = set(words_of(paper.contents_of(fetched(incident), copy()).sections))

    assert {"The reviewers have not concluded yet", "Signatures that became void", "One page was missed."} <= again
    assert {"Stopped before both had signed", "The pupil has left.", "Another page."} <= stopped
    assert "Another page." not in again


def test_class_and_year_group_are_those_of_then(log_incident, pupil, administrator, coordinator):
    pupil.save_as(administrator, "As it was entered")
    incident = log_incident(people=[Named(part=Involvement.Part.TARGET, person=pupil)])
    added_later = log_incident(people=[])
    pupil.class_name, pupil.year_group = "6 Rowan", "6"
    pupil.save_as(administrator, "In September")
    add_person(added_later, Named(part=Involvement.Part.TARGET, person=pupil), by=coordinator)

    for each in (incident, added_later):
        words = set(words_of(paper.contents_of(fetched(each), copy()).sections))
        assert {"Pip Pupil: 5 Oak, Year 5"} == {word for word in words if word.startswith("Pip Pupil: ")}


def test_where_the_device_was_at_first_is_told_with_where_it_is(log_incident, safeguarding_lead, referral):
    incident = log_incident(may_be_illegal=True, device_kept="In my drawer")
    incident.notify_authorities(by=safeguarding_lead, **referral)

    words = set(words_of(paper.contents_of(fetched(incident), copy()).sections))

    assert {referral["device_kept"], "“In my drawer”"} <= words


def test_files_in_quarantine_are_listed_and_said_to_be_shown_to_nobody(incident, headteacher):
    incident.mark_images(by=headteacher, reason="Perhaps.")

    contents = paper.contents_of(fetched(incident), copy())

    assert "Quarantined: listed here, and shown to nobody" in list(words_of(contents.sections))


def test_what_is_no_longer_than_the_record_says_so(log_incident):
    contents = paper.contents_of(fetched(log_incident(people=[])), copy())

    assert {section.empty for section in contents.sections if not section.parts} >= {
        "Nobody was named.",
        "Nothing is attached.",
        "Nobody has investigated.",
        "No device was searched.",
    }


def test_the_programs_own_words_are_not_read_for_names(incident, other_pupil, administrator):
    other_pupil.name = "Under Review"
    other_pupil.save_as(administrator)

    contents = paper.contents_of(fetched(incident), copy(redacts=True))

    assert "Under review" in list(words_of(contents.sections))


@pytest.mark.parametrize("count", [1, 3])
def test_it_asks_a_constant_number_of_queries(
    incident, coordinator, headteacher, leader, pupil, count, django_assert_num_queries
):
    pip = incident.involvements.get(person=pupil)
    for number in range(count):
        attach(incident, io.BytesIO(b"%d: hello" % number), by=coordinator, name="a.txt", title=f"File {number}")
        said = {"isolated_by": "x", "isolated_at": clock.now(), "kept_at": "Safe", "state": "On"}
        incident.isolate_device(by=coordinator, what=f"Tablet {number}", **said)
        actions.add_person(incident, Named(part="witness", name=f"Person {number}"), by=coordinator)
        sanction = {"text": f"Talk {number}", "recommended": "none", "done": True, "reason": "x", "done_by": "x"}
        Sanction(involvement=pip, done_on=clock.today(), by=coordinator, **sanction).save_as(coordinator)
        incident.referrals.create(agency="police", told="not_referred", reason=f"Reason {number}", by=coordinator)
        incident.meetings.create(held=False, text=f"Reason {number}", by=coordinator)
        incident.tasks.create(text=f"Look {number}", who=leader, by=coordinator)
        begin(incident, headteacher, headteacher, leader).stop(by=headteacher, reason="Once more.")

    with django_assert_num_queries(43):
        paper.contents_of(fetched(incident), copy(redacts=True))
