"""The investigation itself: who, on which computer, what was judged, and its verbs."""

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from core import clock
from core.access import Refused
from core.history import records
from core.models import Record
from incidents import investigation_states
from incidents.access import InvestigationAccess
from incidents.codes import Finding
from incidents.investigation_states import InvestigationStatus
from incidents.standing import standing
from people.models import User
from people.telling import tell

from ..incident import Incident
from .content import content_of
from .reviewers import Place, Signer

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from .reviewing import SiteReview
    from .signing import Correction, InvestigationSignature


class InvestigationQuerySet(models.QuerySet["Investigation"]):
    def readable_by(self, user: Any) -> "InvestigationQuerySet":
        """Those of the incidents that the user reads."""
        return self.filter(incident__in=Incident.objects.readable_by(user))

    def waiting_for(self, user: User) -> "InvestigationQuerySet":
        """Those that go on, where the user is one of the two and has not signed. The rule says whether it may be."""
        signature = apps.get_model("incidents", "InvestigationSignature")
        signed = Exists(signature.objects.filter(investigation=OuterRef("pk"), user=user, voided_at=None))
        named = Q(first_reviewer=user) | Q(second_reviewer=user)
        return self.filter(named, ~signed, status__in=investigation_states.OPEN)

    def for_page(self) -> "InvestigationQuerySet":
        return self.select_related(
            "incident__school", "incident__user_action", "first_reviewer", "second_reviewer"
        ).prefetch_related("site_reviews__corrections__by", "signatures__recorded_by", "corrections__by")


