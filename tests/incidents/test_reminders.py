"""Reminding of what waits too long, each school morning."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail

from core import clock
from incidents.models import PupilWithFile, Task
from incidents.statement import Named
from incidents.tasks import remind
from people.models import Notice
from people.tasks import send_morning_messages

MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clockwork():
    """Monday morning; `clockwork.move_to(…)` for later."""
    with time_machine.travel(MONDAY, tick=False) as moved:
        yield moved


@pytest.fixture
def on(clockwork):
    """`on(3)`: it is half past six, so many days after that Monday, and the reminders go."""

    def run(days):
        clockwork.move_to(MONDAY.replace(hour=6, minute=30) + timedelta(days=days))
        remind.call()

    return run


@pytest.fixture
def handled(coordinator, headteacher, incident):
    """Reported on Monday; the review is due on Tuesday. The notice of it is forgotten."""
    Notice.objects.all().delete()
    return incident


@pytest.fixture
def told(db):
    def all_of_it():
        return {(notice.user.name, notice.wanted) for notice in Notice.objects.select_related("user")}

    return all_of_it


REVIEW = "Review it: its review was due Tuesday 17 November."


@pytest.mark.parametrize("days", [0, 1])
def test_what_is_not_overdue_is_nobodys_reminder(handled, on, told, days):
    on(days)

    assert told() == set()


def test_an_overdue_review_is_told_to_those_who_handle_it(handled, on, told):
    on(2)

    assert told() == {("Cora Coordinator", REVIEW), ("Hattie Head", REVIEW)}


def test_once_a_day_however_often_the_job_runs(handled, on):
    on(2)
    on(2)
    assert Notice.objects.count() == 2

    on(3)
    assert Notice.objects.count() == 4


@pytest.mark.parametrize("days", [5, 6])
def test_not_on_a_weekend(handled, on, told, days):
    on(days)

    assert told() == set()


@pytest.mark.parametrize("setting", ["sends_reminders", "sends_messages"])
def test_not_where_the_school_sends_none(handled, on, told, school, coordinator, setting):
    setattr(school, setting, False)
    school.save_as(coordinator)

    on(2)

    assert told() == set()


def test_an_overdue_closure_is_told_to_its_handler_once_a_week(handled, reviewed, on, told):
    Notice.objects.all().delete()
    on(27)
    assert told() == set()  # twenty school days: Monday 14 December
    on(28)
    assert told() == set()

    on(29)
    on(30)
    assert told() == {("Cora Coordinator", "Close it: it was to be closed by Monday 14 December.")}
    assert Notice.objects.count() == 1
    on(35)

    assert Notice.objects.count() == 2


class TestWithTheAuthorities:
    ASK = "Ask the authorities where it stands: nothing was added since {}."

    @pytest.fixture(autouse=True)
    def _told_before(self, referred):
        Notice.objects.all().delete()

    def test_who_handles_it_asks_once_in_each_four_weeks_of_silence(self, on, told):
        on(25)
        assert told() == set()

        on(28)
        on(29)
        assert told() == {("Sam Safeguarding", self.ASK.format("Monday 16 November"))}
        assert Notice.objects.count() == 1
        on(58)

        assert Notice.objects.count() == 2

    def test_whatever_is_added_ends_the_silence(self, referred, safeguarding_lead, on, told, clockwork):
        clockwork.move_to(MONDAY + timedelta(days=14))
        referred.add_entry(by=safeguarding_lead, text="The officer rang: nothing yet.")

        on(30)
        assert told() == set()
        on(43)

        assert told() == {("Sam Safeguarding", self.ASK.format("Monday 30 November"))}

    def test_once_they_have_answered_nobody_asks(self, referred, safeguarding_lead, on, told):
        said = {"answer_text": "No offence.", "answered_by": "DC Example", "reference": "7"}
        referred.record_answer(by=safeguarding_lead, answer="not_confirmed", **said)
        Notice.objects.all().delete()

        on(29)

        assert not [wanted for _, wanted in told() if wanted.startswith("Ask")]


def test_all_of_a_morning_comes_in_one_e_mail(log_incident, coordinator, on, work):
    references = [log_incident().reference for _ in range(3)]
    Notice.objects.all().delete()
    on(2)
    work()
    assert mail.outbox == []

    send_morning_messages.call()
    work()

    [letter] = mail.outbox
    assert letter.subject == "3 things wait for you"
    assert all(reference in letter.body for reference in references)


class TestTasks:
    @pytest.fixture
    def task(self, handled, coordinator, teacher):
        due = MONDAY.date() + 20 * clock.ONE_DAY
        task = Task(incident=handled, text="Speak to the class.", who=teacher, by=coordinator, due=due)
        task.save_as(coordinator)
        return task

    @pytest.fixture(autouse=True)
    def reviews_are_not_late(self, school, registrar):
        school.review_within = 60
        school.save_as(registrar)

    def test_an_overdue_one_is_told_to_who_has_it(self, task, on, told):
        on(20)
        assert told() == set()
        on(21)

        assert told() == {("Tess Teacher", "Do your task: it was due Sunday 6 December.")}
        assert Notice.objects.get().path == f"/tasks/{task.pk}/"

    @pytest.mark.parametrize("ended", ["done_at", "cancelled_at"])
    def test_one_that_has_ended_is_not(self, task, coordinator, on, told, ended):
        setattr(task, ended, clock.now())
        task.save_as(coordinator)

        on(21)

        assert told() == set()


def test_who_began_a_pupils_file_is_told_on_the_day_it_is_due(clockwork, log_incident, pupil, headteacher, on, told):
    log_incident(people=[Named(part="target", person=pupil)])
    leaver = PupilWithFile.objects.get(pk=pupil.pk)
    file = leaver.begin_transfer(by=headteacher, to_school="Elm School", left_on=MONDAY.date())
    Notice.objects.all().delete()

    on(4)
    before = {wanted for _, wanted in told() if "file" in wanted}
    on(7)
    on(7)
    due = [notice.user for notice in Notice.objects.filter(wanted__contains="Send the file on")]
    file.end(by=headteacher, reason="She stays.")
    on(8)

    assert before == set()
    assert due == [headteacher]
    assert Notice.objects.filter(wanted__contains="Send the file on").count() == 1
