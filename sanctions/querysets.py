"""Which sanctions a user may see, which are in force, and whom they wait for."""

from typing import TYPE_CHECKING, NamedTuple

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q

from core import clock
from incidents.models import Incident
from incidents.querysets import alleged_against
from people.models import Membership, User
from people.roles import roles_of

if TYPE_CHECKING:
    from .models import Sanction  # noqa: F401  # of what these are

DUE_WITHIN = 7 * clock.ONE_DAY


class Standing(NamedTuple):
    """How many sanctions are to be lifted: too late by now, within a week, and all that go on."""

    overdue: int
    due: int
    in_force: int


class SanctionQuerySet(models.QuerySet["Sanction"]):
    def readable_by(self, user: User) -> "SanctionQuerySet":
        """Of incidents that the user reads. What somebody at the school is asked to lift is theirs to see, without
        the record: the action, the person and the end; not if they are accused in it."""
        of_readable = Q(involvement__incident__in=Incident.objects.readable_by(user))
        asked = Q(to_lift_by=user, involvement__incident__school__in=roles_of(user).schools())
        accused = Incident.objects.filter(alleged_against(user), pk=OuterRef("involvement__incident"))
        return self.filter(of_readable | asked).exclude(Exists(accused))

    def of_incident(self, incident: Incident) -> "SanctionQuerySet":
        return self.filter(involvement__incident=incident)

    def in_force(self) -> "SanctionQuerySet":
        """Done and not lifted yet, where there is something to lift; the first to end first."""
        lasting = self.filter(Q(ends_on__isnull=False) | Q(to_lift_by__isnull=False), done=True, lifted_at=None)
        return lasting.order_by(F("ends_on").asc(nulls_last=True), "pk")

    def standing(self) -> "Standing":
        """How many are in force, and of these how many are due or overdue. One query."""
        today = clock.today()
        due, overdue = Q(ends_on__range=(today, today + DUE_WITHIN)), Q(ends_on__lt=today)
        counted = (
            self.in_force()
            .order_by()
            .aggregate(overdue=Count("pk", filter=overdue), due=Count("pk", filter=due), in_force=Count("pk"))
        )
        return Standing(**counted)

    def liftable_by(self, user: User) -> "SanctionQuerySet":
        """What is in force and the rule for lifting allows: a query where the rule would ask each by itself."""
        incidents = Incident.objects.all()
        handled = Q(involvement__incident__in=incidents.handled_by(user))
        undeclared = Q(involvement__incident__in=incidents.undeclared_by(user))
        return self.readable_by(user).in_force().filter(Q(to_lift_by=user) | handled).exclude(undeclared)

    def ending_for(self, user: User) -> "SanctionQuerySet":
        """A trace of `waiting_for`: what ends soon at the user's schools, whoever may lift it."""
        ending = self.filter(done=True, lifted_at=None, ends_on__lte=clock.today() + DUE_WITHIN)
        return ending.filter(involvement__incident__school__in=roles_of(user).schools())

    def waiting_for(self, user: User) -> "SanctionQuerySet":
        """To be lifted within a week, or overdue: by whom it was left to, else by those who handle the incident.

        What is overdue is everybody's who handles it, so is what was left to somebody who has gone.
        """
        handled = Q(involvement__incident__in=Incident.objects.handled_by(user))
        nobodys = ~_is_left_to_somebody() | Q(ends_on__lt=clock.today())
        due = self.liftable_by(user).filter(ends_on__lte=clock.today() + DUE_WITHIN)
        return due.filter(Q(to_lift_by=user) | (handled & nobodys))

    def to_lift_today(self) -> "SanctionQuerySet":
        """Ended today or before and not lifted, of schools that want reminders; `is_left_to_somebody`: who is there."""
        over = self.filter(done=True, lifted_at=None, ends_on__lte=clock.today())
        of_schools = over.filter(involvement__incident__school__sends_reminders=True)
        return of_schools.annotate(is_left_to_somebody=_is_left_to_somebody()).select_related(
            "to_lift_by", "involvement__incident__school", "involvement__incident__handler"
        )


def _is_left_to_somebody() -> Exists:
    """Whom it was left to is still at the school."""
    school = OuterRef("involvement__incident__school")
    here = Q(school=school) | Q(federation__schools=school)
    return Exists(Membership.objects.in_force().filter(here, user=OuterRef("to_lift_by"), user__is_active=True))
