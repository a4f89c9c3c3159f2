"""Work of each day that concerns the site as a whole."""

from datetime import time

from django.conf import settings
from django.core.mail import EmailMessage
from django_tasks import task

from core.jobs import Daily

from .trail.heads import letter


@task()
def send_heads() -> None:
    """E-mail where the chains end to whom the settings name: nobody at all, unless they name somebody."""
    if settings.AUDIT_HEADS_TO:
        headers = {"Auto-Submitted": "auto-generated"}
        EmailMessage("E-safety: today's seal", letter(), to=settings.AUDIT_HEADS_TO, headers=headers).send()


PERIODIC = [Daily(send_heads, at=time(5, 0))]
