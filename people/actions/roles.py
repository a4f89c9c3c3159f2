"""Roles are given, confirmed, declined and ended; whom it concerns is told."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.db import transaction
from django.urls import reverse

from core import clock
from core.access import Refused
from people.access import RoleAccess
from people.models import Federation, Membership, School, User
from people.roles import MANAGES, Role
from people.signals import roles_changed
from people.telling import tell

A_WEEK = timedelta(days=7)
NOBODY_CONFIRMS = (
    "Nobody is head, or chair of governors, of every school of this federation and so could confirm the role: "
    "give it at each school instead."
)


@transaction.atomic
def give_role(
    user: User,
    role: Role | str,
    place: School | Federation,
    *,
    by: User,
    starts_on: date | None = None,
    ends_on: date | None = None,
    tells_managers: bool = True,
) -> Membership:
    """A role from a day on, today if none is named. It counts at once where nobody, or only the giver, confirms it.

    Who gives many at once tells the managers once, and says so with `tells_managers`.
    """
    where = {"school": place} if isinstance(place, School) else {"federation": place}
    membership = Membership(user=user, role=role, starts_on=starts_on or clock.today(), ends_on=ends_on, **where)
    membership.lock_schools()
    RoleAccess.require(by, "give", membership)
    membership.save_as(by, "Given")
    if membership.is_confirmable_by(by):
        membership.confirmed_by = by
        membership.save_as(by, "Confirmed when it was given")
    if not membership.is_waiting:
        _settle(membership, by)
        _tell(membership, [user], by, f"You hold the role {membership}, from {_day(membership.starts_on)}.")
        if tells_managers:
            _tell_managers(membership, by, f"A role was given: {membership}.")
        return membership
    confirmers = membership.confirmers()
    if membership.federation and not confirmers:
        raise Refused(NOBODY_CONFIRMS)
    _tell(membership, [user], by, f"You were given the role {membership}. It waits to be confirmed.")
    _tell(membership, confirmers, by, f"A role waits for you: {membership}.", reverse("people:roles-to-confirm"))
    _tell_chairs(membership, by, f"A role was given: {membership}.", but=confirmers)
    return membership


@transaction.atomic
def confirm_role(membership: Membership, *, by: User) -> None:
    """From now on the role opens what it opens."""
    _take(membership, by, "confirm")
    membership.confirmed_by = by
    membership.save_as(by, "Confirmed")
    _settle(membership, by)
    _tell(membership, [membership.user], by, f"Your role is confirmed: {membership}.")
    _tell_managers(membership, by, f"A role was confirmed: {membership}.")


@transaction.atomic
def confirm_roles(memberships: Sequence[Membership], *, by: User) -> None:
    """Several at once, all of them or none: what is refused is named."""
    touched = frozenset[int]().union(*(membership.school_ids for membership in memberships))
    list(School.objects.select_for_update().filter(pk__in=touched).order_by("pk"))  # all, before one after the other
    for membership in memberships:
        try:
            confirm_role(membership, by=by)
        except Refused as refused:
            raise Refused(f"{membership.user}, {membership}: {refused} None of them was confirmed.") from refused


@transaction.atomic
def decline_role(membership: Membership, *, by: User, reason: str) -> None:
    """The role ends without ever having counted."""
    _take(membership, by, "decline")
    _stop(membership)
    membership.save_as(by, reason)
    _tell(membership, [membership.user], by, f"The role {membership} was not confirmed.")
    _tell_managers(membership, by, f"A role was not confirmed: {membership}.")


@transaction.atomic
def end_role(membership: Membership, *, by: User, on: date, reason: str) -> None:
    """The role's last day. Today means now: the next click of who holds it opens nothing more."""
    _take(membership, by, "end")
    if membership.ends_on and on > membership.ends_on:
        raise Refused(f"This role ends on {_day(membership.ends_on)}. To let it go on, give it again from then on.")
    if on <= clock.today() or on < membership.starts_on:
        _stop(membership)
    else:
        membership.ends_on = on
    membership.save_as(by, reason)
    _settle(membership, by)
    when = "has ended" if membership.stopped_at else f"ends on {_day(on)}"
    _tell(membership, [membership.user], by, f"Your role {membership} {when}.")
    _tell_managers(membership, by, f"A role {when}: {membership}.")


def _take(membership: Membership, by: User, verb: str) -> None:
    """Lock it, and its schools before it; then ask whether the verb is allowed."""
    membership.lock_schools()
    membership.lock()
    RoleAccess.require(by, verb, membership)


def _settle(membership: Membership, by: User) -> None:
    """Who holds it signs in anew, so that no open page goes on with what it was opened by; the apps above are told."""
    membership.user.sign_out_everywhere(by=by, reason=f"Signed out: {membership}")
    roles_changed.send(Membership, schools=membership.school_ids, by=by)


def _stop(membership: Membership) -> None:
    membership.ends_on = max(clock.today(), membership.starts_on)
    membership.stopped_at = clock.now()


def _tell_managers(membership: Membership, by: User, wanted: str) -> None:
    """The administrator and the head know who holds which role."""
    held = Membership.objects.in_force().filter(role__in=MANAGES).touching(membership.school_ids)
    managers = User.objects.filter(pk__in=held.values("user")).exclude(pk=membership.user_id)
    _tell(membership, managers, by, wanted)
    _tell_chairs(membership, by, wanted, but=managers)


def _tell_chairs(membership: Membership, by: User, wanted: str, *, but: Iterable[User]) -> None:
    """A sitting chair knows of whoever else is chair, or is to be."""
    if membership.role == Role.CHAIR_OF_GOVERNORS:
        seats = Membership.objects.sitting_chairs().touching(membership.school_ids).exclude(user=membership.user_id)
        chairs = User.objects.filter(pk__in=seats.values("user")).exclude(pk__in=[user.pk for user in but])
        _tell(membership, chairs, by, wanted, reverse("people:roles-to-confirm"))


def remind_of_roles_to_confirm() -> None:
    """Tell who may confirm a role that it has waited for a week or longer: once a week, where reminders are wished."""
    week = "{0.year}-W{0.week:02}".format(clock.today().isocalendar())
    lately = Membership.history.filter(history_type="+", history_date__gt=clock.now() - A_WEEK)
    schools = School.objects.filter(sends_reminders=True).values_list("pk", flat=True)
    waiting = Membership.objects.waiting().exclude(pk__in=lately.values("id")).touching(list(schools))
    for membership in waiting.select_related("school", "federation"):
        tell(
            membership.confirmers(),
            label="Roles",
            wanted=f"A role still waits for you: {membership}."[:200],
            path=reverse("people:roles-to-confirm"),
            school=membership.school,
            key=f"role {membership.pk} {week}",
            at_once=False,
        )


def _tell(membership: Membership, users: Iterable[User], by: User, wanted: str, path: str = "") -> None:
    """Who holds it and was never in is not told: the page would not open, and there is the invitation.

    Whether or not the school sends e-mails: nobody is given a role in silence.
    """
    own = {membership.user_id: reverse("people:me")}
    for user in users:
        if user != by and (user.is_used or user.pk != membership.user_id):
            to = path or own.get(user.pk) or membership.user.get_absolute_url()
            tell([user], label="Roles", wanted=wanted[:200], path=to)


def _day(day: date) -> str:
    return f"{day:%-d %B %Y}"
