"""Somebody asks for everything about them: one month, what is left out and why, one file that names nobody else."""

import json
from datetime import date, timedelta

import pytest
from django.urls import reverse

from compliance import actions, tasks
from compliance.answers import answer_of
from compliance.models import AccessRequest, AnswerFile, FileContent, Taking
from core import clock
from core.access import Refused
from incidents.models import Export, Involvement
from incidents.statement import Named
from people.models import Person
from tests.incidents.investigating import JUDGED, begin, concluded, signed

from .answering import contents, decide, made

INSTIGATOR, TARGET = Involvement.Part.INSTIGATOR, Involvement.Part.TARGET


@pytest.fixture
def asked(pupil, headteacher):
    return AccessRequest.record(pupil, by=headteacher, asked_by="Herself", received_on=clock.today())


@pytest.fixture
def two(log_incident, pupil, other_pupil):
    """Two incidents with her: one names somebody else, too."""
    people = [Named(part=TARGET, person=pupil), Named(part=INSTIGATOR, person=other_pupil)]
    return [
        log_incident(description="Quinn Pupil wrote to Pip Pupil.", people=people),
        log_incident(description="A secret matter.", people=[Named(part=INSTIGATOR, person=pupil)]),
    ]


@pytest.mark.parametrize(
    ("received", "due"), [(date(2026, 1, 31), date(2026, 2, 28)), (date(2026, 3, 5), date(2026, 4, 5))]
)
def test_it_is_due_one_month_later_and_once_two_more_for_a_reason(received, due, pupil, headteacher):
    asked = AccessRequest.record(pupil, by=headteacher, asked_by="Herself", received_on=received)
    assert asked.due_on == due

    with clock.set_to(clock.now().replace(year=2026, month=received.month, day=10)):
        if clock.today() > due:
            return
        asked.extend(by=headteacher, reason="Twelve years of records.")
        with pytest.raises(Refused, match="already been extended"):
            asked.extend(by=headteacher, reason="Again.")
    assert asked.due_on > due


def test_the_file_holds_what_is_handed_over_and_names_nobody_else(asked, two, headteacher):
    decide(asked, two[0], by=headteacher)
    asked.decide(two[1], by=headteacher, left_out="crime", note="The Police ask.")

    record, paper = contents(made(asked, headteacher))

    said = json.dumps(record)
    assert [each["reference"] for each in record["incidents"]] == [two[0].reference]
    assert "Pip Pupil" in said
    assert "wrote to Pip Pupil" in said
    assert "Quinn" not in said
    assert "secret matter" not in said
    assert "The Police ask" not in said
    assert record["something_was_left_out"] is True
    assert paper.startswith(b"%PDF")


def test_a_name_that_is_of_nobody_in_the_record_stays_where_who_decides_says_so(
    asked, log_incident, pupil, other_pupil, headteacher, signed_in
):
    people = [Named(part=TARGET, person=pupil), Named(part=INSTIGATOR, person=other_pupil)]
    incident = log_incident(description="PC Quinn Ward rang about Quinn Pupil.", people=people)
    address, browser = reverse("compliance:decide-part", args=[asked.pk, incident.pk]), signed_in(headteacher)
    shown = browser.get(address).context["form"]["shown"].value()
    without = browser.post(address, {"left_out": "no", "shown": "another list"})

    browser.post(address, {"left_out": "no", "shown": shown, "as_written": ["PC Quinn Ward", "Nothing found"]})

    assert "Something in this incident has changed since" in without.content.decode()
    assert asked.decisions.get().left_as_written == {"PC Quinn Ward"}
    record, _ = contents(made(asked, headteacher))
    assert "PC Quinn Ward rang about Pupil" in json.dumps(record)
    assert "Quinn Pupil" not in json.dumps(record)


def test_what_is_empty_of_an_incident_is_told_in_one_line(asked, two, headteacher):
    decide(asked, two[0], by=headteacher)

    [chapter] = answer_of(asked, headteacher).chapters

    assert {"Tasks", "Evidence", "Referrals"} <= set(chapter.empty)
    assert [section.title for section in chapter.filled if not section.parts] == []
    assert len(chapter.filled) + len(chapter.empty) == len(chapter.sections)


def test_each_signature_that_became_void_is_in_what_is_for_machines(reviewed, coordinator, headteacher):
    investigation = concluded(begin(reviewed, coordinator, coordinator, headteacher), headteacher)
    for reason in ("One page was missed.", "One more address."):
        signed(investigation, coordinator).take_up_again(by=headteacher, reason=reason)
        investigation.conclude(by=headteacher, **JUDGED)
    asked = AccessRequest.record(
        reviewed.involvements.get().person, by=headteacher, asked_by="Himself", received_on=clock.today()
    )
    decide(asked, reviewed, by=headteacher)

    record, _ = contents(made(asked, headteacher))

    [section] = [each for each in record["incidents"][0]["record"] if each["title"].startswith("Investigation")]
    assert {"One page was missed.", "One more address."} <= set(section["content"][-1]["Signatures that became void"])


