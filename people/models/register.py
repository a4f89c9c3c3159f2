"""The register: who incidents are about; and the agencies a school turns to."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format

from core import clock
from core.history import records
from core.models import Record

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

    def by_school(self, schools: frozenset[int]) -> list[dict[str, Any]]:
        """`school__name`, `kind` and how many people, for these schools. One query."""
        counted = self.filter(school__in=schools).order_by("school__name", "kind")
        return list(counted.values("school__name", "kind").annotate(people=models.Count("pk")))

    def matching(self, text: str) -> "PersonQuerySet":
        """People each of whose words in `text` is in the name or the class."""
        found = self
        for word in text.replace(",", " ").split()[:6]:
            found = found.filter(Q(name__icontains=word) | Q(class_name__icontains=word))
        return found


class Person(Record):
    """Somebody on a school's register: who incidents are about. A user is who signs in; the two may be linked."""

    class Kind(models.TextChoices):
        PUPIL = "pupil", "Pupil"
        STAFF = "staff", "Works or volunteers here"
        OTHER = "other", "Other adult"

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

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "people"
        indexes = [models.Index(fields=["school", "name"])]
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

    @property
    def label(self) -> str:
        """How the register offers this person: name and class, or name and work."""
        return f"{self.name}, {self.place}" if self.place else self.name

    @property
    def long_label(self) -> str:
        """The label with what tells two people of one name and class apart."""
        born = f", born {date_format(self.date_of_birth, 'j F Y')}" if self.date_of_birth else ""
        return f"{self.label}{born}" if born else f"{self.label}, {self.mis_id or self.pk}"

    @property
    def labels(self) -> frozenset[str]:
        """Every way in which a form may write this person, folded."""
        return frozenset({self.label.casefold(), self.long_label.casefold()})

    @property
    def place(self) -> str:
        if self.kind == self.Kind.PUPIL:
            return self.class_name or (f"Year {self.year_group}" if self.year_group else "pupil")
        return "staff" if self.kind == self.Kind.STAFF else "other adult"


class Agency(Record):
    """An outside body that a school reports to or asks, with how to reach it."""

    class Kind(models.TextChoices):
        POLICE = "police", "Police"
        LA_SAFEGUARDING = "la_safeguarding", "Local authority safeguarding officer"
        LADO = "lado", "Local Authority Designated Officer"
        CEOP = "ceop", "CEOP"
        IWF = "iwf", "Internet Watch Foundation"
        CHILDRENS_SERVICES = "childrens_services", "Children's social care"
        PREVENT = "prevent", "Prevent / Channel"
        LA_HR = "la_hr", "Local authority HR"
        SAFEGUARDING_PARTNERS = "safeguarding_partners", "Local safeguarding partners"
        ICO = "ico", "Information Commissioner"
        IT_PROVIDER = "it_provider", "IT support or broadband provider"

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="agencies")
    kind = models.CharField(max_length=21, choices=Kind)
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    history = records()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "agencies"

    def __str__(self) -> str:
        return self.name
