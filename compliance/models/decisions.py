"""What of one incident is handed over to somebody who asks for everything about them."""

from typing import Self

from django.db import models, transaction
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q

from core import clock
from core.history import records
from core.models import Record
from incidents.models import Entry, Incident
from people.models import User

NOT_HANDED_ON = "print_record"  # entries of this verb: for whom else a record was printed


def _holds() -> Q:
    """What is left out stays out; what is handed over is what was seen, as long as nothing was written since.

    Every verb writes into the chronology, so that one look there tells of all. What it does not tell of, a name that
    the register changed, is found when the file is made.
    """
    since = Entry.objects.filter(incident=OuterRef("incident"), at__gt=OuterRef("at")).exclude(verb=NOT_HANDED_ON)
    return ~Q(left_out="") | Q(~Q(seen=""), ~Exists(since))


class PartDecisionQuerySet(models.QuerySet["PartDecision"]):
    def that_hold(self) -> Self:
        """Without those that are open again."""
        return self.filter(_holds())

    def with_state(self) -> Self:
        """Each with `holds`: False where it is open again."""
        return self.annotate(holds=ExpressionWrapper(_holds(), output_field=BooleanField()))


class PartDecision(Record):
    """Whether one incident is in the answer to a request; if not, by which reason of the law."""

    class Reason(models.TextChoices):
        """Data Protection Act 2018, schedules 2 and 3."""

        CRIME = "crime", "It would prejudice preventing or finding out a crime (schedule 2, paragraph 2)"
        OTHERS = "others", "It tells of somebody else, who has not agreed (schedule 2, paragraph 16)"
        PRIVILEGE = "privilege", "It is advice of a lawyer (schedule 2, paragraph 19)"
        SERIOUS_HARM = "serious_harm", "It could do serious harm to somebody (schedule 3, paragraph 19)"
        CHILD_ABUSE = (
            "child_abuse",
            "It tells of abuse of a child, and telling is not best for them (schedule 3, paragraph 21)",
        )

    request = models.ForeignKey("compliance.AccessRequest", on_delete=models.PROTECT, related_name="decisions")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    left_out = models.CharField("left out because", max_length=12, choices=Reason, blank=True)
    note = models.TextField("what was weighed", blank=True)
    as_written = models.TextField("names left as they were written, each on a line", blank=True)
    seen = models.CharField(
        "what was seen",
        max_length=64,
        blank=True,
        help_text="Fingerprint of the texts and names that were handed over. Empty: it is open again.",
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    history = records()
    sealed_in = "request.school_id"

    objects = PartDecisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "incident"], name="incident_is_decided_once_for_a_request"),
            models.CheckConstraint(
                condition=Q(left_out="") | ~Q(note=""), name="what_is_left_out_says_what_was_weighed"
            ),
        ]

    def __str__(self) -> str:
        return self.get_left_out_display() or "Handed over"

    @property
    def left_as_written(self) -> frozenset[str]:
        return frozenset(self.as_written.splitlines())

    @transaction.atomic
    def open_again(self) -> None:
        """What would be handed over is not what was seen. One that was decided anew meanwhile stays."""
        seen = self.seen
        self.lock()
        if self.seen == seen:
            self.seen = ""
            self.save_as(None, "Open again: other texts or names are found than were seen")
