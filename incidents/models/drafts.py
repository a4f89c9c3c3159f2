"""A report that is not sent yet."""

import re
from datetime import timedelta
from functools import cached_property
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict
from django.urls import reverse

from core import clock
from incidents.kinds import Kind, kind_of
from people.models import User

from .incident import Incident

KEPT_FOR = timedelta(days=7)
KEPT_AT_MOST = 20  # drafts of one user: the oldest give way
WRITTEN = ("kind", "description", "told_by", "place_detail", "immediate_action", "told_in_person", "device_kept")
NAMED = re.compile(r"people-\d+-name")
LONGEST = 400_000  # characters, written as in an address: a full report in any script has room


def says_something(typed: str) -> bool:
    """Whether there is a word, a person or a kind in it: a day or a place alone is no report."""
    answers = QueryDict(typed).lists()
    return any("".join(said).strip() for name, said in answers if name in WRITTEN or NAMED.fullmatch(name))


class DraftQuerySet(models.QuerySet["Draft"]):
    def of(self, user: User) -> "DraftQuerySet":
        """What the user began and did not send, the last one first."""
        sent = Incident.objects.filter(submission=OuterRef("submission"))
        return self.filter(~Exists(sent), user=user, saved_at__gt=clock.now() - KEPT_FOR)

    def out_of_date(self) -> "DraftQuerySet":
        """Not touched for seven days, or sent: what was kept a moment after the report itself came in."""
        sent = Incident.objects.filter(submission=OuterRef("submission"))
        return self.filter(Exists(sent) | Q(saved_at__lte=clock.now() - KEPT_FOR))


class Draft(models.Model):
    """A report as it was typed so far, for the one who types it. Deleted when it is sent, or after seven days."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="report_drafts")
    submission = models.UUIDField(help_text="The key of the form: the incident bears it when the report is sent.")
    typed = models.TextField(help_text="Every field as the browser sent it, judged by nobody.")
    saved_at = models.DateTimeField(default=clock.now)

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["-saved_at"]
        constraints = [
            models.UniqueConstraint(fields=["user", "submission"], name="report_has_one_draft_for_a_user"),
        ]

    def __str__(self) -> str:
        return str(self.submission)

    def get_absolute_url(self) -> str:
        page = "incidents:quick" if self.answers.get("quick") else "incidents:report"
        return f"{reverse(page)}?draft={self.submission}"

    @cached_property
    def answers(self) -> QueryDict:
        """What was typed, as a form takes it."""
        return QueryDict(self.typed)

    @property
    def kind_chosen(self) -> Kind | None:
        return kind_of(str(self.answers["kind"])) if self.answers.get("kind") else None

    @classmethod
    def keep(cls, typed: str, *, of: User, submission: UUID) -> "Draft | None":
        """Keep what was typed under the key of its form; None where it is empty, too long, or has been sent by now.

        What was emptied is not kept any longer either.
        """
        if len(typed) > LONGEST or Incident.objects.filter(submission=submission).exists():
            return None
        if not says_something(typed):
            Draft.objects.filter(user=of, submission=submission).delete()
            return None
        kept = {"typed": typed, "saved_at": clock.now()}
        draft, is_new = Draft.objects.update_or_create(user=of, submission=submission, defaults=kept)
        if is_new:
            newest = Draft.objects.filter(user=of).values_list("pk", flat=True)[:KEPT_AT_MOST]
            Draft.objects.filter(user=of).exclude(pk__in=list(newest)).delete()
        return draft