class Investigation(Record):
    """Two senior people review devices and sites together, judge whether the concern has substance, and both sign."""

    if TYPE_CHECKING:
        site_reviews: RelatedManager[SiteReview]
        signatures: RelatedManager[InvestigationSignature]
        corrections: RelatedManager[Correction]

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="investigations")
    status = models.CharField(max_length=11, choices=InvestigationStatus, default=InvestigationStatus.STARTED)
    reason = models.TextField("reason for investigation")
    group = models.CharField(max_length=120, help_text="Whose investigation it is, as the paper form asks.")
    first_reviewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    first_name = models.CharField("name of the first reviewer", max_length=150)
    first_position = models.CharField("position of the first reviewer", max_length=200)
    second_reviewer = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    second_name = models.CharField("name of the second reviewer", max_length=150)
    second_position = models.CharField("position of the second reviewer", max_length=200)
    fallback_reason = models.TextField("why the second reviewer is none of the senior staff", blank=True)
    computer = models.CharField("computer used for the review", max_length=120)
    computer_place = models.CharField("where that computer is", max_length=120)
    started_at = models.DateTimeField("started", default=clock.now)
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    finding = models.CharField("judgement", max_length=15, choices=Finding, blank=True)
    reasons = models.TextField("reasons for the judgement", blank=True)
    conclusion = models.TextField("conclusion and action proposed or taken", blank=True)
    concluded_at = models.DateTimeField("concluded", null=True, blank=True)
    sealed_at = models.DateTimeField("sealed", null=True, blank=True)
    stopped_because = models.TextField("why it was stopped", blank=True)
    history = records()
    sealed_in = "incident.school_id"

    objects = InvestigationQuerySet.as_manager()
    access = InvestigationAccess

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["incident"],
                condition=Q(status__in=investigation_states.OPEN),
                name="one_investigation_of_an_incident_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(second_reviewer=None) | ~Q(second_reviewer=models.F("first_reviewer")),
                name="two_different_people_investigate",
            ),
            models.CheckConstraint(
                condition=Q(second_reviewer__isnull=False) | ~Q(fallback_reason=""),
                name="reviewer_from_outside_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(status=InvestigationStatus.SEALED) | ~Q(finding="") & Q(sealed_at__isnull=False),
                name="sealed_investigation_has_a_judgement",
            ),
        ]

    def __str__(self) -> str:
        return f"Investigation of {self.incident.reference}"

    def get_absolute_url(self) -> str:
        return reverse("incidents:investigation", args=[self.incident.reference])

    @property
    def is_open(self) -> bool:
        return self.status in investigation_states.OPEN

    @property
    def is_started(self) -> bool:
        return self.status == InvestigationStatus.STARTED

    @property
    def is_sealed(self) -> bool:
        return self.status == InvestigationStatus.SEALED

    def place_of(self, user: User) -> str:
        """Which of the two this user is; empty for anybody else."""
        places = {self.second_reviewer_id: Place.SECOND, self.first_reviewer_id: Place.FIRST}
        return str(places.get(user.pk, ""))

    def name_of(self, place: str) -> str:
        return self.first_name if place == Place.FIRST else self.second_name

    def position_of(self, place: str) -> str:
        return self.first_position if place == Place.FIRST else self.second_position

    @property
    def valid_signatures(self) -> list["InvestigationSignature"]:
        return [signature for signature in self.signatures.all() if signature.voided_at is None]

    @property
    def voided_signatures(self) -> list["InvestigationSignature"]:
        return [signature for signature in self.signatures.all() if signature.voided_at is not None]

    @property
    def signers(self) -> list[Signer]:
        """The two, each with their signature where they have signed."""
        signed = {signature.place: signature for signature in self.valid_signatures}
        return [
            Signer(place, str(place.label), self.name_of(place), self.position_of(place), signed.get(place))
            for place in Place
        ]

    # What is signed -----------------------------------------------------------------------------------------------

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of what is signed."""
        return hashlib.sha256(content_of(self).encode()).hexdigest()

    @property
    def is_as_signed(self) -> bool:
        """Whether it still says what each valid signature is on."""
        return all(signature.sha256 == self.fingerprint for signature in self.valid_signatures)

    @property
    def is_erased(self) -> bool:
        """It is not as it was signed, since its time was over and its words went."""
        return not self.is_as_signed and self.incident.disposals.filter(done_at__isnull=False).exists()

    @property
    def shown_fingerprint(self) -> str:
        """The fingerprint; of what is erased that of what was signed, which stays beside each signature."""
        return self.valid_signatures[0].sha256 if self.is_erased else self.fingerprint

    # Its verbs ----------------------------------------------------------------------------------------------------

    def hold(self) -> None:
        """Lock the incident, then this: what happens to the one waits for what happens to the other."""
        self.incident.lock()
        self.lock()

    def note(self, text: str, *, by: User, verb: str) -> None:
        self.incident.note(text, by=by, verb=verb)

    def refuse_before_the_start(self, at: datetime) -> None:
        if at < self.started_at.replace(second=0, microsecond=0):
            raise Refused("Nothing is reviewed before two people are named: give a time after the investigation began.")

    @transaction.atomic
    def change_computer(self, *, by: User, computer: str, computer_place: str, reason: str) -> None:
        """Go on with another computer. The same one throughout is the rule: the reason stays in the history."""
        self.hold()
        self.access.require(by, "change_computer", self)
        before = f"{self.computer} ({self.computer_place})"
        self.computer, self.computer_place = computer, computer_place
        self.save_as(by, reason)
        text = f"Computer of the investigation: from {before} to {computer} ({computer_place}). {reason}"
        self.note(text, by=by, verb="change_computer")

    @transaction.atomic
    def conclude(self, *, by: User, finding: str, reasons: str, conclusion: str) -> None:
        """The two judge whether the concern has substance. What they sign stands from here."""
        self.hold()
        self.access.require(by, "conclude", self)
        self.finding, self.reasons, self.conclusion = finding, reasons, conclusion
        self.concluded_at = clock.now()
        text = f"The investigation is concluded. {self.get_finding_display()}."
        self._become("conclude", by=by, text=text, reason=reasons)
        self.tell_reviewers("Read the record of the investigation and sign it.", by=by)

    @transaction.atomic
    def take_up_again(self, *, by: User, reason: str) -> None:
        """Go on reviewing. A signature that it has is void from here: it was on what is now to be changed."""
        self.hold()
        self.access.require(by, "take_up_again", self)
        voided = self.valid_signatures
        for signature in voided:
            signature.voided_at, signature.voided_because = clock.now(), reason
            signature.save_as(by, reason)
        self.concluded_at = None
        text = "The investigation is taken up again."
        if voided:
            text += f" The signature of {voided[0].name} is void."
        self._become("take_up_again", by=by, text=text, reason=reason)
        self.tell_reviewers("The investigation was taken up again: what was signed has to be signed again.", by=by)

    @transaction.atomic
    def stop(self, *, by: User, reason: str) -> None:
        """End it without a judgement. What was reviewed stays in the record."""
        self.hold()
        self.access.require(by, "stop", self)
        self.stopped_because = reason
        self._become("stop", by=by, text="The investigation is stopped.", reason=reason)
        self.tell_reviewers("The investigation was stopped: read why.", by=by)

    def _become(self, verb: str, *, by: User, text: str, reason: str) -> None:
        self.status = investigation_states.after(self.status, verb)
        self.save_as(by, reason)
        self.note(f"{text} {reason}".strip(), by=by, verb=verb)

    def tell_reviewers(self, wanted: str, *, by: User) -> None:
        """Tell the two who have an account here and read the incident, but not who did it."""
        named = [user for user in (self.first_reviewer, self.second_reviewer) if user and user.pk != by.pk]
        named = [user for user in named if standing(user, self.incident).reads]  # not as it was before this verb
        school = self.incident.school
        tell(named, label=self.incident.reference, wanted=wanted, path=self.get_absolute_url(), school=school)
