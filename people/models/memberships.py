"""The roles that users hold, and where."""

from collections.abc import Collection
from datetime import date, timedelta

from django.db import models, transaction
from django.db.models import F, Q

from core import clock
from core.history import records
from core.models import Record
from people.access import RoleAccess
from people.roles import (
    CONFIRMS,
    CONFIRMS_CHAIRS,
    CONFIRMS_HEADS_ROLES,
    CONFIRMS_ROLES,
    MANAGES,
    NEVER_WITHOUT,
    OPENS_RECORDS,
    Role,
    roles_of,
)

from .schools import Federation, School
from .users import User

FOUR_WEEKS = timedelta(days=28)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def not_ended(self, day: date | None = None) -> "MembershipQuerySet":
        """Roles held on a day (today) or later. One that was stopped does not last to the end of its last day."""
        day = day or clock.today()
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=day) | Q(ends_on=day, stopped_at=None))

    def in_force(self, day: date | None = None) -> "MembershipQuerySet":
        """Roles that count on a day (today): begun, not ended, and confirmed where the role opens records."""
        day = day or clock.today()
        return self.not_ended(day).filter(
            ~Q(role__in=OPENS_RECORDS) | Q(confirmed_by__isnull=False), starts_on__lte=day
        )

    def opening(self) -> "MembershipQuerySet":
        return self.filter(role__in=OPENS_RECORDS)

    def waiting(self) -> "MembershipQuerySet":
        """Roles that open records and that nobody has confirmed or declined yet."""
        return self.not_ended().opening().filter(confirmed_by=None)

    def touching(self, schools: Collection[int]) -> "MembershipQuerySet":
        """Roles held at one of these schools, or in a federation that has one of them."""
        shared = Federation.objects.filter(schools__in=schools)
        return self.filter(Q(school__in=schools) | Q(federation__in=shared))

    def within(self, schools: Collection[int]) -> "MembershipQuerySet":
        """Roles held at one of these schools, or in a federation all of whose schools are among them."""
        others = School.objects.exclude(pk__in=schools)
        whole = Federation.objects.filter(schools__in=schools).exclude(schools__in=others)
        return self.filter(Q(school__in=schools) | Q(federation__in=whole))

    def confirmable_by(self, user: User) -> "MembershipQuerySet":
        """Roles that wait for this user: never one of their own.

        The head confirms roles that open records, the chair of governors the head's: the role of head, and whatever
        else a head is given. A role in a federation is confirmed by who is head, or chair, of every school of it.
        """
        roles = roles_of(user)
        heads, chairs = roles.schools(*CONFIRMS_ROLES), roles.schools(*CONFIRMS_HEADS_ROLES)
        waiting = self.waiting().exclude(user=user).exclude(role=Role.CHAIR_OF_GOVERNORS)
        are_heads = Membership.objects.in_force().filter(role=Role.HEADTEACHER).touching(chairs).values("user")
        by_head = waiting.within(heads).exclude(role=Role.HEADTEACHER)
        by_chair = waiting.within(chairs).filter(Q(role=Role.HEADTEACHER) | Q(user__in=are_heads))
        found = Q(pk__in=by_head.values("pk")) | Q(pk__in=by_chair.values("pk"))
        return self.filter(found | Q(pk__in=self._next_chairs_for(user)))

    def _next_chairs_for(self, user: User) -> list[int]:
        """The role of chair reads what is alleged against the head: the sitting chair confirms the next one.

        Where none sits, a governor does who did not give it and has been one for a while; only the very first, where
        there is no such governor, the head.
        """
        roles = roles_of(user)
        heads, chairs = roles.schools(Role.HEADTEACHER), roles.schools(Role.CHAIR_OF_GOVERNORS)
        governed = roles.schools(Role.GOVERNOR)
        if not heads | chairs | governed:
            return []
        given = Membership.history.filter(history_type="+", history_user=user)
        waiting = self.waiting().filter(role=Role.CHAIR_OF_GOVERNORS).exclude(user=user)
        waiting = waiting.exclude(pk__in=given.values("id")).touching(heads | chairs | governed)
        if not waiting.exists():
            return []
        governed = frozenset(school for _, school in Membership.objects.seasoned_governors().filter(user=user).pairs())
        seated = frozenset(school for _, school in Membership.objects.sitting_chairs().pairs())
        found = [*waiting.within(chairs - heads), *waiting.within(governed - heads - seated)]
        had_one = Membership.history.filter(role=Role.CHAIR_OF_GOVERNORS, confirmed_by__isnull=False)
        had = frozenset(school for _, school in Membership.objects.filter(pk__in=had_one.values("id")).pairs())
        found += [first for first in waiting.within(heads - seated - had) if not first.has_a_governor_to_confirm(user)]
        return [each.pk for each in found]

    def sitting_chairs(self) -> "MembershipQuerySet":
        return self.in_force().filter(role=Role.CHAIR_OF_GOVERNORS, user__is_active=True)

    def seasoned_governors(self) -> "MembershipQuerySet":
        """Governors whose role was given four weeks ago or earlier, whatever its first day.

        The role of governor needs nobody's confirmation. Whoever gives the role of chair could otherwise give it too,
        to an account of their own, and confirm the chair with it.
        """
        given = Membership.history.filter(history_type="+", history_date__lte=clock.now() - FOUR_WEEKS)
        return self.in_force().filter(role=Role.GOVERNOR, user__is_active=True, pk__in=given.values("id"))

    def decided_by(self, user: User) -> "MembershipQuerySet":
        """Roles that open records at schools where this user is head or chair: waiting, confirmed and ended ones.

        A governor decides on chairs alone.
        """
        roles = roles_of(user)
        chairs = self.touching(roles.schools(*CONFIRMS_CHAIRS)).filter(role=Role.CHAIR_OF_GOVERNORS)
        opening = self.opening().touching(roles.schools(*CONFIRMS))
        return self.filter(Q(pk__in=opening.values("pk")) | Q(pk__in=chairs.values("pk")))

    def contacts(self, school: School, *roles: str) -> "MembershipQuerySet":
        """Who holds these roles at a school today, with their users, in the order of the roles."""
        order = models.Case(*(models.When(role=role, then=place) for place, role in enumerate(roles)))
        return (
            self.in_force()
            .filter(
                Q(school=school) | Q(federation=school.federation_id, federation__isnull=False),
                role__in=roles,
                user__is_active=True,
            )
            .select_related("user")
            .order_by(order, "user__name")
        )

    def managed_by(self, user: User) -> "MembershipQuerySet":
        """Roles at the schools that the user manages, and of their federations; those that have ended too."""
        managed = self.touching(roles_of(user).schools(*MANAGES))
        return managed.order_by("user__name", "starts_on")

    def pairs(self) -> list[tuple[str, int]]:
        """`(role, school id)`, a federation written out as its schools. One query."""
        rows = self.values_list("role", "school_id", "federation__schools__id")
        return [(role, own or shared) for role, own, shared in rows if own or shared]


