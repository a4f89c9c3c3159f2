"""An incident: what was reported, how it is handled, and the verbs that move it on."""

from django.db import models
from django.db.models import F, Q

from core.history import records
from incidents.codes import Branch, Finding
from incidents.states import Status

from .alleging import Alleging
from .ending import Ending
from .isolating import Isolating
from .recording import Recording
from .reviewing import Reviewing
from .sharing import Sharing
from .telling_more import TellingMore


class Incident(Isolating, TellingMore, Reviewing, Recording, Sharing, Ending, Alleging):
    """One logged event of misuse or harm."""

    history = records(excluded_fields=["route", "submission"])

    class Meta:
        ordering = ["-reported_at", "-pk"]
        indexes = [
            models.Index(fields=["school", "-reported_at", "-id"], name="log_newest_first"),
            models.Index(fields=["-reported_at", "-id"], name="log_of_many_schools"),
            # With the route: which of them a role handles is counted without reading the incidents themselves.
            models.Index(fields=["school", "status", "-reported_at", "-id", "route"], name="log_by_status"),
            # What the log is filtered by most often: else to count a kind is to read all incidents of the schools.
            models.Index(fields=["school", "kind", "status", "-reported_at", "-id", "route"], name="log_by_kind"),
            models.Index(fields=["reported_by", "-reported_at"], name="receipts_newest_first"),
            # Whatever hangs on incidents is counted by where and when they were reported: that stands in the index.
            models.Index(
                fields=["id", "school", "reported_at"], condition=~Q(status=Status.WITHDRAWN), name="counted_in_figures"
            ),
            # A warning counts against whoever is accused again only where this was found: so does this index.
            models.Index(
                fields=["id", "reported_at"],
                condition=Q(status=Status.CLOSED, finding=Finding.SUBSTANTIATED),
                name="found_to_be_so",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(about_headteacher=False) | Q(restricted=True), name="about_the_head_is_restricted"
            ),
            models.CheckConstraint(
                condition=Q(occurred_at=None) | Q(occurred_at__lte=F("reported_at")), name="happened_before_reported"
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.CLOSED)
                | (~Q(finding="") & ~Q(rationale="") & Q(closed_at__isnull=False, closed_by__isnull=False)),
                name="closed_incident_has_finding_and_reasons",
            ),
            models.CheckConstraint(
                condition=Q(branch=Branch.ILLEGAL) | ~Q(status=Status.WITH_AUTHORITIES),
                name="only_the_illegal_branch_is_with_the_authorities",
            ),
        ]
