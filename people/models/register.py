"""The register: who incidents are about."""

from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.urls import reverse

from core import clock
from core.access import Refused
from core.dates import date_in_words
from core.history import records
from core.models import Record
from core.normalising import written
from people.access import RegisterAccess
from people.roles import MANAGES, Role, roles_of
from people.signals import entry_changed
from people.year_groups import year_in_words

from .schools import School
from .users import User


class PersonQuerySet(models.QuerySet["Person"]):
    def current(self) -> "PersonQuerySet":
        """On the register today, each person once."""
        return self.filter(Q(left_on=None) | Q(left_on__gt=clock.today()), merged_into=None)

    def nameable_at(self, school: School) -> "PersonQuerySet":
        """Whom an incident of this school may name: its own register, and those of its sister schools."""
        here = Q(school=school)
        if school.federation_id:
            here |= Q(school__federation=school.federation_id)
        return self.current().filter(here)

    def managed_by(self, user: User) -> "PersonQuerySet":
        """Entries of the schools whose register the user manages; those who left and those merged away too."""
        return self.filter(school__in=roles_of(user).schools(*MANAGES))

    def merged_by(self, user: User) -> "PersonQuerySet":
        """Entries that the user may come to merge: as chair of governors, those of adults."""
        roles = roles_of(user)
        chaired = Q(school__in=roles.schools(Role.CHAIR_OF_GOVERNORS)) & ~Q(kind=Person.Kind.PUPIL)
        return self.filter(Q(school__in=roles.schools(*MANAGES)) | chaired)

    def own_entries(self, user: User) -> "PersonQuerySet":
        """Those by which the register knows this user, with what was merged into them."""
        return self.filter(Q(user=user) | Q(merged_into__user=user))

    def entries_of(self, *people: int) -> "models.QuerySet[Any, Any]":
        """The entries of these people: those that count, and those that were merged into them, as keys.

        For what is asked of their entries. Under an "or" across two tables a database would read both whole.
        """
        return self.filter(Q(pk__in=people) | Q(merged_into__in=people)).order_by().values("pk")

    def by_school(self) -> list[dict[str, Any]]:
        """`school__name`, `kind` and how many people. One query."""
        counted = self.order_by("school__name", "kind")
        return list(counted.values("school__name", "kind").annotate(people=models.Count("pk")))

    def matching(self, text: str) -> "PersonQuerySet":
        """People each of whose words in `text` is in the name, however it is written, or in the class."""
        found = self
        for word in text.replace(",", " ").split()[:6]:
            found = found.filter(Q(name__iregex=written(word)) | Q(class_name__iregex=written(word)))
        return found


