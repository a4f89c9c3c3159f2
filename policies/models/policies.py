"""Policies, and which schools they cover."""

from datetime import date
from functools import cached_property

from django.db import models, transaction
from django.db.models import F, Q

from core import clock
from core.access import Refused
from core.dates import date_in_words
from core.history import records
from core.models import Record
from people.models import School, User
from people.roles import roles_of
from policies import states
from policies.access import PolicyAccess

EARLIEST = date(2000, 1, 1)  # the standard set is in force from this day on: no policy is older


class PolicyQuerySet(models.QuerySet["Policy"]):
    def readable_by(self, user: User) -> "PolicyQuerySet":
        """Policies of the schools where the user has a role, and the standard set behind them all."""
        schools = roles_of(user).schools()
        if not schools:
            return self.none()
        covering = Coverage.objects.filter(policy=models.OuterRef("pk"), school__in=schools)
        return self.filter(Q(is_standard=True) | models.Exists(covering))


class Policy(Record):
    """A document that schools stand by, in numbered versions."""

    class Kind(models.TextChoices):
        """What the document is. The others than the e-safety policy are acceptable use agreements, to be signed."""

        E_SAFETY = "e_safety", "E-safety policy"
        STAFF_AGREEMENT = "staff_agreement", "Acceptable use agreement for staff"
        YOUNGER_PUPILS_AGREEMENT = "younger_agreement", "Acceptable use agreement for younger pupils (to Year 2)"
        OLDER_PUPILS_AGREEMENT = "older_agreement", "Acceptable use agreement for older pupils (from Year 3)"
        PARENTS_AGREEMENT = "parents_agreement", "Acceptable use agreement for parents and carers"
        GOVERNORS_AGREEMENT = "governors_agreement", "Acceptable use agreement for governors"
        VOLUNTEERS_AGREEMENT = "volunteers_agreement", "Acceptable use agreement for volunteers"
        VISITORS_AGREEMENT = "visitors_agreement", "Acceptable use agreement for visitors"

    kind = models.CharField(max_length=20, choices=Kind, default=Kind.E_SAFETY)
    title = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    is_standard = models.BooleanField(default=False, editable=False)
    history = records()
    sealed_in = ""

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["title"]
        verbose_name_plural = "policies"
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=Q(is_standard=True), name="one_standard_set_of_each_kind"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    access = PolicyAccess

    @property
    def for_whom(self) -> str:
        """Whom an agreement is for: "Staff", "Parents and carers"."""
        whom = str(self.get_kind_display()).rpartition(" for ")[2]
        return whom[:1].upper() + whom[1:]

    @property
    def is_agreement(self) -> bool:
        """Whether people sign it."""
        return self.kind != Policy.Kind.E_SAFETY

    @cached_property
    def school_ids(self) -> frozenset[int]:
        """Ids of the schools that the policy covers or will cover; one that has left it decides nothing in it."""
        staying = self.coverages.from_day(clock.today())
        return frozenset(staying.values_list("school_id", flat=True))

    @property
    def needs_a_second_person(self) -> bool:
        """Whether a school that it covers wants nobody to approve a draft of their own."""
        return School.objects.filter(pk__in=self.school_ids, second_approver=True).exists()

    @transaction.atomic
    def add_school(self, school: School, *, by: User, starts_on: date) -> "Coverage":
        """Cover one more school, of those where the user drafts."""
        self.lock()
        self.access.require(by, "cover", self)
        self.access.require(by, "start", [school])
        if self.coverages.from_day(starts_on).filter(school=school).exists():
            raise Refused(f"This policy already covers {school} then.")
        self._require_no_gap(school, starts_on)
        return self.cover(school, by=by, starts_on=starts_on)

    def _require_no_gap(self, school: School, day: date) -> None:
        """What a governing body approved goes on until something approved follows it, and the past stays as it was."""
        covering = Coverage.objects.from_day(day).filter(school=school, kind=self.kind)
        earlier = covering.filter(starts_on__lt=day).select_related("policy").first()
        if earlier is None:
            return
        if day < clock.today():
            raise Refused(f"“{earlier.policy}” covered {school} on that day: choose today or a later day.")
        if earlier.policy.approved_by(day) and not self.approved_by(day):
            raise Refused(
                f"“{earlier.policy}” is approved, and no version of this policy is in force on {date_in_words(day)}: "
                "have one approved first, or choose a later day."
            )

    def first_free_day(self, school: School) -> date:
        """Today, or the day after an approved policy that is to end there; refuses where one goes on."""
        today = clock.today()
        covering = Coverage.objects.from_day(today).filter(school=school, kind=self.kind)
        last = covering.select_related("policy").order_by("starts_on").last()
        if last is None or not last.policy.approved_by(today):
            return today
        if last.ends_on is None:
            raise Refused(f"“{last.policy}” is approved for {school}: make its next draft instead.")
        return last.ends_on + clock.ONE_DAY

    def approved_by(self, day: date) -> bool:
        """Whether a version is in force on a day, wherever the policy covers a school then."""
        return self.versions.filter(status__in=states.ONCE_APPROVED, effective_from__lte=day).exists()

    @transaction.atomic
    def cover(self, school: School, *, by: User | None, starts_on: date) -> "Coverage":
        """Let the policy apply to a school; an earlier coverage of the same kind ends the day before."""
        School.objects.select_for_update().get(pk=school.pk)  # two at once would both find the earlier one open
        still = Coverage.objects.from_day(starts_on).filter(school=school, kind=self.kind)
        for earlier in still:
            if earlier.starts_on >= starts_on:
                raise Refused(f"{school} already has a policy from {date_in_words(earlier.starts_on)} on.")
            earlier.ends_on = starts_on - clock.ONE_DAY
            earlier.save_as(by)
        coverage = Coverage(policy=self, kind=self.kind, school=school, starts_on=starts_on)
        coverage.save_as(by)
        return coverage


