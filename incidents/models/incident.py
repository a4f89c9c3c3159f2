"""An incident: what was reported, how it is handled, and the verbs that move it on."""

from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import Case, F, GeneratedField, Q, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from core import clock
from core.access import Refused
from core.dates import time_in_words
from core.history import records
from core.models import Record
from incidents import states
from incidents.access import IncidentAccess
from incidents.codes import Branch, Device, Finding, Place, Precision
from incidents.kinds import Kind, kind_of
from incidents.querysets import IncidentQuerySet, Standing, standing
from incidents.routing import DUTIES, Route
from incidents.states import Answer, Status
from people.calendar import add_school_days
from people.models import School, User
from people.telling import tell
from policies.models import FourC, Row

from .closing import Missing, still_missing

if TYPE_CHECKING:
    from .record import Referral


A_DOUBLE_CLICK = timedelta(minutes=1)  # the same words by the same person within this are one entry


class Incident(Record):
    """One logged event of misuse or harm."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="incidents")
    reference = models.CharField(max_length=10, unique=True, editable=False)
    submission = models.UUIDField(unique=True, editable=False, help_text="A form that is sent twice is one incident.")
    reported_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="reported_incidents")
    told_by = models.CharField("who told", max_length=200, blank=True)
    reported_at = models.DateTimeField(default=clock.now)
    occurred_at = models.DateTimeField("happened", null=True, blank=True)
    occurred_precision = models.CharField("when is known", max_length=7, choices=Precision, default=Precision.EXACT)
    place = models.CharField(max_length=20, choices=Place)
    place_detail = models.CharField("which place", max_length=120, blank=True)
    device = models.CharField(max_length=15, choices=Device)
    kind = models.CharField("what it was", max_length=30)
    user_action = models.ForeignKey(
        Row, on_delete=models.PROTECT, null=True, blank=True, related_name="incidents", verbose_name="policy row"
    )
    four_c = models.CharField("area of risk", max_length=8, choices=FourC, blank=True)
    description = models.TextField("what happened", blank=True)
    immediate_action = models.TextField("done straight away", blank=True)
    child_in_danger = models.BooleanField("a child was in danger", default=False)
    told_in_person = models.CharField("who was told in person", max_length=200, blank=True)
    device_kept = models.TextField("where the device is, or why it is not isolated", blank=True)

    branch = models.CharField(max_length=10, choices=Branch, default=Branch.UNSUITABLE)
    safeguarding = models.BooleanField(default=False)
    restricted = models.BooleanField(default=False)
    about_headteacher = models.BooleanField("about the Headteacher", default=False)
    images_of_children = models.BooleanField("images of children: no files", default=False)
    data_breach = models.BooleanField("may be a data breach", default=False)
    head_stepped_back = models.BooleanField("the head has stepped back: the chair handles it", default=False)
    to_complete = models.BooleanField("quickly noted, still to be completed", default=False)
    route = GeneratedField(
        expression=Case(
            When(Q(about_headteacher=True) | Q(head_stepped_back=True), then=Value(Route.ABOUT_HEAD)),
            When(restricted=True, then=Value(Route.RESTRICTED)),
            When(Q(safeguarding=True) | Q(branch=Branch.ILLEGAL), then=Value(Route.SAFEGUARDING)),
            default=Value(Route.ORDINARY),
        ),
        output_field=models.CharField(max_length=12, choices=Route),
        db_persist=True,
    )

    status = models.CharField(max_length=16, choices=Status, default=Status.REPORTED)
    reviewed_at = models.DateTimeField("first reviewed", null=True, blank=True)
    handler = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="handles")
    authority_outcome = models.CharField("the authorities’ answer", max_length=13, choices=Answer, blank=True)
    finding = models.CharField(max_length=15, choices=Finding, blank=True)
    outcome = models.TextField("outcome", blank=True)
    rationale = models.TextField("reasons for the finding", blank=True)
    debrief = models.TextField("what was learnt", blank=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField("closed", null=True, blank=True)
    duplicate_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="duplicates")
    history = records(excluded_fields=["route", "submission"])

    objects = IncidentQuerySet.as_manager()
    access = IncidentAccess

    class Meta:
        ordering = ["-reported_at", "-pk"]
        indexes = [
            models.Index(fields=["school", "-reported_at", "-id"], name="log_newest_first"),
            models.Index(fields=["school", "status", "-reported_at", "-id"], name="log_by_status"),
            models.Index(fields=["reported_by", "-reported_at"], name="receipts_newest_first"),
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

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("incidents:incident", args=[self.reference])

    # What it is ---------------------------------------------------------------------------------------------

    @property
    def kind_chosen(self) -> Kind:
        return kind_of(self.kind)

    @property
    def day(self) -> date:
        """The local date by which the policy in force is chosen: when it happened, or was reported."""
        return timezone.localdate(self.occurred_at or self.reported_at)

    @property
    def happened_in_words(self) -> str:
        """When it happened, as exactly as it is known."""
        if self.occurred_at is None or self.occurred_precision == Precision.UNKNOWN:
            return "When it happened is not known."
        local = timezone.localtime(self.occurred_at)
        day = date_format(local, "l j F Y")
        if self.occurred_precision == Precision.ABOUT:
            return f"{day}." if local.time() == time.min else f"{day}, about {time_in_words(local)}."
        return f"{day}, {time_in_words(local)}."

    @property
    def is_open(self) -> bool:
        return self.status in states.OPEN

    @property
    def is_serious(self) -> bool:
        return self.route != Route.ORDINARY

    @property
    def is_illegal(self) -> bool:
        return self.branch == Branch.ILLEGAL

    @property
    def is_substantiated(self) -> bool:
        return self.status == Status.CLOSED and self.finding == Finding.SUBSTANTIATED

    @property
    def review_due(self) -> date:
        """The day by which it should be reviewed: the same day on the illegal branch, else as the school set."""
        reported = timezone.localdate(self.reported_at)
        return reported if self.is_illegal else add_school_days(reported, self.school.review_within)

    @property
    def close_due(self) -> date:
        return add_school_days(timezone.localdate(self.reported_at), self.school.close_within)

    @property
    def is_late(self) -> bool:
        """Waiting for its review, or for its closure, longer than the school set itself."""
        if self.status == Status.REPORTED:
            return clock.today() > self.review_due
        return self.status == Status.UNDER_REVIEW and clock.today() > self.close_due

    def standing_of(self, user: User) -> Standing:
        """What this user is to this incident, asked once until the record is locked or read again."""
        known: dict[int, Standing] = self.__dict__.setdefault("_standings", {})
        if user.pk not in known:
            known[user.pk] = standing(user, self)
        return known[user.pk]

    @cached_property
    def missing_for_closure(self) -> list[Missing]:
        """What is still needed before it may close: asked once until the record is locked or read again."""
        return still_missing(self)

    # What happens to it --------------------------------------------------------------------------------------

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Read again, and forget what was derived from what was read before. Locking comes through here."""
        self.__dict__.pop("_standings", None)
        self.__dict__.pop("missing_for_closure", None)
        super().refresh_from_db(*args, **kwargs)

    def note(self, text: str, *, by: User, verb: str = "") -> None:
        """Write a line of the chronology; `verb` is empty where a person wrote it."""
        self.entries.create(text=text, by=by, verb=verb, at=clock.now())

    def _become(self, verb: str, *, by: User, text: str, reason: str, answer: str = "") -> None:
        self.status = states.after(self.status, verb, answer)
        self.save_as(by, reason)
        self.note(f"{text} {reason}".strip(), by=by, verb=verb)

    def _keep_reading(self, user: User, reason: str) -> None:
        """Somebody who handled it before its route changed keeps reading it, by name."""
        if not self.readers.filter(user=user).exists():
            reader = self.readers.model(incident=self, user=user, by=user, reason=reason, at=clock.now())
            reader.save_as(user, reason)

    @transaction.atomic
    def review(self, *, by: User, branch: str, user_action: Row | None, safeguarding: bool, reason: str) -> None:
        """Judge it: which branch, which row of the policy, whether the safeguarding lead leads from here."""
        self.lock()
        self.access.require(by, "review", self)
        if self.is_illegal and branch != Branch.ILLEGAL:
            raise Refused("Only an answer of the authorities, or a decision not to refer, ends the illegal branch.")
        if user_action and user_action.illegal and branch != Branch.ILLEGAL:
            raise Refused(f"“{user_action}” is illegal: it goes to the illegal branch.")
        self.branch, self.user_action = branch, user_action
        self.safeguarding = self.safeguarding or safeguarding
        self._carry_flags(user_action)
        self.handler = by
        self.reviewed_at = self.reviewed_at or clock.now()
        self._become("review", by=by, text=f"Under review. {self.get_branch_display()}.", reason=reason)
        self._hand_over_if_rerouted(by)

    def _hand_over_if_rerouted(self, by: User) -> None:
        self.refresh_from_db(fields=["route"])
        if not self.standing_of(by).handles:
            self._keep_reading(by, "Handled it before it went to others")
            self.handler = None
            roles = " or the ".join(role.label for role in DUTIES[Route(self.route)].handlers)
            self.save_as(by, f"It goes to the {roles}")
            self.note(f"It goes to the {roles}.", by=by, verb="hand_over")

    @transaction.atomic
    def take_over(self, *, by: User) -> None:
        """Become its handler: the one person of those who may whom everybody asks about it."""
        self.lock()
        self.access.require(by, "take_over", self)
        self.handler = by
        self.save_as(by, "Takes over")
        self.note(f"{by} takes over.", by=by, verb="take_over")

    @transaction.atomic
    def assign(self, *, by: User, to: User, reason: str = "") -> None:
        """Make somebody its handler who may be: who assigns and who is assigned are each judged under the lock."""
        self.lock()
        self.access.require(by, "assign", self)
        self.access.require(to, "become_handler", self)
        self.handler = to
        self.save_as(by, reason or f"Assigned to {to}")
        self.note(f"Assigned to {to}. {reason}".strip(), by=by, verb="assign")
        if to != by:
            path = self.get_absolute_url()
            tell([to], label=self.reference, wanted="You are its handler now.", path=path, school=self.school)

    @transaction.atomic
    def choose_row(self, *, by: User, user_action: Row | None, reason: str) -> None:
        """Place it under another row of the policy, or under none. The branch stays as it is."""
        self.lock()
        self.access.require(by, "choose_row", self)
        if user_action and user_action.illegal and not self.is_illegal:
            raise Refused(f"“{user_action}” is illegal: refer the incident to the authorities first.")
        self.user_action = user_action
        self._carry_flags(user_action)
        self.save_as(by, reason)
        self.note(f"Policy row: {user_action or 'none'}. {reason}", by=by, verb="choose_row")
        self._hand_over_if_rerouted(by)

    def _carry_flags(self, row: Row | None) -> None:
        """What the row says must be known about the incident; a flag once set is not cleared by another row."""
        if row:
            self.four_c = row.four_c or self.four_c
            self.safeguarding = self.safeguarding or row.safeguarding
            self.images_of_children = self.images_of_children or row.no_files
            self.data_breach = self.data_breach or row.data_breach

    @transaction.atomic
    def add_entry(self, *, by: User, text: str) -> None:
        """Write down what was done or learnt."""
        self.lock()
        self.access.require(by, "add_entry", self)
        just_now = self.entries.filter(by=by, verb="", text=text, at__gte=clock.now() - A_DOUBLE_CLICK)
        if not just_now.exists():
            self.note(text, by=by)

    @transaction.atomic
    def notify_authorities(
        self, *, by: User, agency: str, at: datetime, spoke_to: str, reason: str, reference: str, device_kept: str
    ) -> None:
        """Refer it. From here the authorities decide; nobody investigates until they answer."""
        self.lock()
        self.access.require(by, "notify_authorities", self)
        referral = self._referral(agency=agency, referred=True, at=at, spoke_to=spoke_to, reason=reason, by=by)
        referral.reference = reference
        referral.save_as(by, reason)
        self.branch, self.device_kept = Branch.ILLEGAL, device_kept
        self.reviewed_at, self.handler = self.reviewed_at or clock.now(), self.handler or by
        text = f"Referred to {referral.get_agency_display()}. Device: {device_kept}"
        self._become("notify_authorities", by=by, text=text, reason=reason)
        self._hand_over_if_rerouted(by)

    @transaction.atomic
    def decide_not_to_refer(self, *, by: User, agency: str, reason: str) -> None:
        """Record why it was not referred. An incident of the illegal branch becomes unsuitable by it."""
        self.lock()
        self.access.require(by, "decide_not_to_refer", self)
        referral = self._referral(agency=agency, referred=False, at=clock.now(), reason=reason, by=by)
        referral.save_as(by, reason)
        self.branch = Branch.UNSUITABLE
        self.save_as(by, reason)
        self.note(f"Not referred to {referral.get_agency_display()}. {reason}", by=by, verb="decide_not_to_refer")
        self._hand_over_if_rerouted(by)

    def _referral(self, **fields: object) -> "Referral":
        return self.referrals.model(incident=self, **fields)

    @transaction.atomic
    def record_answer(self, *, by: User, answer: str, answer_text: str, reference: str) -> None:
        """Record what the authorities said. Not confirmed leads back to the unsuitable branch."""
        self.lock()
        self.access.require(by, "record_answer", self)
        referral = self.referrals.filter(referred=True).latest("at")
        referral.answer, referral.answer_text, referral.answered_at = answer, answer_text, clock.now()
        referral.reference = reference or referral.reference
        referral.save_as(by, answer_text)
        self.authority_outcome = answer
        if answer == Answer.NOT_CONFIRMED:
            self.branch = Branch.UNSUITABLE
        self.handler = self.handler or by
        self._become("record_answer", by=by, text=f"{Answer(answer).label}.", reason=answer_text, answer=answer)
        self._hand_over_if_rerouted(by)

    @transaction.atomic
    def close(self, *, by: User, finding: str, outcome: str, rationale: str, debrief: str = "") -> None:
        """Close it. Nothing follows but a reopening by the authority."""
        self.lock()
        self.access.require(by, "close", self)
        self.finding, self.outcome, self.rationale, self.debrief = finding, outcome, rationale, debrief
        self.closed_by, self.closed_at = by, clock.now()
        self._become("close", by=by, text=f"Closed. {self.get_finding_display()}.", reason=rationale)

    @transaction.atomic
    def withdraw(self, *, by: User, reason: str, duplicate_of: "Incident | None" = None) -> None:
        """Take it out of the log's open work: reported in error, or twice. It stays readable."""
        self.lock()
        self.access.require(by, "withdraw", self)
        self.duplicate_of = duplicate_of
        text = "Withdrawn as a duplicate." if duplicate_of else "Withdrawn."  # of which one, only its readers see
        self._become("withdraw", by=by, text=text, reason=reason)

    @transaction.atomic
    def reopen(self, *, by: User, reason: str) -> None:
        """Take it up again. The earlier finding stays in the history."""
        self.lock()
        self.access.require(by, "reopen", self)
        self.finding = self.outcome = self.rationale = ""
        self.reviewed_at, self.handler = self.reviewed_at or clock.now(), self.handler or by
        self.closed_by = self.closed_at = self.duplicate_of = None
        self._become("reopen", by=by, text="Reopened.", reason=reason)