class Person(Record):
    """Somebody on a school's register: who incidents are about. A user is who signs in; the two may be linked."""

    class Kind(models.TextChoices):
        PUPIL = "pupil", "Pupil"
        STAFF = "staff", "Works or volunteers here"
        OTHER = "other", "Other adult"

    FACTS = ("year_group", "class_name", "date_of_birth", "mis_id")

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="register")
    kind = models.CharField(max_length=5, choices=Kind)
    name = models.CharField(max_length=120)
    year_group = models.CharField(max_length=2, blank=True, help_text="N, R or 1 to 13")
    class_name = models.CharField(max_length=40, blank=True)
    date_of_birth = models.DateField(null=True, blank=True)
    mis_id = models.CharField("number in the school's own system", max_length=40, blank=True)
    user = models.OneToOneField(User, on_delete=models.PROTECT, null=True, blank=True, related_name="person")
    left_on = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="duplicates",
        help_text="This entry is of the same person as that one, which counts.",
    )
    history = records()

    objects = PersonQuerySet.as_manager()
    access = RegisterAccess

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "people"
        indexes = [
            models.Index(fields=["school", "name"]),
            models.Index(Upper("name"), name="person_by_name_typed"),  # whom a report names, wherever the entry is
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "mis_id"], condition=~Q(mis_id=""), name="person_is_on_the_register_once"
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(user=None), name="entry_of_an_account_is_not_merged_away"
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("pk")), name="entry_is_not_merged_into_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def year_group_at(self, moment: datetime) -> str:
        """The year group of then; today's where the register keeps nothing of then."""
        then = self.history.filter(history_date__lte=moment).order_by("-history_date", "-history_id")
        return then.values_list("year_group", flat=True).first() or self.year_group

    @property
    def label(self) -> str:
        """How the register offers this person: name and class, or name and work."""
        return f"{self.name}, {self.place}" if self.place else self.name

    @property
    def long_label(self) -> str:
        """The label with what tells two people of one name and class apart."""
        born = f", born {date_in_words(self.date_of_birth)}" if self.date_of_birth else ""
        return f"{self.label}{born}" if born else f"{self.label}, {self.mis_id or self.pk}"

    @property
    def labels(self) -> frozenset[str]:
        """Every way in which a form may write this person, folded."""
        return frozenset({self.label.casefold(), self.long_label.casefold()})

    @property
    def place(self) -> str:
        if self.kind == self.Kind.PUPIL:
            return self.class_name or (year_in_words(self.year_group) if self.year_group else "pupil")
        return "staff" if self.kind == self.Kind.STAFF else "other adult"

    def get_absolute_url(self) -> str:
        return reverse("people:person", kwargs={"pk": self.pk})

    @property
    def account_id(self) -> int | None:
        """The account of this person, found also from an entry that was merged away."""
        return self.merged_into.user_id if self.merged_into else self.user_id

    @property
    def counts_as(self) -> int:
        """The key of the entry that counts for this person: this one, or the one that it was merged into."""
        return self.merged_into_id or self.pk

    def is_of(self, user: User) -> bool:
        """Whether this user is who is meant, by this entry or by the one that it was merged into."""
        return user.pk in (self.user_id, self.merged_into.user_id if self.merged_into else None)

    @property
    def is_pupil(self) -> bool:
        return self.kind == self.Kind.PUPIL

    @property
    def has_left(self) -> bool:
        return self.left_on is not None and self.left_on <= clock.today()

    @property
    def facts(self) -> dict[str, str]:
        """What is known beside the name, each with its value as text. What is empty is not there."""
        known = {self._meta.get_field(name): getattr(self, name) for name in self.FACTS}
        return {str(field.verbose_name): str(value) for field, value in known.items() if value}  # type: ignore[union-attr]

    def lacks(self, other: "Person") -> list[str]:
        """What the other entry knows and this one does not."""
        return [fact for fact in other.facts if fact not in self.facts]

    def fuller(self, other: "Person") -> "Person | None":
        """Of these two the one that should stay: it has to, or is still on the register, or knows more."""
        here, there = self._worth, other._worth
        return None if here == there else self if here > there else other

    @property
    def _worth(self) -> tuple[bool, bool, int]:
        return bool(self.user_id) or self.duplicates.exists(), not self.has_left, len(self.facts)

    @transaction.atomic
    def correct(self, *, by: User, reason: str = "", **said: Any) -> None:
        """Write what is right of name, year group, class, date of birth and number."""
        School.objects.select_for_update().get(pk=self.school_id)  # one number at a time on each register
        self.lock()
        self.access.require(by, "correct", self)
        for field, value in said.items():
            setattr(self, field, value)
        self.refuse_number_of_another()
        self.save_as(by, reason or "Corrected")

    @transaction.atomic
    def leave(self, *, by: User, left_on: date, reason: str = "") -> None:
        """Off the register from that day. Incidents that name the person stay as they are."""
        self.lock()
        self.access.require(by, "leave", self)
        self.left_on = left_on
        self.save_as(by, reason or "Left")

    @transaction.atomic
    def come_back(self, *, by: User, year_group: str = "", class_name: str = "", reason: str = "") -> None:
        """On the register again, or the day of leaving was wrong."""
        self.lock()
        self.access.require(by, "come_back", self)
        self.left_on, self.year_group, self.class_name = None, year_group, class_name
        self.save_as(by, reason or "Came back")

    @transaction.atomic
    def move(self, *, by: User, school: School, class_name: str = "", reason: str = "") -> None:
        """Over to the register of a sister school. The number was that of the old school's system."""
        self.lock()
        self.access.require(by, "move", self)
        if school.pk == self.school_id or school.federation_id != self.school.federation_id:
            raise Refused("Pupils move to a sister school only. Elsewhere they leave here and are added there.")
        self.school, self.class_name, self.mis_id, self.left_on = school, class_name, "", None
        self.save_as(by, reason or "Moved to a sister school")

    @transaction.atomic
    def merge(self, *, by: User, into: "Person", reason: str) -> None:
        """Say that this entry is of the same person as that one, which counts from now on."""
        for entry in Person.objects.select_for_update().filter(pk__in=[self.pk, into.pk]).order_by("pk"):
            (self if entry.pk == self.pk else into).refresh_from_db()  # both, always in the same order
        self.access.require(by, "merge", self)
        self.access.require(by, "merge", into)
        if refusal := self.why_not_merged(into):
            raise Refused(refusal)
        self.merged_into = into
        self.save_as(by, reason)
        entry_changed.send(Person, person=self, by=by)

    @transaction.atomic
    def unmerge(self, *, by: User, reason: str) -> None:
        """Take a merging back: the two are two again, as they were."""
        self.lock()
        self.access.require(by, "unmerge", self)
        self.merged_into = None
        self.save_as(by, reason)
        entry_changed.send(Person, person=self, by=by)

    def why_not_merged(self, into: "Person") -> str:
        """The reason why these two cannot be one person, or nothing."""
        if self.pk == into.pk:
            return "These are the same entry: choose the other one."
        if self.user_id and into.user_id:
            return "Both have an account to sign in with. Close one account first, then ask for one entry."
        if self.user_id:
            return f"{self.name} has an account to sign in with, so that entry stays: merge the other one into it."
        if self.is_pupil != into.is_pupil:
            return "A pupil and an adult are not one entry: a former pupil who works here has two."
        if self.duplicates.exists():
            return f"Other entries were merged into this one of {self.name}: let it stay, or undo that first."
        return ""

    def refuse_number_of_another(self) -> None:
        """A number belongs to one entry of a school."""
        others = Person.objects.filter(school=self.school_id, mis_id=self.mis_id).exclude(pk=self.pk)
        if self.mis_id and (other := others.first()):
            raise Refused(f"The number {self.mis_id} is that of {other.name}.")