class CoverageQuerySet(models.QuerySet["Coverage"]):
    def on(self, day: date) -> "CoverageQuerySet":
        """Those that apply on a day."""
        return self.from_day(day).filter(starts_on__lte=day)

    def from_day(self, day: date) -> "CoverageQuerySet":
        """Those that apply on a day or later."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day))


class Coverage(Record):
    """A policy applies to a school from a day on. At most one policy of a kind covers a school on any day."""

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="coverages")
    kind = models.CharField(max_length=20, choices=Policy.Kind, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="coverages")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    history = records()

    objects = CoverageQuerySet.as_manager()
    access = PolicyAccess

    class Meta:
        ordering = ["starts_on"]
        indexes = [models.Index(fields=["school", "kind", "starts_on"])]
        constraints = [  # that periods never overlap is held by a trigger: see the migration
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="coverage_ends_after_it_starts"
            ),
            models.UniqueConstraint(
                fields=["school", "kind"], condition=Q(ends_on=None), name="one_open_coverage_of_a_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy} at {self.school}"

    @transaction.atomic
    def end(self, *, by: User, ends_on: date) -> None:
        """Let it apply for the last time on a day, yesterday at the earliest.

        The day can be changed until it is over, while nothing else covers the school.
        """
        School.objects.select_for_update().get(pk=self.school_id)
        self.lock()
        self.access.require(by, "end_coverage", self)
        if ends_on < self.starts_on:
            since = date_in_words(self.starts_on)
            raise Refused(f"It covers {self.school} from {since} on: the last day is not earlier.")
        if ends_on < (yesterday := clock.today() - clock.ONE_DAY):
            raise Refused(f"Incidents were judged by it: the last day is {date_in_words(yesterday)} or later.")
        later = Coverage.objects.filter(school=self.school, kind=self.kind, starts_on__gt=self.starts_on)
        if other := later.filter(starts_on__lte=ends_on).select_related("policy").first():
            since = date_in_words(other.starts_on)
            raise Refused(f"“{other.policy}” covers {self.school} from {since} on: this one ends before.")
        self.ends_on = ends_on
        self.save_as(by, f"Ends on {date_in_words(ends_on)}")
