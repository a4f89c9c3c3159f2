"""Who has signed which version of an agreement: written once; a wrong one is taken back, never changed."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.models import Line
from people.models import Person, School, User
from people.roles import roles_of
from policies.access import KEEPS_SIGNATURES, AgreementAccess

from .policies import Policy
from .versions import PolicyVersion


class SignatureQuerySet(models.QuerySet["Signature"]):
    def valid(self) -> "SignatureQuerySet":
        """Those that nobody has taken back."""
        return self.filter(retraction=None)

    def of_agreement(self, policy: Policy, school: School) -> "SignatureQuerySet":
        """All that were given for any version of it at a school, the latest first; those taken back too."""
        given = self.filter(version__policy=policy, school=school)
        return given.select_related("version", "retraction").order_by("-recorded_at", "-pk")

    def readable_by(self, user: User) -> "SignatureQuerySet":
        """The user's own, and those of the schools whose signatures the user keeps; those taken back too."""
        return self.filter(Q(user=user.pk) | Q(school__in=roles_of(user).schools(*KEEPS_SIGNATURES)))


class Signature(Line):
    """Somebody has signed exactly this version.

    `person` is whose entry of the register it is for: of a parents' agreement, the pupil. `user` is who signed on
    screen. A visitor has neither: a name and a day.
    """

    sealed_as = "signature"
    sealed_by = "recorded_by_id"

    class How(models.TextChoices):
        SCREEN = "screen", "On screen"
        PAPER = "paper", "On paper"
        CLASSROOM = "classroom", "In class"

    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="signatures")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="signatures")
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="signatures")
    name = models.CharField(max_length=150, help_text="As it was on that day.")
    class_name = models.CharField(max_length=40, blank=True, help_text="As it was on that day.")
    signed_by = models.CharField(max_length=120, blank=True, help_text="The parent or carer, where one signed.")
    how = models.CharField(max_length=9, choices=How)
    signed_on = models.DateField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    nth = models.PositiveSmallIntegerField(
        default=1, help_text="One more than the signatures of the same person that were taken back."
    )

    objects = SignatureQuerySet.as_manager()
    access = AgreementAccess

    class Meta:
        ordering = ["signed_on", "pk"]
        indexes = [models.Index(fields=["school", "version"])]
        constraints = [
            models.UniqueConstraint(fields=["version", "person", "nth"], name="person_signs_a_version_once"),
            models.UniqueConstraint(fields=["version", "user", "nth"], name="user_signs_a_version_once"),
            models.CheckConstraint(
                condition=~Q(how="screen") | Q(user=models.F("recorded_by")),
                name="on_screen_one_signs_for_oneself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("agreements:signature", args=[self.pk])

    @property
    def is_taken_back(self) -> bool:
        return hasattr(self, "retraction")


class Retraction(Line):
    """A signature was recorded by mistake: who took it back, when and why."""

    sealed_in = "signature.school_id"
    sealed_as = "signature"

    signature = models.OneToOneField(Signature, on_delete=models.PROTECT, related_name="retraction")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.signature}, taken back"