def test_it_is_about_the_entry_that_counts_where_that_of_the_request_was_merged(
    asked, two, log_incident, pupil, other_pupil, headteacher
):
    by_the_other_name = log_incident(people=[Named(part=TARGET, person=other_pupil)])

    pupil.merge(by=headteacher, into=other_pupil, reason="Entered twice.")

    asked = AccessRequest.objects.get()
    assert {part.incident for part in asked.undecided_by(headteacher)} == {*two, by_the_other_name}
    assert "Quinn Pupil" in str(answer_of(asked, headteacher).own)


def test_who_has_two_parts_in_an_incident_is_decided_on_once(asked, two, pupil, other_pupil, headteacher, signed_in):
    other_pupil.merge(by=headteacher, into=pupil, reason="Entered twice.")
    browser = signed_in(headteacher)

    page = browser.get(reverse("compliance:decide-part", args=[asked.pk, two[0].pk]))

    assert page.status_code == 200
    assert "2 incidents still to be decided on" in browser.get(asked.get_absolute_url()).content.decode()


def test_none_is_made_before_each_incident_is_decided(asked, two, headteacher):
    decide(asked, two[0], by=headteacher)

    with pytest.raises(Refused, match="Decide first what of each incident"):
        actions.ask_for_answer(asked, by=headteacher)


def test_what_is_restricted_is_decided_by_the_authority_and_revealed_to_nobody_else(
    asked, log_incident, pupil, headteacher, coordinator, signed_in
):
    people = [
        Named(part=TARGET, person=pupil),
        Named(part=INSTIGATOR, name="Mx Visitor", kind="other", works_or_volunteers="yes"),
    ]
    secret = log_incident(people=people)

    assert list(asked.parts_for(coordinator)) == []
    assert [part.incident for part in asked.parts_for(headteacher)] == [secret]
    page = signed_in(coordinator).get(asked.get_absolute_url()).content.decode()
    assert secret.reference not in page
    with pytest.raises(Refused, match="You handle no incident"):
        asked.decide(secret, by=coordinator)
    asked.decide(secret, by=headteacher)


def test_safeguarding_is_decided_by_the_lead_or_the_head(asked, log_incident, pupil, coordinator, safeguarding_lead):
    incident = log_incident(kind="contact", people=[Named(part=TARGET, person=pupil)])
    assert incident.safeguarding
    with pytest.raises(Refused):
        asked.decide(incident, by=coordinator)

    asked.decide(incident, by=safeguarding_lead, left_out="child_abuse", note="Not best for her.")

    assert asked.decisions.get().by == safeguarding_lead


def test_it_is_approved_then_taken_and_both_are_kept(asked, two, headteacher, signed_in):
    for incident in two:
        decide(asked, incident, by=headteacher)
    file, browser = made(asked, headteacher), signed_in(headteacher)
    take = reverse("compliance:take-answer", args=[file.pk])
    assert browser.post(take).status_code == 403

    browser.post(reverse("compliance:approve-answer", args=[file.pk]))
    answer = browser.post(take)

    assert answer["Content-Type"] == "application/zip"
    assert Taking.objects.get().user == headteacher
    assert Export.objects.get().sha256 == file.sha256


def test_what_was_decided_since_has_it_made_anew(asked, two, headteacher):
    for incident in two:
        decide(asked, incident, by=headteacher)
    file = made(asked, headteacher)
    with clock.set_to(clock.now() + timedelta(minutes=1)):
        asked.decide(two[0], by=headteacher, left_out="others", note="She has not agreed.")

        with pytest.raises(Refused, match="Something has been decided since"):
            file.approve(by=headteacher)


def test_it_is_deleted_after_thirty_days(asked, headteacher):
    file = made(asked, headteacher)
    tasks.forget_answers.func()
    assert FileContent.objects.exists()

    with clock.set_to(clock.now() + timedelta(days=30, minutes=1)):
        tasks.forget_answers.func()

    file.refresh_from_db()
    assert file.deleted_at
    assert not FileContent.objects.exists()
    assert not AnswerFile.objects.over().exists()


def test_nobody_reads_what_is_asked_about_them_and_nobody_else_the_list(
    headteacher, coordinator, teacher, administrator, stranger, signed_in
):
    asked = AccessRequest.record(coordinator.person, by=headteacher, asked_by="Cora", received_on=clock.today())

    answers = {
        user: signed_in(user).get(asked.get_absolute_url()).status_code
        for user in (headteacher, coordinator, teacher, administrator, stranger)
    }

    assert answers == {headteacher: 200, coordinator: 404, teacher: 404, administrator: 404, stranger: 404}
    with pytest.raises(Refused, match="recorded by the head or the safeguarding lead"):
        AccessRequest.record(coordinator.person, by=administrator, asked_by="x", received_on=clock.today())


def test_nor_what_is_asked_about_another_entry_of_theirs(school, coordinator, headteacher):
    second = Person.objects.create(school=school, kind="staff", name="Coco Duplicate")
    AccessRequest.record(second, by=headteacher, asked_by="Coco", received_on=clock.today())
    assert AccessRequest.objects.readable_by(coordinator).exists()

    second.merge(by=headteacher, into=coordinator.person, reason="Known as Coco.")

    assert not AccessRequest.objects.readable_by(coordinator).exists()
