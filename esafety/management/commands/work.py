"""`manage.py work`: the worker. It does what the pages leave to be done after they have answered."""

from contextlib import suppress
from time import monotonic, sleep
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import Error, connection
from django.utils.crypto import get_random_string
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from core import jobs, logs
from core.outages import MAYBE_AWAY, is_away
from esafety.models import Worker

PAUSE = 1.0  # seconds between two looks at the queue
BETWEEN_DUES = 60  # looks at the queue between two looks at the clock
BETWEEN_WORDS = 30  # looks at the queue between two words that it is there
DATABASE_AWAY = 5.0  # seconds
NAP = 0.2  # seconds after which a worker that waits notices that it was told to stop


class JobWorker(db_worker.Worker):
    """The library's worker, which empties the queue and returns; asked to stop, it finishes the job in hand."""

    def __init__(self) -> None:
        super().__init__(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
        )

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        self.running = False
        self.reset_signals()  # asked a second time, it ends at once

    def wait(self, seconds: float) -> None:
        """Do nothing for so long, or until told to stop.

        In naps: an `Event` that a signal sets while it begins to be waited for waits for itself.
        """
        until = monotonic() + seconds
        while self.running and monotonic() < until:
            sleep(NAP)

    def run_task(self, db_task_result: DBTaskResult) -> None:
        tries = len(db_task_result.worker_ids)
        with logs.timed_job(db_task_result.task_path, job_id=str(db_task_result.pk), tries=tries) as fields:
            super().run_task(db_task_result)
            fields["status"] = db_task_result.status
        if db_task_result.status == TaskResultStatus.FAILED:
            jobs.retry(db_task_result)


class Command(BaseCommand):
    help = "Sends e-mails and does the daily work, until it is stopped. Several may run at once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now, and end")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        worker = JobWorker()
        if once:
            jobs.enqueue_due()
            worker.run()
            return
        worker.configure_signals()
        here = Worker(name=worker.worker_id)
        looks, was_away = 0, False
        while worker.running:
            try:
                if was_away:
                    jobs.put_back_from(worker.worker_id)
                    was_away = False
                if looks % BETWEEN_DUES == 0:
                    jobs.put_back_lost()
                    jobs.enqueue_due()
                if looks % BETWEEN_WORDS == 0:
                    here.is_here()
                if DBTaskResult.objects.ready().exists():
                    worker.run()
                looks += 1
                worker.wait(PAUSE)
            except MAYBE_AWAY as error:
                if not is_away(error):
                    raise
                self._say_that_it_is_away(error)
                was_away = True
                worker.wait(DATABASE_AWAY)
        with suppress(*MAYBE_AWAY):
            here.delete()

    def _say_that_it_is_away(self, error: Error) -> None:
        self.stderr.write(f"The database does not answer ({type(error).__name__}); it is asked again in a moment.")
        connection.close()
