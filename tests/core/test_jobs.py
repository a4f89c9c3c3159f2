"""Jobs: each once a day, tried again when they fail, put back when their worker was killed."""

from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from django.db import DatabaseError
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from core import jobs
from core.jobs import Daily
from core.tasks import forget_finished_jobs

pytestmark = pytest.mark.django_db
done: list[datetime] = []
NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)  # winter: local time is UTC


@task
def work_of_the_day() -> None:
    done.append(datetime.now(UTC))


@task
def work_that_fails() -> None:
    raise DatabaseError("Pip Pupil is in this sentence")


@pytest.fixture(autouse=True)
def clockwork():
    done.clear()
    with time_machine.travel(NOON, tick=False) as moved:
        yield moved


@pytest.fixture
def of_the_day(monkeypatch):
    """`of_the_day(job)`: the one job of every day, at seven."""

    def say(job, at=time(7)):
        monkeypatch.setattr(jobs, "periodic", lambda: [Daily(job, at=at)])

    return say


class TestTheJobsOfADay:
    def test_each_app_names_its_own(self):
        named = {daily.job.module_path: daily.at for daily in jobs.periodic()}

        assert named["core.tasks.forget_finished_jobs"] == time(3, 30)
        assert named["incidents.tasks.remind"] < named["people.tasks.send_morning_messages"] == time(7)

    def test_it_is_done_once_however_often_it_is_asked_for(self, of_the_day, work):
        of_the_day(work_of_the_day)

        for _ in range(3):
            jobs.enqueue_due()
            work()

        assert done == [NOON]

    def test_and_again_the_next_day(self, of_the_day, work, clockwork):
        of_the_day(work_of_the_day)
        jobs.enqueue_due()
        clockwork.move_to(NOON.replace(day=19, hour=6, minute=59))
        jobs.enqueue_due()
        assert DBTaskResult.objects.count() == 1

        clockwork.move_to(NOON.replace(day=19, hour=7))
        jobs.enqueue_due()

        assert DBTaskResult.objects.count() == 2

    @pytest.mark.parametrize(
        ("now", "due"),
        [
            (datetime(2026, 7, 1, 5, 59, tzinfo=UTC), datetime(2026, 6, 30, 6, 0, tzinfo=UTC)),
            (datetime(2026, 7, 1, 6, 0, tzinfo=UTC), datetime(2026, 7, 1, 6, 0, tzinfo=UTC)),
            (datetime(2026, 7, 1, 23, 30, tzinfo=UTC), datetime(2026, 7, 1, 6, 0, tzinfo=UTC)),
            (datetime(2026, 1, 1, 6, 30, tzinfo=UTC), datetime(2025, 12, 31, 7, 0, tzinfo=UTC)),
        ],
    )
    def test_its_time_is_the_schools_in_summer_and_in_winter(self, clockwork, now, due):
        clockwork.move_to(now)

        assert Daily(work_of_the_day, at=time(7)).last_due() == due

    def test_days_without_a_worker_are_not_made_up_for(self, of_the_day, work, clockwork):
        of_the_day(work_of_the_day)
        jobs.enqueue_due()
        clockwork.shift(timedelta(days=30))

        jobs.enqueue_due()

        assert DBTaskResult.objects.count() == 2


