"""The numbered versions of a policy."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from core import clock
from core.access import Refused
from core.dates import date_in_words
from core.history import records
from core.models import Record
from core.statements import Statement
from people.models import School, User
from people.roles import roles_of
from policies import states, telling
from policies.access import PolicyAccess
from policies.states import Status

from .obstacles import Obstacle, obstacles_of
from .policies import EARLIEST, Coverage, Policy
from .writers import SCHEDULED, writers_of

if TYPE_CHECKING:
    from .sections import Omission


class PolicyVersionQuerySet(models.QuerySet["PolicyVersion"]):
    def readable_by(self, user: User) -> "PolicyVersionQuerySet":
        """Every version of the policies that cover the user's schools; drafts too, since a school writes in the open.

        A school that has left a policy reads what was in force there, and nothing that was written for others since.
        """
        schools = roles_of(user).schools()
        if not schools:
            return self.none()
        there = Coverage.objects.filter(policy=OuterRef("policy"), school__in=schools)
        stays = there.from_day(clock.today())
        replaced_before = PolicyVersion.objects.filter(
            policy=OuterRef("policy"),
            status__in=states.ONCE_APPROVED,
            effective_from__gt=OuterRef(OuterRef("effective_from")),
            effective_from__lte=OuterRef("starts_on"),
        )
        in_force = there.filter(~Exists(replaced_before), ends_on__gte=OuterRef("effective_from"))
        was_judged_by_it = Q(Exists(in_force), status__in=states.ONCE_APPROVED)
        return self.filter(Q(policy__is_standard=True) | Exists(stays) | was_judged_by_it)

    def offered_to(self, schools: Iterable[School], kind: str) -> "PolicyVersionQuerySet":
        """Approved versions that these schools may start from: those of other schools of the federation they share."""
        ids = [school.pk for school in schools]
        shared = {school.federation_id for school in schools}
        if len(shared) != 1 or None in shared:
            return self.none()
        there = Coverage.objects.filter(policy=OuterRef("policy"), school__federation__in=shared)
        own = Coverage.objects.filter(policy=OuterRef("policy"), school__in=ids, ends_on=None)
        return self.filter(Exists(there), ~Exists(own), status=Status.APPROVED, policy__kind=kind)

    def in_force(self, school: School, day: date) -> "PolicyVersion":
        """The e-safety policy that applies at a school on a day; the standard set where there is none. One query."""
        return self.in_force_at([school], day)[school.pk]

    def in_force_at(
        self, schools: Iterable[School], day: date, kind: str = Policy.Kind.E_SAFETY
    ) -> "dict[int, PolicyVersion]":
        """The versions that apply on a day, by the id of the school. One query, however many schools.

        Every school has an e-safety policy, if only the standard set; one without an agreement is left out.
        """
        ids = tuple(school.pk for school in schools)
        latest = {version.at: version for version in EVER_IN_FORCE.records(ids, day, str(kind))}
        built_in = dict.fromkeys(ids, latest[None]) if None in latest else {}
        return built_in | {pk: version for pk, version in latest.items() if pk in ids}

    def ever_in_force(self, schools: Collection[int], day: date, kind: str) -> "PolicyVersionQuerySet":
        """What was in force at these schools by then, and the standard set: the last of a school, `at`, applies."""
        standard = Q(policy__is_standard=True, policy__kind=kind)
        there = _covering(schools, day) & Q(policy__kind=kind)
        return self._in_order(there | standard).select_related("policy")

    def applying(self, schools: Collection[int], day: date) -> "PolicyVersionQuerySet":
        """Of the policies that cover these schools (by id) on a day, what was ever in force by then.

        Once for each school, `at`; the one that applies is the last of its policy and school.
        """
        return self._in_order(_covering(schools, day)).exclude(policy__is_standard=True)

    def _in_order(self, which: Q) -> "PolicyVersionQuerySet":
        found = self.filter(which).annotate(at=F("policy__coverages__school_id"))
        return found.order_by("effective_from", "number")


def _covering(schools: Collection[int], day: date) -> Q:
    coverages = Coverage.objects.on(day).filter(school__in=schools).order_by()
    return Q(policy__coverages__in=coverages, status__in=states.ONCE_APPROVED, effective_from__lte=day)


class PolicyVersion(Record):
    """One numbered, dated text with its matrices. Once approved it never changes."""

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    approving_body = models.CharField("approved by", max_length=120, blank=True)
    minute_reference = models.CharField(max_length=60, blank=True)
    approved_on = models.DateField(null=True, blank=True)
    approval_recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    effective_from = models.DateField("in force from", null=True, blank=True)
    review_due = models.DateField("next review by", null=True, blank=True)
    monitored_by = models.CharField(max_length=200, blank=True)
    monitored_how_often = models.CharField(max_length=120, blank=True)
    governors_receive_a_report = models.CharField(max_length=200, blank=True)
    agencies_informed = models.CharField("agencies told of serious incidents", max_length=300, blank=True)
    committee = models.CharField("committee responsible", max_length=120, blank=True)
    last_reviewed_on = models.DateField("last review", null=True, blank=True)
    review_cycle = models.CharField(max_length=60, blank=True)
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sent_back_because = models.CharField(max_length=400, blank=True)
    withdrawn_because = models.CharField(max_length=400, blank=True)
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    history = records()
    sealed_in = ""

    objects = PolicyVersionQuerySet.as_manager()
    access = PolicyAccess

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["policy", "number"], name="version_has_a_number_of_its_own"),
            models.UniqueConstraint(
                fields=["policy"],
                condition=Q(status__in=states.BEING_WRITTEN),
                name="one_draft_of_a_policy_at_a_time",
                violation_error_message="A draft of this policy is already being written.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[Status.DRAFT, Status.SUBMITTED, Status.WITHDRAWN])
                | Q(approved_on__isnull=False, effective_from__isnull=False),
                name="approved_version_says_when_and_from_when",
            ),
            models.CheckConstraint(
                condition=Q(approved_on=None) | Q(effective_from=None) | Q(effective_from__gte=F("approved_on")),
                name="version_is_in_force_only_after_approval",
            ),
            models.CheckConstraint(
                condition=(Q(approved_on=None) | Q(approved_on__gte=EARLIEST))
                & (Q(effective_from=None) | Q(effective_from__gte=EARLIEST)),
                name="version_is_not_older_than_the_standard_set",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy}, {self.name}"

    @property
    def name(self) -> str:
        return f"{'version' if self.status in states.ONCE_APPROVED else 'draft'} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("policies:version", args=[self.policy.slug, self.number])

    def is_work_of(self, user: User) -> bool:
        """Whether the user started it, wrote anything in it, or ever submitted it."""
        return user.pk in writers_of(self)

    @transaction.atomic
    def submit(self, *, by: User) -> None:
        """Put the draft before the board: from now on nobody edits it. Refuses while anything stands in its way."""
        self.lock()
        self.access.require(by, "submit", self)
        self._require_no_obstacles()
        self.status, self.submitted_by, self.sent_back_because = Status.SUBMITTED, by, ""
        self.save_as(by, "Submitted for approval")
        telling.of_submission(self, by=by)

    @transaction.atomic
    def send_back(self, *, by: User, reason: str) -> None:
        """Make it a draft again, to be edited and submitted anew."""
        self.lock()
        self.access.require(by, "send_back", self)
        self.status, self.sent_back_because = Status.DRAFT, reason
        self.save_as(by, f"Sent back: {reason}")
        telling.of_sending_back(self, by=by)

    @transaction.atomic
    def withdraw(self, *, by: User, reason: str) -> None:
        """Give the draft up. It stays readable, and the next draft gets a number of its own."""
        self.lock()
        self.access.require(by, "withdraw", self)
        self.status, self.withdrawn_because = Status.WITHDRAWN, reason
        self.save_as(by, f"Withdrawn: {reason}")

    @transaction.atomic
    def approve(
        self,
        *,
        by: User,
        approving_body: str,
        approved_on: date,
        effective_from: date,
        review_due: date | None,
        minute_reference: str = "",
    ) -> None:
        """Record the approval by the governing body. Refuses while anything stands in its way, naming it."""
        self.lock()
        self.access.require(by, "approve", self)
        refusals = [self.why_not_from(effective_from), "" if review_due else "Say by when it is reviewed next."]
        self._require_no_obstacles(*filter(None, refusals))
        for earlier in self.policy.versions.select_for_update().filter(status=Status.APPROVED):
            earlier.status = Status.SUPERSEDED
            earlier.save_as(by, f"Superseded by version {self.number}")
        self.approving_body, self.minute_reference = approving_body, minute_reference
        self.approved_on, self.effective_from, self.review_due = approved_on, effective_from, review_due
        self.approval_recorded_by, self.status = by, Status.APPROVED
        self.save_as(by, f"Approved by {approving_body}")
        telling.of_approval(self, by=by)

    def why_not_from(self, day: date) -> str:
        """Why it cannot be in force from a day on, in a sentence; empty where it can.

        In the order of their numbers, versions follow each other in time, and none begins in another's past.
        """
        last = self.policy.versions.filter(status__in=states.ONCE_APPROVED).order_by("effective_from", "number").last()
        if last and last.effective_from and day <= last.effective_from:
            since = date_in_words(last.effective_from)
            return f"Version {last.number} is in force from {since}: this one must begin later."
        if last and day < clock.today():
            return f"Version {last.number} was in force on that day: this one begins today or later."
        return ""

    def _require_no_obstacles(self, *others: str) -> None:
        if obstacles := [*others, *map(str, self.obstacles())]:
            raise Refused(" ".join(obstacles))

    @transaction.atomic
    def reschedule(self, *, by: User, **said: Any) -> None:
        """Change what the schedule of a draft says: who watches over the policy, how often, and when it is reviewed."""
        self.lock()
        self.access.require(by, "edit", self)
        for name, value in said.items():
            setattr(self, name, value)
        self.save_as(by, SCHEDULED)

    def left_out(self) -> "list[Omission]":
        """Sections of the standard text that it does without, each with its reason. Two queries at most."""
        omissions = list(self.omissions.all())
        there = {section.key for section in self.sections.all()} if omissions else set()
        return [omission for omission in omissions if omission.key not in there]

    def obstacles(self) -> list[Obstacle]:
        """What stands in the way of approval, by the names of sections and rows. A constant number of queries."""
        return obstacles_of(self)


EVER_IN_FORCE = Statement(PolicyVersion.objects.ever_in_force)
