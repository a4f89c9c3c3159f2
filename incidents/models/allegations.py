"""What the authority decides about an allegation against somebody who works here, and who had read it before."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from core import clock
from core.models import Line
from incidents.codes import Threshold
from people.models import Agency, User

from .incident import Incident
from .involvement import Involvement
from .record import Referral


class AllegationDecisionQuerySet(models.QuerySet["AllegationDecision"]):
    def waiting_for_lado(self) -> "AllegationDecisionQuerySet":
        """The last decision on an incident, where the harm threshold is met and the LADO is not told."""
        later = AllegationDecision.objects.filter(incident=OuterRef("incident"), pk__gt=OuterRef("pk"))
        told = Referral.objects.told().filter(incident=OuterRef("incident"), agency=Agency.Kind.LADO)
        since = told.filter(at__gte=OuterRef("lado_told_counts_from"))
        counts = Q(Exists(told), lado_told_counts_from=None) | Q(Exists(since))
        return self.filter(~Exists(later.order_by()), threshold=Threshold.HARM).exclude(counts)


class AllegationDecision(Line):
    """The authority's decision on an allegation. Never edited, never removed: a new one is another row."""

    sealed_in = "incident.school_id"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="allegation_decisions")
    threshold = models.CharField("what was decided", max_length=11, choices=Threshold)
    reason = models.TextField()
    about = models.ManyToManyField(Involvement, related_name="allegation_decisions", help_text="Whom it covers.")
    lado_due = models.DateField("LADO to be told by", null=True, blank=True)
    lado_told_counts_from = models.DateTimeField(
        null=True, blank=True, help_text="More people are accused since: what the LADO was told before is not of them."
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = AllegationDecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="allegation_decision_has_a_reason"),
            models.CheckConstraint(
                condition=Q(threshold=Threshold.HARM, lado_due__isnull=False)
                | (~Q(threshold=Threshold.HARM) & Q(lado_due=None)),
                name="harm_threshold_has_a_day_for_the_lado",
            ),
        ]

    def __str__(self) -> str:
        return self.get_threshold_display()

    @property
    def is_late(self) -> bool:
        return self.lado_due is not None and self.lado_due < clock.today()


class EarlierReader(Line):
    """Somebody who could read an incident, or did something in it, until it was restricted. Only ever added to.

    What was shared and restricted again lists them again, each until then.
    """

    sealed_in = "incident.school_id"
    sealed_by = ""

    class How(models.TextChoices):
        ACTED = "acted", "Did something in it"
        HANDLED = "handled", "Could read it, as one of those who handled it"
        NAMED = "named", "Could read it, added by name"
        REPORTED = "reported", "Reported it"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="earlier_readers")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=8, choices=How)
    at = models.DateTimeField("until", default=clock.now)

    class Meta:
        ordering = ["user__name", "-at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "user", "at"], name="earlier_reader_is_listed_once_a_time")
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_how_display()}"