class TestWhatFails:
    @pytest.fixture
    def failing(self, work):
        work_that_fails.enqueue()
        work()
        return DBTaskResult.objects.get()

    def test_it_is_tried_again_after_growing_pauses_and_then_given_up(self, failing, work, clockwork):
        pauses = []
        while (failing := DBTaskResult.objects.get()).status == "READY":
            pauses.append(failing.run_after - datetime.now(UTC))
            clockwork.move_to(failing.run_after)
            work()

        assert pauses == list(jobs.PAUSES) == sorted(pauses)
        assert failing.status == "FAILED"
        assert len(failing.worker_ids) == 1 + len(jobs.PAUSES)

    def test_while_it_is_tried_again_nobody_is_troubled(self, failing):
        assert jobs.failed_by_name() == []

    def test_given_up_it_is_told_by_its_name_and_by_nothing_else(self, failing, work, clockwork):
        for pause in jobs.PAUSES:
            clockwork.shift(pause)
            work()

        assert jobs.failed_by_name() == [
            {"name": "Work that fails", "path": work_that_fails.module_path, "times": 1, "last": datetime.now(UTC)}
        ]

    def test_what_succeeded_since_is_no_failure_any_more(self, failing, clockwork):
        failing.status = "FAILED"
        failing.save()
        assert jobs.failed().count() == 1

        clockwork.shift(timedelta(hours=1))
        DBTaskResult.objects.create(
            task_path=failing.task_path,
            backend_name="default",
            args_kwargs=failing.args_kwargs,
            run_after=NOON,
            finished_at=datetime.now(UTC),
            status="SUCCESSFUL",
        )

        assert jobs.failed().count() == 0

    def test_what_succeeded_for_another_hides_no_failure(self, failing, clockwork):
        failing.status, failing.args_kwargs = "FAILED", {"args": [1], "kwargs": {}}
        failing.save()

        clockwork.shift(timedelta(hours=1))
        DBTaskResult.objects.create(
            task_path=failing.task_path,
            backend_name="default",
            args_kwargs={"args": [2], "kwargs": {}},
            run_after=NOON,
            finished_at=datetime.now(UTC),
            status="SUCCESSFUL",
        )

        assert jobs.failed().count() == 1

    def test_trying_again_begins_from_the_first_pause(self, failing, clockwork, work):
        for pause in jobs.PAUSES:
            clockwork.shift(pause)
            work()

        tried = jobs.try_again(failing.task_path)
        work()

        failing.refresh_from_db()
        assert tried == 1
        assert (failing.status, failing.run_after) == ("READY", datetime.now(UTC) + jobs.PAUSES[0])


class TestWhatIsLost:
    @pytest.fixture
    def taken(self):
        """By a worker that was killed before it did anything."""
        work_of_the_day.enqueue()
        job = DBTaskResult.objects.get()
        job.claim("somebody")
        return job

    def test_after_an_hour_another_worker_does_it(self, taken, work, clockwork):
        clockwork.shift(timedelta(minutes=61))
        jobs.put_back_lost()
        work()

        assert len(done) == 1

    def test_before_that_it_is_left_to_who_has_it(self, taken, work, clockwork):
        clockwork.shift(timedelta(minutes=59))
        jobs.put_back_lost()
        work()

        assert done == []

    @pytest.mark.parametrize(("minutes", "behind"), [(14, False), (16, True)])
    def test_what_waits_for_a_quarter_of_an_hour_waits_for_a_worker(self, clockwork, minutes, behind):
        work_of_the_day.enqueue()

        clockwork.shift(timedelta(minutes=minutes))

        assert jobs.are_behind() is behind

    def test_what_is_to_run_later_is_not_behind(self, clockwork):
        work_of_the_day.using(run_after=NOON + timedelta(days=1)).enqueue()

        clockwork.shift(timedelta(hours=23))

        assert not jobs.are_behind()


@pytest.mark.parametrize(
    ("now", "night"),
    [
        (NOON, datetime(2026, 11, 19, 0, 30, tzinfo=UTC)),
        (datetime(2026, 11, 18, 0, 10, tzinfo=UTC), datetime(2026, 11, 19, 0, 30, tzinfo=UTC)),
        (datetime(2026, 11, 18, 23, 20, tzinfo=UTC), datetime(2026, 11, 19, 0, 30, tzinfo=UTC)),
        (datetime(2026, 11, 18, 23, 50, tzinfo=UTC), datetime(2026, 11, 20, 0, 30, tzinfo=UTC)),
        (datetime(2026, 7, 1, 12, 0, tzinfo=UTC), datetime(2026, 7, 1, 23, 30, tzinfo=UTC)),
        (datetime(2026, 3, 28, 12, 0, tzinfo=UTC), datetime(2026, 3, 29, 0, 30, tzinfo=UTC)),
    ],
)
def test_what_is_left_to_the_night_is_done_once_then(clockwork, work, now, night):
    """Within the hour before, in the night after it."""
    clockwork.move_to(now)
    for _ in range(2):
        jobs.enqueue_tonight(work_of_the_day)
    work()
    assert done == []

    clockwork.move_to(night)
    work()

    assert done == [night]


def test_finished_jobs_are_forgotten(work, clockwork):
    work_of_the_day.enqueue()
    work()
    clockwork.shift(timedelta(hours=71))
    forget_finished_jobs.call()
    assert DBTaskResult.objects.count() == 1
    clockwork.shift(timedelta(hours=2))
    forget_finished_jobs.call()

    assert DBTaskResult.objects.count() == 0