class Membership(Record):
    """A role that a user holds, at one school or at every school of a federation."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")
    federation = models.ForeignKey(
        Federation, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    role = models.CharField(max_length=20, choices=Role)
    starts_on = models.DateField("first day", default=clock.today)
    ends_on = models.DateField("last day", null=True, blank=True)
    stopped_at = models.DateTimeField(
        "ended at once", null=True, blank=True, help_text="From this moment on it does not count, last day or not."
    )
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    history = records()
    sealed_as = "role"

    objects = MembershipQuerySet.as_manager()
    access = RoleAccess

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(school=None, federation__isnull=False) | Q(school__isnull=False, federation=None),
                name="membership_is_of_one_school_or_one_federation",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="membership_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(stopped_at=None) | Q(ends_on__isnull=False), name="membership_that_was_stopped_has_ended"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("user")), name="nobody_confirms_their_own_role"
            ),
            models.UniqueConstraint(
                fields=["user", "school", "role"],
                condition=Q(ends_on=None, federation=None),
                name="role_is_held_once_at_a_school",
                violation_error_message="This person already holds this role here.",
            ),
            models.UniqueConstraint(
                fields=["user", "federation", "role"],
                condition=Q(ends_on=None, school=None),
                name="role_is_held_once_in_a_federation",
                violation_error_message="This person already holds this role here.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.place}"

    @property
    def place(self) -> School | Federation:
        return self.school or self.federation  # type: ignore[return-value]  # one of the two, by constraint

    @property
    def school_ids(self) -> frozenset[int]:
        """Where it counts: one school, or every school of the federation."""
        if self.federation:
            return frozenset(school.pk for school in self.federation.schools.all())
        return frozenset([self.school_id]) if self.school_id else frozenset()

    @property
    def opens_records(self) -> bool:
        return self.role in OPENS_RECORDS

    @property
    def has_ended(self) -> bool:
        return self.stopped_at is not None or (self.ends_on is not None and self.ends_on < clock.today())

    @property
    def is_waiting(self) -> bool:
        return self.opens_records and self.confirmed_by_id is None and not self.has_ended

    @property
    def standing(self) -> str:
        """In a word or two: whether it counts today."""
        if self.is_waiting:
            return "Waits to be confirmed"
        if self.has_ended:
            return "Never confirmed" if self.opens_records and self.confirmed_by_id is None else "Ended"
        return "Begins later" if self.starts_on > clock.today() else "In force"

    @property
    def confirmed_by_whom(self) -> str:
        """Who confirms it, as a sentence: the rule's reason where somebody else tries."""
        if self.role == Role.CHAIR_OF_GOVERNORS:
            return (
                "The role of Chair of governors is confirmed by the sitting chair, or where none sits by a governor "
                "who did not give it and has been one for four weeks. The head confirms only the first, where there is "
                "no such governor."
            )
        if self.federation_id:
            return "A role in a federation is confirmed by who is head, or chair of governors, of every school of it."
        if self.role == Role.HEADTEACHER:
            return "The role of Headteacher is confirmed by the chair of governors."
        return "A role that opens records is confirmed by the head; the head's own by the chair of governors."

    def is_confirmable_by(self, user: User) -> bool:
        return Membership.objects.confirmable_by(user).filter(pk=self.pk).exists()

    def confirmers(self) -> list[User]:
        """Who may confirm it today."""
        authorities = (
            Membership.objects.in_force()
            .filter(role__in=CONFIRMS | CONFIRMS_CHAIRS, user__is_active=True)
            .touching(self.school_ids)
        )
        users = User.objects.filter(pk__in=authorities.values("user")).exclude(pk=self.user_id)
        return [user for user in users if self.is_confirmable_by(user)]

    def has_a_governor_to_confirm(self, head: User) -> bool:
        """Whether a governor is there who neither gave this role nor is to hold it."""
        gave = Membership.history.filter(id=self.pk, history_type="+", history_user__isnull=False)
        others = Membership.objects.seasoned_governors().touching(self.school_ids)
        others = others.exclude(user__in=[self.user_id, head.pk])
        return others.exclude(user__in=gave.values("history_user")).exists()

    def is_chair_where_head(self, user: User) -> bool:
        """Whether it is the role of chair where this user is head: it reads what is alleged against them."""
        heads = roles_of(user).schools(Role.HEADTEACHER)
        return self.role == Role.CHAIR_OF_GOVERNORS and bool(self.school_ids & heads)

    def leaves_nobody(self) -> bool:
        """Whether a school would have no confirmed head, or no confirmed chair of governors, without this role."""
        if self.role not in NEVER_WITHOUT or self.confirmed_by_id is None:
            return False
        others = Membership.objects.in_force().filter(role=self.role, user__is_active=True).exclude(user=self.user_id)
        if self.role == Role.HEADTEACHER:  # chairs are elected for a time
            others = others.filter(ends_on=None)
        return not self.school_ids <= {school for _, school in others.pairs()}

    def overlaps(self) -> bool:
        """Whether the same role is held in the same place at the same time already."""
        same = Membership.objects.filter(
            user=self.user, role=self.role, school=self.school, federation=self.federation, stopped_at=None
        ).exclude(pk=self.pk)
        if self.ends_on:
            same = same.filter(starts_on__lte=self.ends_on)
        return same.filter(Q(ends_on=None) | Q(ends_on__gte=self.starts_on)).exists()

    @transaction.atomic
    def lock_schools(self) -> None:
        """Roles at a school are given, confirmed and ended one after the other: two heads do not leave at once."""
        list(School.objects.select_for_update().filter(pk__in=self.school_ids).order_by("pk"))
