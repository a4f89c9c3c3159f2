"""What is known of an incident, and what every verb on it needs."""

from collections.abc import Mapping
from datetime import date, time, timedelta
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Case, GeneratedField, Q, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from core import clock
from core.dates import time_in_words
from core.models import Record
from incidents import states
from incidents.access import IncidentAccess
from incidents.codes import Branch, Device, Finding, Place, Precision, WayIn
from incidents.kinds import Kind, kind_of
from incidents.querysets import IncidentQuerySet
from incidents.routing import Route
from incidents.standing import Recorded, Standing, standing
from incidents.states import Answer, Status
from incidents.telling import tell_of
from people.calendar import add_school_days
from people.models import School, User
from policies.models import DraftNote, FourC, PolicyVersion, Row

from ..closing import Missing, owed_to_authorities, referrals_undecided, still_missing
from ..known_names import may_name_a_namesake

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from ..allegations import AllegationDecisionQuerySet, EarlierReader
    from ..consulting import ParentsAgreement, StrategyMeeting
    from ..devices import DeviceSearch, IsolatedDevice
    from ..evidence import Evidence
    from ..handling import Interest, Relation, TaskQuerySet
    from ..investigation import Investigation
    from ..involvement import InvolvementQuerySet
    from ..record import Entry, Reader, ReferralQuerySet

A_DOUBLE_CLICK = timedelta(minutes=1)  # the same words by the same person within this are one entry


class IncidentBase(Record):
    """What an incident is, and what its verbs share. The verbs are in the modules beside this one."""

    if TYPE_CHECKING:  # what points to an incident
        entries: RelatedManager[Entry]
        evidence: RelatedManager[Evidence]
        involvements: InvolvementQuerySet
        readers: RelatedManager[Reader]
        referrals: ReferralQuerySet
        interests: RelatedManager[Interest]
        relations: RelatedManager[Relation]
        tasks: TaskQuerySet
        investigations: RelatedManager[Investigation]
        devices: RelatedManager[IsolatedDevice]
        searches: RelatedManager[DeviceSearch]
        parents_agreements: RelatedManager[ParentsAgreement]
        meetings: RelatedManager[StrategyMeeting]
        allegation_decisions: AllegationDecisionQuerySet
        earlier_readers: RelatedManager[EarlierReader]

    # Indexes of several columns begin with the school, and with who reported: one of these alone would only be kept.
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="incidents", db_index=False)
    reference = models.CharField(max_length=10, unique=True, editable=False)
    submission = models.UUIDField(unique=True, editable=False, help_text="A form that is sent twice is one incident.")
    reported_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="reported_incidents", db_index=False)
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
    way_in = models.CharField("way into the illegal branch", max_length=17, choices=WayIn, blank=True)
    safeguarding = models.BooleanField(default=False)
    restricted = models.BooleanField(default=False)
    restricted_at = models.DateTimeField(
        "restricted since", null=True, blank=True, help_text="Empty: since it was reported, if it is."
    )
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
    what_changed = models.TextField("what changed because of it", blank=True)
    policy_notes = models.ManyToManyField(
        DraftNote, related_name="incidents", blank=True, verbose_name="noted for the next draft of the policy"
    )
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField("closed", null=True, blank=True)
    duplicate_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="duplicates")

    only_added = ("policy_notes",)
    # Where `incidents.full_incident` has asked: which of its parts have rows; whether a user's look goes on.
    parts_there: frozenset[str] | None = None
    looks: Mapping[int, bool] = MappingProxyType({})
    objects = IncidentQuerySet.as_manager()
    access = IncidentAccess

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("incidents:incident", args=[self.reference])

    @property
    def kind_chosen(self) -> Kind:
        return kind_of(self.kind)

    @property
    def day(self) -> date:
        """The local date by which the policy in force is chosen: when it happened, or was reported."""
        return timezone.localdate(self.occurred_at or self.reported_at)

    @property
    def policy(self) -> PolicyVersion:
        """The version in force on its `day`: asked once for each day, until the record is locked or read again."""
        known: dict[date, PolicyVersion] = self.__dict__.setdefault("_policies", {})
        if self.day not in known:
            known[self.day] = PolicyVersion.objects.in_force(self.school, self.day)
        return known[self.day]

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
    def where_in_words(self) -> str:
        """Where, and on what; what is not known is said as such, once."""
        if self.place == Place.UNKNOWN and self.device == Device.UNKNOWN:
            return "Place and device not known"
        place = "Place not known" if self.place == Place.UNKNOWN else self.get_place_display()
        device = "device not known" if self.device == Device.UNKNOWN else self.get_device_display().lower()
        return f"{place}, {device}"

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
    def row_is_illegal_no_more(self) -> bool:
        """Its row of the policy is an illegal one, and the incident is not on the illegal branch any more."""
        return bool(self.user_action and self.user_action.illegal) and not self.is_illegal

    @property
    def was_judged(self) -> bool:
        """Somebody reviewed it, or chose its row of the policy: a referral from the report alone is no review."""
        return any(entry.verb in ("review", "choose_row") for entry in self.entries.all())

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

    def know_standing(self, user: User, recorded: Recorded) -> None:
        """Keep the standing of this user, worked out from what was read already (`recorded_in`)."""
        self.__dict__.setdefault("_standings", {})[user.pk] = standing(user, self, recorded)

    @cached_property
    def missing_for_closure(self) -> list[Missing]:
        """What is still needed before it may close: asked once until the record is locked or read again."""
        return still_missing(self)  # type: ignore[arg-type]

    @property
    def owed_to_authorities(self) -> list[Missing]:
        """What is owed to them before it ends, also where it is withdrawn."""
        return owed_to_authorities(self)  # type: ignore[arg-type]

    @cached_property
    def table_asks_to_refer(self) -> bool:
        """Whether an action that is a referral waits for a word on it: asked once, as above."""
        return referrals_undecided(self)  # type: ignore[arg-type]

    # What every verb needs ----------------------------------------------------------------------------------------

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Read again, and forget what was derived from what was read before. Locking comes through here."""
        self.__dict__.pop("_standings", None)
        self.__dict__.pop("_policies", None)
        self.__dict__.pop("_rows_since", None)
        self.parts_there = None
        self.looks = {}
        self._forget_what_waits()
        super().refresh_from_db(*args, **kwargs)

    def _forget_what_waits(self) -> None:
        for derived in (
            "missing_for_closure",
            "table_asks_to_refer",
            "needs_decision",
            "tell_lado_by",
            "lado_has_advised",
            "waits_for_advice",
        ):
            self.__dict__.pop(derived, None)

    def note(self, text: str, *, by: User, verb: str = "", about: int | None = None, words: str = "") -> None:
        """Write a line of the chronology, and tell those whom it concerns; `verb` is empty where a person wrote it.

        `about`: the key of the involvement that it is about, whose name may be another one's too. `words`: what of
        the line a person wrote. A name in these may be the other one's: then it is said of nobody by key.
        """
        self._forget_what_waits()  # the verb has changed it
        if about and words and may_name_a_namesake(words, self, about):  # type: ignore[arg-type]
            about = None
        self.entries.create(text=text, about=about, by=by, verb=verb, at=clock.now())
        tell_of(self, verb, by=by)  # type: ignore[arg-type]

    def _become(self, verb: str, *, by: User, text: str, reason: str, answer: str = "") -> None:
        self.status = states.after(self.status, verb, answer)
        self.save_as(by, reason)
        self.note(f"{text} {reason}".strip(), by=by, verb=verb)
