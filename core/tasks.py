"""Jobs of the machinery itself."""

from datetime import time

from django.core.management import call_command
from django_tasks import task

from .database import forgetting
from .jobs import Daily


@task
def forget_finished_jobs() -> None:
    """What was done three days ago is of no use; what failed is kept a month for whoever looks after the server."""
    call_command("prune_db_task_results", queue_name="*", min_age_days=3, failed_min_age_days=30, verbosity=0)


@task
def forget_what_was_erased() -> None:
    """In the night after something was erased: its words go out of the files of the database, too."""
    forgetting.forget_what_is_gone()


PERIODIC = [Daily(forget_finished_jobs, at=time(3, 30))]
