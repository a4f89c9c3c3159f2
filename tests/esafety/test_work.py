"""`manage.py work`: it does what is in the queue, and ends when it is told to."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import OperationalError, connection
from django_tasks_db.models import DBTaskResult

from core import jobs
from esafety.management.commands import work as command
from people.models import Notice
from people.tasks import send
from people.telling import tell

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def told(teacher, _one_connection):
    tell([teacher], label="ASH-23467", wanted="Look.", path="/")


def test_it_sends_what_waits_and_does_what_is_due(told):
    call_command("work", once=True)

    named = {daily.job.module_path for daily in jobs.periodic()}
    assert len(mail.outbox) == 1
    assert named <= set(DBTaskResult.objects.successful().values_list("task_path", flat=True))


class Brief(command.JobWorker):
    """Ends once the queue is empty."""

    def run(self):
        super().run()
        self.running = False

    def configure_signals(self):
        """The test runner keeps its own."""


@pytest.fixture
def away_at_first(monkeypatch):
    """`away_at_first(of, name)`: the database is away when this is first called, and there again from then on."""

    def let(of, name):
        real, calls = getattr(of, name), []

        def call(*arguments):
            calls.append(arguments)
            if len(calls) == 1:
                raise OperationalError("the connection was closed")
            return real(*arguments)

        monkeypatch.setattr(of, name, call)
        return calls

    monkeypatch.setattr(command, "JobWorker", Brief)
    monkeypatch.setattr(command, "DATABASE_AWAY", 0)
    monkeypatch.setattr(command, "PAUSE", 0)
    monkeypatch.setattr(connection, "close", lambda: None)  # the test's own transaction is in it
    return let


def test_a_database_that_is_away_for_a_moment_is_asked_again(told, away_at_first, capsys):
    looks = away_at_first(jobs, "put_back_lost")

    call_command("work")

    assert len(looks) == 2
    assert len(mail.outbox) == 1
    assert "The database does not answer (OperationalError); it is asked again in a moment." in capsys.readouterr().err


@pytest.fixture
def only_told(told, monkeypatch):
    """No job of the day is due, which would send what was left."""
    monkeypatch.setattr(jobs, "periodic", list)


def test_a_job_in_the_middle_of_which_it_went_away_is_taken_up_again(only_told, away_at_first):
    """It stands there as running until then, with nobody at it."""
    runs = away_at_first(Brief, "run_task")

    call_command("work")

    assert len(runs) == 2
    assert len(mail.outbox) == 1
    assert not DBTaskResult.objects.running().exists()


def test_what_another_worker_has_in_hand_stays_with_it(only_told, away_at_first, teacher):
    in_hand = DBTaskResult.objects.ready().get()
    in_hand.claim(command.JobWorker().worker_id)
    tell([teacher], label="ASH-98765", wanted="Look.", path="/")

    away_at_first(jobs, "put_back_lost")
    call_command("work")

    assert list(DBTaskResult.objects.running()) == [in_hand]
    assert [letter.subject for letter in mail.outbox] == ["ASH-98765: Look"]


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly_when_it_is_told_to(tmp_path, by):
    """A process of its own, whose database has no tables yet: it waits for them, until it is told to end."""
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "work"],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "DATABASE_URL": f"sqlite:///{tmp_path}/empty.sqlite3",
            "DJANGO_SETTINGS_MODULE": "esafety.settings.testing",
        },
        stderr=subprocess.PIPE,
        text=True,
    )
    assert worker.stderr.readline().startswith("The database does not answer (OperationalError)")

    worker.send_signal(by)
    _, after = worker.communicate(timeout=20)

    assert (worker.returncode, after) == (0, "")


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
class TestTwoWorkers:
    @staticmethod
    def at_once(run, count=4):
        """`run` in several threads that start together, each with a connection of its own."""
        start = threading.Barrier(count)

        def one():
            start.wait()
            try:
                run()
            finally:
                connection.close()

        threads = [threading.Thread(target=one) for _ in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def test_a_job_of_the_day_is_queued_once(self):
        self.at_once(jobs.enqueue_due)

        paths = list(DBTaskResult.objects.values_list("task_path", flat=True))
        assert len(paths) == len(set(paths)) > 3

    def test_each_message_is_sent_once(self, teacher):
        for number in range(10):
            tell([teacher], label=f"ASH-{number}", wanted="Look.", path="/")

        self.at_once(lambda: command.JobWorker().run())

        assert sorted(letter.subject for letter in mail.outbox) == [f"ASH-{number}: Look" for number in range(10)]

    def test_a_job_that_runs_in_two_places_sends_once(self, teacher):
        tell([teacher], label="ASH-23467", wanted="Look.", path="/")
        key = Notice.objects.get().pk

        self.at_once(lambda: send.call([key]))

        assert len(mail.outbox) == 1
