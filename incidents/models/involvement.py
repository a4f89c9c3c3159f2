"""One person's part in one incident, and the misuse found to apply to it."""

from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.db.models import F, Max, Min, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from core.access import Refused
from core.history import records
from core.models import Record
from incidents.querysets import account
from people.models import Person, User
from people.names import bare
from people.year_groups import year_in_words
from policies.models import Matrix, Row

from .incident import Incident

TAKEN_OUT = "This person was taken out of the incident meanwhile."


class InvolvementQuerySet(models.QuerySet["Involvement"]):
    def counted(self) -> "InvolvementQuerySet":
        """Without who was named by mistake: a decision names them for good, and they count nowhere."""
        return self.filter(part__in=TAKING_PART)

    def accused_who_may_work_here(self) -> "InvolvementQuerySet":
        """Accused people of whom it is said, or not sure, that they work or volunteer here."""
        return self.filter(_accused_who_may_work_here())

    def undecided(self) -> "InvolvementQuerySet":
        """Accused people who work here, or may, and whom the authority's last decision does not cover.

        Each covers whoever is accused by then: who was in another part at the last one is accused anew.
        """
        last, covering = Max("incident__allegation_decisions"), Max("allegation_decisions")
        accused = self.accused_who_may_work_here().order_by().alias(last=last, covering=covering)
        return accused.filter(Q(covering=None) | Q(covering__lt=F("last")))

    def whose(self) -> set[tuple[str, object]]:
        """Who these are: by account, by their entry on the register, or else by the name as it was typed."""
        rows = self.order_by().annotate(whose=account(), entry=Coalesce("person__merged_into", "person"))
        return {
            ("account", whose) if whose else ("entry", entry) if entry else ("name", bare(name))
            for whose, entry, name in rows.values_list("whose", "entry", "name")
        }

    def last_accused(self, *, after: datetime) -> datetime | None:
        """Since when the last of these is accused of whom it was not said by then. In another part one is not."""
        rows = Involvement.history.filter(_accused_who_may_work_here(), id__in=self.values("pk"))
        since = rows.filter(history_date__gt=after).order_by().values("id").annotate(since=Min("history_date"))
        last: datetime | None = since.aggregate(last=Max("since"))["last"]
        return last


def _accused_who_may_work_here() -> Q:
    """Of involvements, and of the rows of their history."""
    may = Q(works_or_volunteers__in=(Involvement.WorksHere.YES, Involvement.WorksHere.UNSURE))
    return Q(may | Q(kind=Person.Kind.STAFF), part=Involvement.Part.INSTIGATOR)


