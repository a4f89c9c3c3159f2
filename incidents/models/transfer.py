"""The file of a pupil who leaves goes along to the new school: which incidents, when, how, and that it arrived."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from core import clock
from core.access import Refused
from core.dates import date_in_words
from core.history import records
from core.models import Record
from incidents.access import TransferAccess
from incidents.access.transfer import SENDS_FILES
from incidents.states import Status
from people.models import Person, User
from people.roles import roles_of
from people.telling import tell

from .going_along import GoingAlong, as_marked, chosen_meanwhile
from .incident import Incident
from .involvement import Involvement

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from .own import Export


def parts_of(person: "int | OuterRef", user: User) -> models.QuerySet[Involvement]:
    """Parts of this person, and of entries merged into theirs, in incidents that the user reads and that count."""
    readable = Incident.objects.readable_by(user).exclude(status=Status.WITHDRAWN)
    of_person = Q(person=person) | Q(person__merged_into=person)
    return Involvement.objects.counted().filter(of_person, incident__in=readable)


class TransferQuerySet(models.QuerySet["Transfer"]):
    def at_schools_of(self, user: User) -> Self:
        """Of the schools whose files the user sends on; more than the user may read."""
        return self.filter(person__school__in=roles_of(user).schools(*SENDS_FILES))

    def readable_by(self, user: User) -> Self:
        """Of the schools whose files the user sends on, those that the user may know of."""
        return self.at_schools_of(user).known_to(user).select_related("person__school")

    def known_to(self, user: User) -> Self:
        """What the user began, and what holds something that the user reads.

        Nothing is sent of which nothing is chosen: of any other file there would be a record that is kept from them.
        What ended and never held anything that is kept from the user says nothing of such records, not by its reason
        either, and spares the others the question.
        """
        readable = Incident.objects.readable_by(user)
        known = Exists(GoingAlong.objects.filter(transfer=OuterRef("pk"), incident__in=readable))
        ever = GoingAlong.history.filter(transfer=OuterRef("pk")).order_by()
        ended = Q(~Exists(ever.exclude(incident__in=readable)), ended_at__isnull=False)
        return self.filter(Q(begun_by=user) | known | ended)

    def under_way(self) -> Self:
        """Neither sent nor ended; the first to be due first."""
        return self.filter(sent_on=None, ended_at=None).order_by("due_on", "pk")

    def unfinished(self) -> Self:
        """Those, and what was sent and nobody has said that it arrived."""
        return self.filter(receipt_on=None, ended_at=None).order_by("due_on", "pk")


class Transfer(Record):
    """A pupil's file for a new school: begun, sent, and its receipt confirmed; or ended, because."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="transfers")
    to_school = models.CharField("to which school", max_length=200)
    left_on = models.DateField("left on")
    asked_on = models.DateField("asked for on", null=True, blank=True)
    due_on = models.DateField("due on")
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(default=clock.now)
    sent_on = models.DateField("sent on", null=True, blank=True)
    sent_how = models.CharField("how it was sent", max_length=200, blank=True)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    receipt_on = models.DateField("receipt confirmed on", null=True, blank=True)
    receipt_by = models.CharField("receipt confirmed by", max_length=150, blank=True)
    ended_at = models.DateTimeField("ended", null=True, blank=True)
    ended_because = models.TextField("why nothing is sent", blank=True)
    history = records()
    sealed_in = "person.school_id"

    objects = TransferQuerySet.as_manager()
    access = TransferAccess

    if TYPE_CHECKING:
        files: RelatedManager[Export]
        going_along: RelatedManager[GoingAlong]

    class Meta:
        ordering = ["-begun_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "begun_by"],
                condition=Q(sent_on=None, ended_at=None),
                name="one_file_of_a_pupil_is_under_way_for_each",
            ),
            models.CheckConstraint(
                condition=Q(sent_on=None, sent_how="", sent_by=None)
                | Q(sent_on__isnull=False, sent_by__isnull=False) & ~Q(sent_how=""),
                name="sent_file_says_how_and_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(receipt_on=None, receipt_by="")
                | Q(sent_on__isnull=False, receipt_on__isnull=False, receipt_on__gte=F("sent_on")) & ~Q(receipt_by=""),
                name="receipt_follows_the_sending_and_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_because="")
                | Q(ended_at__isnull=False, sent_on=None) & ~Q(ended_because=""),
                name="file_that_is_not_sent_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"File of {self.person} for {self.to_school}"

    def get_absolute_url(self) -> str:
        return reverse("incidents:transfer", args=[self.pk])

    @property
    def is_under_way(self) -> bool:
        return self.sent_on is None and self.ended_at is None

    @property
    def is_late(self) -> bool:
        return self.is_under_way and self.due_on < clock.today()

    def may_go_along(self, user: User) -> models.QuerySet[Involvement]:
        """The pupil's parts in incidents that the user reads, the newest first; `by_name`: reads by name alone."""
        parts = parts_of(self.person.counts_as, user).select_related("incident__school", "person")
        by_name = ~Exists(Incident.objects.handled_by(user).filter(pk=OuterRef("incident")))
        return parts.annotate(by_name=by_name).order_by("-incident__reported_at", "-incident__pk", "-pk")

    def undeclared_by(self, user: User) -> models.QuerySet[Incident]:
        """Those that go along in which the user is a target and has not declared it."""
        return Incident.objects.undeclared_by(user).filter(going_along__transfer=self)

    def chosen_by(self, user: User) -> models.QuerySet[Involvement]:
        """Those of them that were marked as going along."""
        return self.may_go_along(user).filter(incident__in=self.going_along.values("incident"))

    def staying_of(self, user: User) -> int:
        """How many incidents stay, of what the user may read: of others not even that they are there is told."""
        staying = self.may_go_along(user).exclude(incident__in=self.going_along.values("incident"))
        return staying.order_by().values("incident").distinct().count()

    def other_files(self, user: User) -> models.QuerySet["Transfer"]:
        """Further files of the same pupil, of every entry of theirs on the register."""
        same = Person.objects.entries_of(self.person.counts_as)
        return Transfer.objects.readable_by(user).filter(person__in=same).exclude(pk=self.pk)

    def filed_on(self, user: User) -> date | None:
        """Since when the user's files of it hold what is chosen now, of what they read; None: the last one does not."""
        chosen, since = set(self.chosen_by(user).values_list("incident", flat=True)), None
        for file in self.files.filter(user=user).order_by("-at", "-pk"):
            if set(file.incidents.order_by().values_list("pk", flat=True)) != chosen:
                break
            since = timezone.localdate(file.at)
        return since

    def marks_for(self, user: User) -> dict[int, GoingAlong]:
        """What is marked of what the user reads, by incident."""
        readable = self.may_go_along(user).order_by().values("incident")
        marks = self.going_along.filter(incident__in=readable).select_related("incident", "by")
        return {mark.incident_id: mark for mark in marks}

    @transaction.atomic
    def choose(
        self, *, by: User, incidents: Collection[Incident], open_because: str = "", shown: str | None = None
    ) -> None:
        """Mark the incidents that go along; of what the user may not read nothing changes.

        What is not closed yet goes along for a reason; the reason that another gave stays theirs. What one reads by
        name alone and another chose stays chosen. `shown`: what these take the place of, as `as_marked` writes it;
        where a colleague chose otherwise meanwhile, nothing is done.
        """
        self.lock()
        self.access.require(by, "choose", self)
        readable = {part.incident_id: part for part in self.may_go_along(by)}
        going = {incident.pk for incident in incidents}
        if not going <= readable.keys():
            raise Refused("One of these incidents is not yours to send. Choose again.")
        marks = self.marks_for(by)
        leaving = [
            mark
            for key, mark in marks.items()
            if key not in going and not (readable[key].by_name and mark.by_id != by.pk)  # type: ignore[attr-defined]
        ]
        coming = []
        for incident in dict.fromkeys(incidents):  # each once, also of a forged form
            mark = marks.get(incident.pk) or GoingAlong(transfer=self, incident=incident, by=by, at=clock.now())
            because = (mark.reason_of_another(by) or open_because) if readable[incident.pk].incident.is_open else ""
            if readable[incident.pk].incident.is_open and not because:
                raise Refused(f"{incident} is not closed yet: say why it goes along now.")
            if mark.pk is None or mark.open_because != because:
                coming.append((mark, because))
        if shown not in (None, as_marked(marks)) and (leaving or coming):
            raise Refused(chosen_meanwhile(marks))
        for mark in (*leaving, *(mark for mark, _ in coming)):
            self.access.require(by, "mark", mark.incident)
        self._take_away(leaving, by)
        for mark, because in coming:
            mark.open_because = because
            mark.save_as(by, because or "Goes along")

    @staticmethod
    def _take_away(marks: Iterable[GoingAlong], by: User) -> None:
        for mark in marks:
            mark.delete_as(by, "Does not go along")

    @transaction.atomic
    def send(self, *, by: User, sent_on: date, sent_how: str) -> None:
        """It has left: when, how, by whom. What others chose and nobody has made a file of does not go along."""
        self.lock()
        self.access.require(by, "send", self)
        filed_on = self.filed_on(by)
        if filed_on and sent_on < filed_on:
            made = date_in_words(filed_on)
            raise Refused(f"The file was made on {made}: give the day on which it was sent, that one or a later one.")
        self.sent_on, self.sent_how, self.sent_by = sent_on, sent_how, by
        self.save_as(by, "Sent")
        self._leave_out_what_is_in_no_file(by)

    def _leave_out_what_is_in_no_file(self, by: User) -> None:
        """Say so to who chose it, and to nobody else: the others may not read it."""
        last = {file.user_id: file.pk for file in self.files.order_by("at", "pk")}
        filed = Incident.objects.filter(exports__in=last.values())
        left_out = list(self.going_along.exclude(incident__in=filed).select_related("by"))
        self._take_away(left_out, by)
        wanted = "It was sent without what you chose, which was in no file yet: begin another file for that."
        tell(
            {mark.by for mark in left_out if mark.by != by},
            label="A pupil's file",
            wanted=wanted,
            path=self.get_absolute_url(),
            school=self.person.school,
        )

    @transaction.atomic
    def confirm_receipt(self, *, by: User, receipt_on: date, receipt_by: str) -> None:
        """The new school has said that it arrived."""
        self.lock()
        self.access.require(by, "confirm_receipt", self)
        if self.sent_on and receipt_on < self.sent_on:
            raise Refused("It was sent later than that: give the day on which they confirmed it.")
        self.receipt_on, self.receipt_by = receipt_on, receipt_by
        self.save_as(by, "Receipt confirmed")

    @transaction.atomic
    def end(self, *, by: User, reason: str) -> None:
        """Nothing is sent after all: nothing is to go along, or the pupil stays."""
        self.lock()
        self.access.require(by, "end", self)
        self.ended_at, self.ended_because = clock.now(), reason
        self.save_as(by, reason)
