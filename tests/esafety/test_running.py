"""How the site runs, on the home page of its administrator.

| workers | waiting                    | running job | sentence                    | wrong |
|---------|----------------------------|-------------|-----------------------------|-------|
| none    | nothing                    | none        | No worker runs              | yes   |
| none    | nothing                    | begun now   | runs, nothing waits         | no    |
| none    | nothing                    | begun long ago (it was killed) | No worker runs | yes |
| killed  | nothing                    | none        | No worker runs              | yes   |
| one     | nothing                    | none        | runs, nothing waits         | no    |
| two     | nothing                    | none        | 2 workers run               | no    |
| one     | a minute                   | none        | has been waiting since      | no    |
| one     | later only (a retry)       | none        | runs, nothing waits         | no    |
| one     | an hour                    | none        | is behind                   | yes   |
"""

from datetime import timedelta

import pytest

from core import clock, jobs
from core.home import Urgency
from core.tasks import forget_finished_jobs
from esafety import running
from esafety.models import GONE_AFTER, QUIET_AFTER, Backup, Worker
from people.roles import Role

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def administrator(appoint, school):
    return appoint(Role.ADMINISTRATOR, school)


@pytest.fixture
def runs(db):
    """`runs("a")`: a worker that runs now."""

    def start(name="a"):
        worker = Worker(name=name)
        worker.is_here()
        return worker

    return start


@pytest.fixture
def backed_up(db):
    def made(ago=HOUR, **said):
        return Backup.objects.create(made_at=clock.now() - ago, size=1000, files=2, **said)

    return made


def queued(since, **said):
    job = forget_finished_jobs.using(run_after=clock.now() + HOUR).enqueue().db_result
    job.run_after = clock.now() - since
    for name, value in said.items():
        setattr(job, name, value)
    job.save()


def sentences(user):
    block = running.block(user)
    return block.count, [item.text for item in block.items]


class TestTheWorker:
    @pytest.fixture(autouse=True)
    def _backup(self, backed_up):
        backed_up()

    def said(self, user):
        wrong, (said, _) = sentences(user)
        return wrong, said

    @pytest.mark.parametrize(
        ("workers", "waiting", "wrong", "said"),
        [
            ([], None, 1, "No worker runs: e-mails, reminders and daily work wait."),
            (["a"], None, 0, "The worker runs, and nothing waits for it."),
            (["a", "b"], None, 0, "2 workers run, and nothing waits for them."),
            (["a"], MINUTE, 0, "The worker runs: the oldest job has been waiting since "),
            (["a"], -HOUR, 0, "The worker runs, and nothing waits for it."),
            (["a"], HOUR, 1, "The worker runs and is behind: the oldest job has been waiting since "),
        ],
    )
    def test_runs_or_does_not(self, administrator, runs, workers, waiting, wrong, said):
        for name in workers:
            runs(name)
        if waiting:
            queued(waiting)

        found = self.said(administrator)

        assert found[0] == wrong
        assert found[1].startswith(said)

    @pytest.mark.parametrize(("begun", "wrong"), [(MINUTE, 0), (jobs.LOST_AFTER + MINUTE, 1)])
    def test_says_nothing_while_it_is_at_a_long_job(self, administrator, begun, wrong):
        queued(begun, status="RUNNING", started_at=clock.now() - begun)

        assert self.said(administrator)[0] == wrong

    def test_that_was_killed_does_not_run(self, administrator, runs):
        runs()

        with clock.set_to(clock.now() + QUIET_AFTER + MINUTE):
            assert self.said(administrator)[0] == 1

    def test_that_was_killed_is_forgotten_after_a_day(self, runs):
        runs("killed")

        with clock.set_to(clock.now() + GONE_AFTER + MINUTE):
            runs("next")

        assert [worker.name for worker in Worker.objects.all()] == ["next"]


class TestTheBackup:
    @pytest.fixture(autouse=True)
    def _worker(self, runs):
        runs()

    @pytest.mark.parametrize(
        ("ago", "missing", "wrong", "said"),
        [
            (None, 0, 1, "No backup has been made yet. Ask whoever looks after the server"),
            (HOUR, 0, 0, "The last backup was made on "),
            (running.OLD_BACKUP - MINUTE, 0, 0, "The last backup was made on "),
            (running.OLD_BACKUP + MINUTE, 0, 1, "why there is none since."),
            (HOUR, 2, 1, "without 2 files of evidence that could not be found."),
        ],
    )
    def test_is_of_this_night_or_is_asked_for(self, administrator, backed_up, ago, missing, wrong, said):
        if ago:
            backed_up(running.OLD_BACKUP * 9)
            backed_up(ago, missing=missing)

        found, (_, about_it) = sentences(administrator)

        assert found == wrong
        assert said in about_it

    def test_is_nothing_to_the_demonstration(self, administrator, settings):
        settings.DEMONSTRATION = True

        assert sentences(administrator) == (0, ["The worker runs, and nothing waits for it."])


def test_what_is_wrong_comes_among_what_is_overdue(administrator, runs, backed_up):
    before = running.block(administrator).urgency

    runs()
    backed_up()

    assert (before, running.block(administrator).urgency) == (Urgency.OVERDUE, Urgency.OTHER)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_it_is_for_the_administrator_alone(appoint, school, role):
    assert running.block(appoint(role, school)) is None
