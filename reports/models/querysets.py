"""Which reports: who reads them, what is released, what is not replaced."""

from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from people.models import Federation, School, User
from people.roles import Role, roles_of

from ..access import CONFIRMS_WORDS, PREPARES, READS_RELEASED
from ..agreeing import speaks_for
from ..scopes import Scope

if TYPE_CHECKING:
    from .reports import GovernorReport  # noqa: F401  named in a string below

NEWEST_FIRST = ("-year", "title", "place", "-pk")


class GovernorReportQuerySet(models.QuerySet["GovernorReport"]):
    def readable_by(self, user: User) -> "GovernorReportQuerySet":
        """Released reports for those who govern or lead there; drafts for those who prepare at all their schools.

        Of a period that is over, the draft of several schools is for those who agree for each of them, too.
        """
        roles, of_report = roles_of(user), self.model.schools.through.objects.filter(governorreport=OuterRef("pk"))
        reads = Exists(of_report.filter(school__in=roles.schools(*READS_RELEASED)))
        prepares = Exists(of_report) & ~Exists(of_report.exclude(school__in=roles.schools(*PREPARES)))
        agrees = Exists(of_report.filter(school__in=speaks_for(user)))
        for_heads = Q(agrees, status=self.model.Status.DRAFT, data__for_heads=True)
        return self.filter(Q(reads, status=self.model.Status.RELEASED) | prepares | for_heads)

    def shown(self) -> "GovernorReportQuerySet":
        """What counts as published: what was released, and drafts read by somebody who does not prepare for all.

        Who read a draft of an earlier version of the program was not kept.
        """
        read = Exists(
            apps.get_model("reports", "DraftReading").objects.filter(
                report=OuterRef("pk"), prepared_at=OuterRef("prepared_at")
            )
        )
        drafts = Q(read | Q(data__readings__isnull=True), status=self.model.Status.DRAFT, data__for_heads=True)
        return self.filter(drafts | Q(status=self.model.Status.RELEASED))

    def released(self) -> "GovernorReportQuerySet":
        return self.filter(status=self.model.Status.RELEASED)

    def drafts(self) -> "GovernorReportQuerySet":
        return self.filter(status=self.model.Status.DRAFT)

    def current(self) -> "GovernorReportQuerySet":
        """Released, and not replaced by another."""
        return self.released().exclude(replaced_by__status=self.model.Status.RELEASED)

    def of(self, school: School | None, federation: Federation | None) -> "GovernorReportQuerySet":
        return self.filter(school=school, federation=federation)

    def of_scope(self, scope: Scope) -> "GovernorReportQuerySet":
        """Of the same schools, and of a year or of a term of this name."""
        return self.filter(**scope.fields)

    def of_years(self) -> "GovernorReportQuerySet":
        """Of whole years, not of terms."""
        return self.filter(term="")

    def for_confirming(self, user: User) -> "GovernorReportQuerySet":
        """What the user reads; and drafts whose words, and only they, the user may be asked to confirm."""
        held = roles_of(user).schools(*CONFIRMS_WORDS, Role.CHAIR_OF_GOVERNORS)
        of_report = self.model.schools.through.objects.filter(governorreport=OuterRef("pk"), school__in=held)
        waits = Q(Exists(of_report), status=self.model.Status.DRAFT, narrative__isnull=False)
        return self.filter(Q(pk__in=self.readable_by(user).values("pk")) | waits)

    def for_list(self) -> "GovernorReportQuerySet":
        """What a list shows: never the figures."""
        return self.defer("data").select_related("school", "federation", "replaced_by").order_by(*NEWEST_FIRST)