class Involvement(Record):
    """One person's part in one incident. The part belongs to the pair, never to the person."""

    class Part(models.TextChoices):
        INSTIGATOR = "instigator", "Instigator"  # on screen "alleged instigator" until a finding
        TARGET = "target", "Target"
        WITNESS = "witness", "Witness"
        MISTAKE = "mistake", "Named by mistake"  # instead of what a decision of the authority accused them of

        @property
        def as_reported(self) -> str:
            """What a report says of somebody: an instigator is an alleged one until a finding."""
            return "Alleged instigator" if self == "instigator" else str(self.label)

    class WorksHere(models.TextChoices):
        YES = "yes", "Yes"
        NO = "no", "No"
        UNSURE = "unsure", "Not sure"

    class Parents(models.TextChoices):
        INFORMED = "informed", "Informed"
        NOT_INFORMED = "not_informed", "Not informed, because"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="involvements")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="involvements")
    name = models.CharField("name as typed", max_length=120, blank=True)
    account = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="whose name it is", help_text="Of a typed name: the account of somebody with a role here.",
    )  # fmt: skip
    kind = models.CharField(max_length=5, choices=Person.Kind)
    part = models.CharField(max_length=10, choices=Part)
    works_or_volunteers = models.CharField("works or volunteers here", max_length=6, choices=WorksHere, blank=True)
    year_group = models.CharField("year group at the time", max_length=2, blank=True)
    voice = models.TextField("in the person's own words", blank=True)
    no_misuse = models.BooleanField("no row of the sanctions table applies", default=False)
    parents = models.CharField("parents", max_length=12, choices=Parents, blank=True)
    parents_informed_on = models.DateField("parents informed on", null=True, blank=True)
    parents_informed_by = models.CharField("parents informed by", max_length=120, blank=True)
    parents_informed_how = models.CharField("parents informed how", max_length=200, blank=True)
    parents_reason = models.TextField("why parents were not informed", blank=True)
    parents_voice = models.TextField("in the parents’ own words", blank=True)
    history = records()
    sealed_in = "incident.school_id"

    objects = InvolvementQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        # Who took part is counted by this alone, in the order of the incidents.
        indexes = [models.Index(fields=["incident", "part", "kind", "year_group", "parents"], name="people_in_figures")]
        constraints = [
            models.UniqueConstraint(fields=["incident", "person"], name="person_has_one_part_in_an_incident"),
            models.CheckConstraint(condition=~Q(person=None, name=""), name="involvement_is_of_somebody"),
            models.CheckConstraint(
                condition=~Q(parents="informed") | Q(parents_informed_on__isnull=False),
                name="informed_parents_have_a_date",
            ),
            models.CheckConstraint(
                condition=~Q(parents="not_informed") | ~Q(parents_reason=""), name="uninformed_parents_have_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        return self.person.name if self.person else self.name

    @property
    def description(self) -> str:
        """Who this is, in a few words: "Pupil, Year 6"."""
        if self.kind == Person.Kind.PUPIL:
            return f"Pupil, {year_in_words(self.year_group)}" if self.year_group else "Pupil"
        return self.get_kind_display()

    @property
    def part_in_words(self) -> str:
        """The part as it is said: an instigator is alleged until something was found substantiated."""
        if self.part == self.Part.INSTIGATOR and not self.incident.is_substantiated:
            return self.Part.INSTIGATOR.as_reported
        return self.get_part_display()

    @property
    def is_pupil(self) -> bool:
        return self.kind == Person.Kind.PUPIL

    @property
    def counts(self) -> bool:
        """Whether they have a part in it. Who was named by mistake has none, and is named for the proof alone."""
        return self.part != self.Part.MISTAKE

    @property
    def is_decided_on(self) -> bool:
        """Whether a decision of the authority on an allegation covers them: it names them for good."""
        return bool(self.allegation_decisions.all())

    @property
    def table_kind(self) -> str:
        """Which sanctions table covers this person, or nothing."""
        if not self.counts:
            return ""
        tables = {Person.Kind.PUPIL: Matrix.Kind.PUPIL_SANCTIONS, Person.Kind.STAFF: Matrix.Kind.STAFF_SANCTIONS}
        return str(tables.get(Person.Kind(self.kind), ""))

    @property
    def misuse_may_be_said(self) -> bool:
        """Whether it is asked which misuse it was: of alleged instigators of a kind that has a table."""
        return self.part == self.Part.INSTIGATOR and bool(self.table_kind)

    @property
    def misuse_is_said(self) -> bool:
        """Of the table that covers them: it may be another by now, as may the day or who it was."""
        misuses = self.misuses.all()
        return self.no_misuse or (bool(misuses) and all(self._is_of_its_table(misuse.row.matrix) for misuse in misuses))

    def _is_of_its_table(self, table: Matrix) -> bool:
        return (table.kind, table.version_id) == (self.table_kind, self.incident.policy.pk)

    @property
    def are_parents_heard(self) -> bool:
        """Whether there may be words of the parents to write down: also before they are informed.

        It is often they who come to the school with it. To write down what they say is not to inform them.
        """
        return self.is_pupil or bool(self.parents_voice)

    @transaction.atomic
    def record_words(self, *, by: User, voice: str, parents_voice: str = "") -> None:
        """Write down what the person said about it, and what the parents did. The chronology says that, not what.

        What was read before the lock is what the words replace: where somebody wrote others meanwhile, nothing is done.
        """
        read = (self.voice, self.parents_voice)
        incident = self.incident.lock()
        incident.access.require(by, "record_words", incident)
        if not type(self).objects.filter(pk=self.pk).exists():
            raise Refused(TAKEN_OUT)
        self.lock()
        if (self.voice, self.parents_voice) != read:
            raise Refused("Somebody else wrote words down at the same moment. Look at them, and save again.")
        if parents_voice and not self.are_parents_heard:
            raise Refused(f"{self} is no pupil: there are no parents whose words are written down.")
        said = [
            who
            for who, before, now in ((f"{self}", read[0], voice), (f"the parents of {self}", read[1], parents_voice))
            if before != now
        ]
        self.voice, self.parents_voice = voice, parents_voice
        if said:
            self.save_as(by)
            whose = " and ".join(said)
            text = f"{whose[:1].upper()}{whose[1:]}: own words written down."
            incident.note(text, by=by, verb="record_words", about=self.pk)

    def inform_parents(self, *, by: User, **answers: Any) -> None:
        """Record that the parents were informed (when, by whom, how), or why not.

        Inside the lock of another verb. Nothing else of the row is written, and none that is gone comes back.
        """
        for field, value in answers.items():
            setattr(self, field, value)
        self.save_as(by, update_fields=answers.keys())

    def why_not_informed_on(self, day: date) -> str:
        """Parents are informed of what has happened; empty where they may have been on this day."""
        happened = self.incident.occurred_at
        return "That is before it happened" if happened and day < timezone.localdate(happened) else ""


TAKING_PART = tuple(part for part in Involvement.Part if part != Involvement.Part.MISTAKE)


class Misuse(Record):
    """One row of a sanctions table, found to apply to one involvement."""

    involvement = models.ForeignKey(Involvement, on_delete=models.PROTECT, related_name="misuses")
    row = models.ForeignKey(Row, on_delete=models.PROTECT, related_name="misuses")
    history = records()
    sealed_in = "involvement.incident.school_id"

    class Meta:
        ordering = ["row__position"]
        verbose_name_plural = "misuses"
        constraints = [models.UniqueConstraint(fields=["involvement", "row"], name="misuse_is_found_once")]

    def __str__(self) -> str:
        return str(self.row)
