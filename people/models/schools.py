"""Federations, schools with their settings, and terms."""

from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse

from core.access import Refused
from core.history import records
from core.models import Record
from core.statements import Statement
from people.access import SchoolAccess
from people.calendar import AcademicYear
from people.roles import GOVERNS, LEADS_FILTERING, MANAGES, roles_of

if TYPE_CHECKING:
    from .users import User

SMALLEST_SUPPRESSION = 5  # counts below this are withheld from governors; a school may choose more, never less


class Federation(Record):
    """Schools under one governing body."""

    name = models.CharField(max_length=120, unique=True)
    history = records()
    sealed_in = ""

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class SchoolQuerySet(models.QuerySet["School"]):
    def managed_by(self, user: "User") -> "SchoolQuerySet":
        """Schools whose people, register and settings this user manages."""
        return self.of(user, *MANAGES)

    def of(self, user: "User", *roles: str) -> "SchoolQuerySet":
        """Schools where the user holds one of these roles today (any role, if none is named)."""
        return self.filter(pk__in=roles_of(user).schools(*roles))


def own_schools(user: "User", *roles: str) -> "list[School]":
    """Where the user holds one of these roles today (any role, if none is named), with their federations, by name.

    One query, kept on this user object, which lives as long as its request.
    """
    if (known := getattr(user, "_own_schools", None)) is None:
        known = WITH_FEDERATIONS.records(tuple(sorted(roles_of(user).schools())))
        user._own_schools = known  # type: ignore[attr-defined]
    here = roles_of(user).schools(*roles)
    return [school for school in known if school.pk in here]


class Masthead(NamedTuple):
    """Whose site it is to a user: what every page says at its top."""

    name: str = ""
    wording: str = "E-safety"


def masthead_of(user: "User") -> Masthead:
    """The user's school; the federation, where all of the user's schools are in one; else how many there are."""
    known: Masthead | None = getattr(user, "_masthead", None)
    if known is not None:
        return known
    schools = own_schools(user)
    if not schools:
        return Masthead()
    federations = {school.federation for school in schools}
    if len(schools) == 1:
        name = schools[0].name
    elif len(federations) == 1 and (federation := federations.pop()):
        name = federation.name
    else:
        name = f"{len(schools)} schools"
    return Masthead(name, schools[0].get_wording_display())


def keep_masthead(user: "User", school: "School") -> None:
    """From a school that was read with its federation, where the user has nothing else: no school is asked for then."""
    roles = roles_of(user)
    if roles.schools() == {school.pk}:
        user._masthead = Masthead(school.name, school.get_wording_display())  # type: ignore[attr-defined]
    elif school.federation and roles.federation == school.federation_id:
        user._masthead = Masthead(school.federation.name, school.get_wording_display())  # type: ignore[attr-defined]


def _with_federations(schools: tuple[int, ...]) -> "models.QuerySet[School]":
    return School.objects.filter(pk__in=schools).select_related("federation")


WITH_FEDERATIONS = Statement(_with_federations)


class School(Record):
    """One school, with the settings that are its own."""

    class Phase(models.TextChoices):
        PRIMARY = "primary", "Primary"
        SECONDARY = "secondary", "Secondary"
        ALL_THROUGH = "all_through", "All-through"
        SPECIAL = "special", "Special"

    class Wording(models.TextChoices):
        E_SAFETY = "e-safety", "E-safety"
        ONLINE_SAFETY = "online safety", "Online safety"

    name = models.CharField(max_length=120)
    code = models.CharField(
        max_length=4,
        unique=True,
        validators=[RegexValidator(r"^[A-Z]{2,4}$", "Use two to four capital letters.")],
        help_text="Starts every reference, for example ALD in ALD-7KQ4M.",
    )
    urn = models.CharField("unique reference number", max_length=6, blank=True)
    federation = models.ForeignKey(Federation, on_delete=models.PROTECT, null=True, blank=True, related_name="schools")
    phase = models.CharField(max_length=12, choices=Phase, default=Phase.PRIMARY)
    wording = models.CharField(max_length=15, choices=Wording, default=Wording.E_SAFETY)
    suppress_below = models.PositiveSmallIntegerField(
        default=SMALLEST_SUPPRESSION,
        validators=[MinValueValidator(SMALLEST_SUPPRESSION)],
        help_text="Counts from 1 to one below this are withheld from governors.",
    )
    review_within = models.PositiveSmallIntegerField("review within (school days)", default=1)
    close_within = models.PositiveSmallIntegerField("close within (school days)", default=20)
    repeats_within = models.PositiveSmallIntegerField("look back for repeats (months)", default=12)
    second_approver = models.BooleanField("policies need a second person to approve", default=True)
    sends_messages = models.BooleanField("staff are told by e-mail", default=True)
    sends_reminders = models.BooleanField("staff are reminded of what waits too long", default=True)
    second_factor = models.BooleanField("roles that open records need a second step at signing in", default=True)
    shows_policies = models.BooleanField("approved policies are on a public page", default=True)
    filtering_lead = models.ForeignKey(
        "people.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The senior leader who answers for filtering and monitoring.",
    )
    filtering_governor = models.ForeignKey(
        "people.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The governor who answers for filtering and monitoring.",
    )
    history = records()
    sealed_in = "pk"
    sealed_as = "settings"

    objects = SchoolQuerySet.as_manager()
    access = SchoolAccess

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(suppress_below__gte=SMALLEST_SUPPRESSION), name="school_never_publishes_smaller_counts"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Where its settings are."""
        return reverse("settings:school", args=[self.code])

    def least_suppression(self) -> int:
        """Figures that were released with a limit would give small numbers away beside ones with a lower limit."""
        has_released = self.reported_on.exclude(released_at=None).exists()
        return self.suppress_below if has_released else SMALLEST_SUPPRESSION

    @transaction.atomic
    def configure(self, *, by: "User", **settings: Any) -> None:
        """Change settings of the school."""
        self.lock()
        self.access.require(by, "configure", self)
        self._require_role(settings.get("filtering_lead"), LEADS_FILTERING)
        self._require_role(settings.get("filtering_governor"), GOVERNS)
        least = self.least_suppression()
        for name, value in settings.items():
            setattr(self, name, value)
        if self.suppress_below < least:
            raise Refused(f"A governor report was released with the limit {least}: it can be raised, not lowered.")
        self.save_as(by, "Settings changed")

    def _require_role(self, named: "User | None", roles: frozenset[str]) -> None:
        """Who answers for filtering holds one of these roles on the day of being named."""
        if named and not roles_of(named).at(self.pk) & roles:
            raise Refused(f"{named} cannot be named here: they hold no role at {self} that could answer for it.")


class TermQuerySet(models.QuerySet["Term"]):
    def of(self, year: AcademicYear) -> "TermQuerySet":
        """The terms of one academic year, in order."""
        return self.filter(starts_on__range=(year.first_day, year.last_day)).order_by("starts_on")


class Term(Record):
    """Part of an academic year. Terms follow each other without a gap."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="terms")
    name = models.CharField(max_length=40)
    starts_on = models.DateField()
    ends_on = models.DateField()
    is_assumed = models.BooleanField(
        default=False, help_text="As most schools have it: nobody of this school has said yet that it is theirs."
    )
    history = records()

    objects = TermQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["school", "starts_on"], name="term_starts_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="term_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.starts_on.year}"
