"""The agencies that a school turns to."""

from django.db import models, transaction

from core.history import records
from core.models import Record
from people.access import AgencyAccess
from people.roles import MANAGES, roles_of

from .schools import School
from .users import User

IN_A_SENTENCE = {
    "police": "the Police",
    "childrens_services": "children's social care",
    "la_safeguarding": "the local authority safeguarding officer",
    "lado": "the LADO",
}


class AgencyQuerySet(models.QuerySet["Agency"]):
    def managed_by(self, user: User) -> "AgencyQuerySet":
        """Those of the schools whose settings this user changes."""
        return self.filter(school__in=roles_of(user).schools(*MANAGES))


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

        @property
        def in_a_sentence(self) -> str:
            """For example "the Police"; a name of its own, like CEOP, stays as it is."""
            return IN_A_SENTENCE.get(self.value, str(self.label))

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="agencies")
    kind = models.CharField(max_length=21, choices=Kind)
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    history = records()

    objects = AgencyQuerySet.as_manager()
    access = AgencyAccess

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "agencies"

    def __str__(self) -> str:
        return self.name

    @transaction.atomic
    def write(self, *, by: User, kind: str, name: str, phone: str, email: str) -> None:
        """Add it to the school's list, or correct it there."""
        if self.pk:
            self.lock()
        self.access.require(by, "write", self)
        reason = "Corrected" if self.pk else "Added"
        self.kind, self.name, self.phone, self.email = kind, name, phone, email
        self.save_as(by, reason)

    @transaction.atomic
    def remove(self, *, by: User, reason: str) -> None:
        """Nobody is sent there any more. What was referred to it keeps saying so: a record holds its kind."""
        self.lock()
        self.access.require(by, "remove", self)
        self.delete_as(by, reason)
