"""The governor report: prepared, released, and from then on frozen."""

import hashlib
from datetime import date
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlencode

from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import slugify

from core import clock
from core.access import Refused
from core.history import records
from core.models import Record
from people.calendar import AcademicYear
from people.models import Federation, School, User
from people.roles import roles_of

from ..access import PREPARES, ReportAccess
from ..agreeing import Speakers, Waiting, speakers_of, waiting
from ..scopes import Scope
from .editions import edition_of, fingerprint_of_figures, is_of, readings_of
from .querysets import GovernorReportQuerySet
from .signing import lock_reports_of, signature

if TYPE_CHECKING:
    from .agreements import ReleaseAgreement
    from .documents import Download, DraftDocument, ReleasedDocument
    from .narratives import Narrative

FROZEN = "A released report does not change any more."
CHANGED = "This report changed while you were reading. Read it again, then release it."
CHANGED_FOR_AGREEING = "This report changed while you were reading. Read it again, then agree to its release."


class GovernorReport(Record):
    """The anonymised report of an academic year or a term, of a school or of a federation. Once released, frozen."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        RELEASED = "released", "Released"

    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, blank=True, related_name="governor_reports")
    federation = models.ForeignKey(
        Federation, on_delete=models.PROTECT, null=True, blank=True, related_name="governor_reports"
    )
    chosen = models.CharField("keys of its schools, where they are some of the federation", max_length=500, blank=True)
    schools = models.ManyToManyField(School, related_name="reported_on", help_text="Those counted in it.")
    year = models.PositiveSmallIntegerField("academic year that starts in")
    term = models.CharField(max_length=100, blank=True, help_text="Its name; none where the report is of a whole year.")
    ends_on = models.DateField("last day of its term", null=True, blank=True)
    place = models.CharField("whose report it is, as printed", max_length=1000, blank=True)
    title = models.CharField(max_length=200)
    status = models.CharField(max_length=8, choices=Status, default=Status.DRAFT)
    data = models.JSONField("published figures")
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    prepared_as = models.CharField("prepared by, as printed", max_length=250)
    prepared_at = models.DateTimeField()
    released_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    released_as = models.CharField("released by, as printed", max_length=250, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    sha256 = models.CharField("fingerprint of the PDF", max_length=64, blank=True)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    reason = models.TextField("why it replaces the other", blank=True)
    agreed_as = models.TextField("who had agreed, as printed, one a line", blank=True)
    released_without = models.TextField("schools for which nobody could agree", blank=True)
    history = records(excluded_fields=["data"])
    sealed_as = "report"

    objects = GovernorReportQuerySet.as_manager()
    access = ReportAccess

    if TYPE_CHECKING:
        document: "ReleasedDocument"
        drawn: "DraftDocument"
        downloads: models.Manager["Download"]
        narrative: "Narrative"

    class Meta:
        ordering = ["-year", "title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(school=None, federation__isnull=False) | Q(school__isnull=False, federation=None),
                name="report_is_of_one_school_or_one_federation",
            ),
            models.CheckConstraint(
                condition=Q(chosen="") | Q(federation__isnull=False), name="chosen_schools_are_of_a_federation"
            ),
            models.CheckConstraint(
                condition=Q(term="", ends_on=None) | (~Q(term="") & Q(ends_on__isnull=False)),
                name="report_of_a_term_says_when_it_ends",
            ),
            models.CheckConstraint(
                condition=Q(status="draft", released_by=None, released_at=None, sha256="")
                | (Q(status="released", released_by__isnull=False, released_at__isnull=False) & ~Q(sha256="")),
                name="released_report_has_releaser_moment_and_fingerprint",
            ),
            models.CheckConstraint(
                condition=Q(released_at=None) | Q(released_at__gte=F("prepared_at")),
                name="report_is_prepared_before_it_is_released",
            ),
            models.CheckConstraint(
                condition=Q(replaces=None) | ~Q(reason=""), name="report_that_replaces_another_says_why"
            ),
            *(
                models.UniqueConstraint(
                    fields=[place, "chosen", "year", "term"],
                    condition=condition,
                    name=f"{name}_for_a_{place}_and_period",
                )
                for place in ("school", "federation")
                for name, condition in (
                    ("one_draft", Q(status="draft")),
                    ("one_first_release", Q(status="released", replaces=None)),
                )
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("reports:governor", args=[self.pk])

    @property
    def is_released(self) -> bool:
        return self.status == self.Status.RELEASED

    @property
    def academic_year(self) -> AcademicYear:
        return AcademicYear(self.year)

    @cached_property
    def school_ids(self) -> frozenset[int]:
        return frozenset(school.pk for school in self.schools.all())

    @property
    def scope(self) -> Scope:
        return Scope(self.school, self.federation, self.chosen, self.term)

    @property
    def span(self) -> str:
        """What it is of, in a word."""
        return "term" if self.term else "year"

    @property
    def period_in_words(self) -> str:
        return f"{self.term} {self.academic_year}".strip()

    @property
    def last_day(self) -> date:
        """The last day that it counts."""
        return self.ends_on or self.academic_year.last_day

    @property
    def prepare_query(self) -> str:
        """What the form that prepares a report is asked with, to prepare this one anew."""
        asked = {"place": self.scope.place_key, "year": self.year, "term": self.term}
        return urlencode(asked | ({"schools": self.chosen.split(",")} if self.chosen else {}), doseq=True)

    @property
    def replacement(self) -> "GovernorReport | None":
        """The released report that replaces this one, if there is one."""
        other = getattr(self, "replaced_by", None)
        return other if other is not None and other.is_released else None

    def preparable_by(self, user: User) -> bool:
        """Coordinator or head at every school of it."""
        return bool(self.school_ids) and self.school_ids <= roles_of(user).schools(*PREPARES)

    @property
    def is_read_by_heads(self) -> bool:
        """Of several schools, and of a period that is over: fitted to what the head of each knows, as it says."""
        return bool(self.data.get("for_heads"))

    @property
    def was_read(self) -> bool:
        """Somebody who does not prepare for all has opened the draft with these figures; of before, nobody knows."""
        if not self.is_read_by_heads:
            return False
        return not self.data.get("readings") or bool(readings_of(self))

    @cached_property
    def speakers(self) -> dict[int, Speakers]:
        """Who agrees for each of its schools today."""
        return speakers_of(self.school_ids)

    def agreed(self) -> "list[ReleaseAgreement]":
        """Those that count today: to what is to be read now, by who agrees for a school still; the first first."""
        known = {user for each in self.speakers.values() for user in each.users}
        return [each for each in self.agreements.all() if is_of(each.edition, self) and each.user_id in known]

    def waits_for(self, user: User) -> Waiting:
        """Schools for which nobody has agreed to what is to be read now; the user does, by releasing it."""
        schools = sorted(self.schools.all(), key=lambda school: school.name)
        return waiting(schools, self.speakers, {user.pk, *(each.user_id for each in self.agreed())})

    @property
    def words(self) -> "Narrative | None":
        """What was written beside the figures, if anything was."""
        found: Narrative | None = getattr(self, "narrative", None)
        return found if found and found.is_written else None

    @property
    def earlier_words(self) -> "Narrative | None":
        """Of the report that it replaces, where nothing was written or left out beside this one yet."""
        return self.replaces.words if self.replaces and not hasattr(self, "narrative") else None

    @property
    def edition(self) -> str:
        """Another whenever it was prepared anew, or its words or figures changed: what was read is what is released."""
        return edition_of(self)

    @property
    def version(self) -> int:
        """The first release of a period is 1; each that replaces another is one more."""
        return self.replaces.version + 1 if self.replaces else 1

    def file_name(self, ending: str = "") -> str:
        return f"{slugify(f'{self.title} {self.place}')}{ending}{'' if self.is_released else '-draft'}.pdf"

    @cached_property
    def obstacle(self) -> str:
        """What other reports, out already, have against showing this one; empty where nothing has."""
        from .neighbours import obstacle_to  # which asks the reports beside this one

        return obstacle_to(self)

    def lock(self) -> Self:
        """What was worked out before the lock is worked out again."""
        for name in ("school_ids", "speakers", "obstacle"):
            self.__dict__.pop(name, None)
        return super().lock()

    @transaction.atomic
    def release(self, *, by: User, edition: str = "") -> None:
        """Give it to the governors: the PDF is made and kept, and nothing of it changes any more.

        `edition`: the one that was read, where it was read before; refused if it is another now.
        """
        lock_reports_of(self.schools.all())
        self.lock()
        self.access.require(by, "release", self)
        if edition and edition != self.edition:
            raise Refused(CHANGED)
        if self.is_read_by_heads and not self.preparable_by(by):
            self.released_without = ", ".join(school.name for school in self.waits_for(by).nobody)
        self.agreed_as = "\n".join(each.agreed_as for each in self.agreed())
        self.status = self.Status.RELEASED
        self.released_by, self.released_at, self.released_as = by, clock.now(), signature(by, self.school_ids)
        from .. import document  # which shows reports
        from .documents import ReleasedDocument

        (pdf, archive), page = document.both_of(self), document.page_of(self)
        self.sha256 = hashlib.sha256(pdf).hexdigest()
        self.save_as(by, "Released")
        figures = ReleasedDocument.fingerprint_of_figures(self)
        ReleasedDocument.objects.create(report=self, pdf=pdf, archive=archive, page=page, figures_sha256=figures)

    @transaction.atomic
    def agree(self, *, by: User, edition: str) -> None:
        """For one of its schools: the draft, in the edition that was read, may be released."""
        self.lock()
        self.access.require(by, "agree", self)
        if edition != self.edition:
            raise Refused(CHANGED_FOR_AGREEING)
        self.agreements.create(user=by, agreed_as=signature(by, self.school_ids), edition=self.edition, at=clock.now())

    def open(self, *, by: User) -> None:
        """Keep that somebody who does not prepare for all reads these figures: from now on they count as published.

        Refused where other reports came out meanwhile that these figures are not fitted to.
        """
        if self.is_released or self.preparable_by(by) or readings_of(self, by):
            return
        with transaction.atomic():
            lock_reports_of(self.schools.all())
            self.lock()
            self.access.require(by, "open", self)
            if not self.is_released and not readings_of(self, by):
                read = {"prepared_at": self.prepared_at, "figures_sha256": fingerprint_of_figures(self.data)}
                self.readings.create(user=by, at=clock.now(), **read)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk and type(self).objects.released().filter(pk=self.pk).exists():
            raise Refused(FROZEN)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        if self.is_released:
            raise Refused(FROZEN)
        return super().delete(*args, **kwargs)
