"""Which incidents a user may see: said here once, for every list, page, count and search."""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from core import clock
from core.statements import Statement
from people.models import Membership, School, User, own_schools
from people.roles import OPENS_RECORDS, Role, held_by, keep_roles, roles_of

from .routing import DUTIES

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from .models import Incident
    from .models.incident.base import IncidentBase

ALLEGED = "instigator"
MISTAKEN = "mistake"  # was accused: a decision on the allegation names them for good
BARRED = (ALLEGED, MISTAKEN)  # the parts that bar from reading: it concerns them
TARGET = "target"  # the part that must be declared before handling
NAMED, LEFT, HEAD = "named", "left", "head"  # what else may be recorded of a user


def handled_by(user: User) -> Q:
    """Incidents whose route makes one of the user's roles its handler, at the schools where it is held."""
    roles = roles_of(user)
    return Q(
        *(
            Q(route=route, school__in=schools)
            for route, duty in DUTIES.items()
            if (schools := roles.schools(*duty.handlers))
        ),
        _connector=Q.OR,
    )


def look_up(user: User) -> None:
    """For a page that only reads: what is recorded of its user is asked once, on this user object, with their roles.

    Most people are accused of nothing, stepped back from nothing, were never the head and read nothing by name. Then
    the conditions for it are left out of everything that the page asks: they were most of what it asked.
    """
    found = RECORDED_OF_USER.rows(user.pk)
    keep_roles(user, [row for row in found if row[0] in Role])
    here = roles_of(user).schools()
    by_name = {school for what, school, *_ in found if what == NAMED and school in here}
    user._schools_read = {*_handled_schools(user), *by_name}  # type: ignore[attr-defined]
    user._recorded = {what for what, *_ in found if what not in Role}  # type: ignore[attr-defined]


def recorded_of(user: User) -> set[str] | None:
    """What was found, nothing if it was not looked up."""
    return getattr(user, "_recorded", None)


def may_be_recorded(user: User, what: str) -> bool:
    """Whether a condition on it is needed: always, unless `look_up` has run."""
    known = recorded_of(user)
    return known is None or what in known


def _recorded_of_user(key: int) -> QuerySet[Any, Any]:
    """Roles; what there is of accusations, of interests that were left, of being the head, of readings and where."""
    models = ("Involvement", "Reader", "Interest")
    involvement, reader, interest = (apps.get_model("incidents", name) for name in models)
    alleged = (involvement.objects.filter(entries, part__in=BARRED) for entries in entries_of(key))
    nothing = (Value(0), Value(0), Value(0))
    asked = [
        held_by(key),
        *(each.values_list(Value(ALLEGED), *nothing) for each in alleged),
        interest.objects.filter(user=key, stays_because="").values_list(Value(LEFT), *nothing),
        Membership.objects.filter(user=key, role=Role.HEADTEACHER).values_list(Value(HEAD), *nothing),
        reader.objects.filter(user=key).values_list(Value(NAMED), "incident__school", Value(0), Value(0)),
    ]
    first, *others = (each.order_by() for each in asked)
    return first.union(*others)


RECORDED_OF_USER = Statement(_recorded_of_user)


def named_reader(user: User) -> Exists:
    """Incidents that were opened to the user by name, at schools where the user holds a role still."""
    reader, here = apps.get_model("incidents", "Reader"), roles_of(user).schools()
    return Exists(reader.objects.filter(incident=OuterRef("pk"), user=user, incident__school__in=here))


def entries_of(user: User | int) -> tuple[Q, Q, Q]:
    """Involvements of the user: of their own entry on the register, or of one that was merged into it.

    Or those whose typed name is the user's, as long as it is tied to no entry that is somebody's.
    """
    typed = Q(account=user, person__user=None, person__merged_into__user=None)
    return Q(person__user=user), Q(person__merged_into__user=user), typed


def entry_of(user: User | int) -> Q:
    """The same as one condition, for the few people of one incident."""
    return reduce(or_, entries_of(user))


def account() -> Coalesce:
    """The account of the person of an involvement, found as `entry_of` finds them."""
    return Coalesce("person__user", "person__merged_into__user", "account")


def alleged_against(user: User) -> ExpressionWrapper:
    """Incidents in which the user is the alleged instigator, by account, or as the head whom they are about.

    Or was, by mistake: it concerns them as before.

    The one answer to the question who is accused, for lists and for one incident; `accused_accounts` is the same
    from the other side. What is about the head may name nobody: whoever is the head counts, and whoever was it when
    it was reported or later.
    """
    return ExpressionWrapper(_names(user) | _is_about(user), output_field=BooleanField())


def _names(user: User) -> Q:
    """As the keys of a few incidents, each part of which an index finds."""
    if not may_be_recorded(user, ALLEGED):
        return Q(pk__in=())
    barred = apps.get_model("incidents", "Involvement").objects.filter(part__in=BARRED)
    named = barred.order_by().values("incident")
    own, merged, typed = (named.filter(each) for each in entries_of(user))
    return Q(pk__in=own.union(merged, typed))


def _is_about(user: User) -> Q:
    if not may_be_recorded(user, HEAD):
        return Q(pk__in=())
    there = Q(school=OuterRef("school")) | Q(federation__schools=OuterRef("school"))
    since = Q(ends_on=None) | Q(ends_on__gte=OuterRef("reported_at__date"))
    return Q(about_headteacher=True) & Q(Exists(heads().filter(there, since, user=user)))


def accused_accounts(incidents: Iterable["IncidentBase"], *others: QuerySet[Any, int]) -> set[int]:
    """Keys of the accounts that are accused in one of these, as `alleged_against` finds the incidents of an account.

    Together with those that `others` give. One query.
    """
    found = list(incidents)
    named = {"incident__in": [incident.pk for incident in found], "part__in": BARRED}
    involved = apps.get_model("incidents", "Involvement").objects.filter(**named)
    keys: list[QuerySet[Any, Any]] = [involved.order_by().values_list(account(), flat=True), *others]
    if about := [incident.pk for incident in found if incident.about_headteacher]:
        there = Q(school=OuterRef("school")) | Q(school__federation=OuterRef("federation"))
        here = apps.get_model("incidents", "Incident").objects.filter(there, pk__in=about)
        until = here.filter(reported_at__date__lte=OuterRef("ends_on"))
        about_them = heads().filter(Q(Exists(here), ends_on=None) | Exists(until))
        keys.append(about_them.order_by().values_list("user", flat=True))
    return {key for key in keys[0].union(*keys[1:]) if key}


def accused_in(incident: "Incident") -> set[int]:
    """The same of one incident whose people are read already. A query only where it is about the head."""
    if incident.about_headteacher:
        return accused_accounts([incident])
    found = set()
    for one in incident.involvements.all():
        person, merged = one.person, one.person and one.person.merged_into
        if one.part in BARRED:
            found.add((person and person.user_id) or (merged and merged.user_id) or one.account_id)
    return {key for key in found if key}


def heads() -> QuerySet[Membership]:
    """Who holds, or has held, the role of the head anywhere."""
    return Membership.objects.filter(role=Role.HEADTEACHER, confirmed_by__isnull=False, starts_on__lte=clock.today())


def stepped_back(user: User) -> Exists:
    """Incidents that the user declared an interest in and stepped back from."""
    interest = apps.get_model("incidents", "Interest")
    return Exists(interest.objects.filter(incident=OuterRef("pk"), user=user, stays_because=""))


def kept_from(incident: "Incident") -> set[int]:
    """Accounts to which their role gives nothing here: who is accused, and who stepped back. One query.

    As `alleged_against` and `stepped_back` ask it of one account.
    """
    if incident.about_headteacher:
        return accused_accounts([incident], _left(incident.pk))
    return {key for (key,) in KEPT_FROM_ONE.rows(incident.pk) if key}


def _left(incident: int) -> QuerySet[Any, Any]:
    left = apps.get_model("incidents", "Interest").objects.filter(incident=incident, stays_because="")
    return left.order_by().values_list("user", flat=True)


def _kept_from_one(incident: int) -> QuerySet[Any, Any]:
    barred = apps.get_model("incidents", "Involvement").objects.filter(incident=incident, part__in=BARRED)
    return barred.order_by().values_list(account(), flat=True).union(_left(incident))


KEPT_FROM_ONE = Statement(_kept_from_one)


def undeclared(user: User) -> Exists:
    """Incidents in which the user is a target and has not said yet whether to stay or to step back."""
    involvement, interest = apps.get_model("incidents", "Involvement"), apps.get_model("incidents", "Interest")
    declared = interest.objects.filter(incident=OuterRef("incident"), user=user)
    targeted = involvement.objects.filter(entry_of(user), incident=OuterRef("pk"), part=TARGET)
    return Exists(targeted.exclude(Exists(declared)))


def schools_of(user: User) -> set[int]:
    """Ids of the schools whose incidents the user may read at all: those of the roles, and of named readings.

    One query, kept on this user object, which lives as long as its request.
    """
    if (known := getattr(user, "_schools_read", None)) is None:
        read = user.readings.filter(incident__school__in=roles_of(user).schools())
        known = {*_handled_schools(user), *read.values_list("incident__school_id", flat=True)}
        user._schools_read = known  # type: ignore[attr-defined]
    return known


def _handled_schools(user: User) -> frozenset[int]:
    return roles_of(user).schools(*(role for duty in DUTIES.values() for role in duty.handlers))


def schools_read(user: User) -> "list[School]":
    """Those schools themselves, by name. No query more, where all of them are the user's own."""
    keys, own = schools_of(user), own_schools(user)
    if keys <= {school.pk for school in own}:
        return [school for school in own if school.pk in keys]
    return list(School.objects.filter(pk__in=keys).select_related("federation"))


class IncidentQuerySet(QuerySet["Incident"]):
    def readable_by(self, user: "User | AnonymousUser") -> "IncidentQuerySet":
        """Full records: what the user handles, or was given to read by name.

        Never what is alleged against the user, nor what the user has stepped back from.
        """
        if not user.is_authenticated:
            return self.none()
        mine = handled_by(user)
        if not mine or may_be_recorded(user, NAMED):
            mine |= Q(named_reader(user))
        return self.filter(mine, school__in=schools_of(user)).open_to(user)

    def handled_by(self, user: User) -> "IncidentQuerySet":
        """What the user may work on."""
        if not (handled := handled_by(user)):
            return self.none()
        return self.filter(handled).open_to(user)

    def open_to(self, user: User) -> "IncidentQuerySet":
        """Without what `alleged_against` finds, as two conditions: so the first one may be a join, and is fast.

        Nor what the user has stepped back from.
        """
        found = self.exclude(_names(user)).exclude(_is_about(user))
        return found.exclude(stepped_back(user)) if may_be_recorded(user, LEFT) else found

    def undeclared_by(self, user: User) -> "IncidentQuerySet":
        """What the user would handle, is a target in and has not declared: every verb waits for that."""
        return self.handled_by(user).filter(undeclared(user))

    def receipts_of(self, user: User) -> "IncidentQuerySet":
        """What the user reported: reference, date, one of three words, and the own words.

        Only reference and date, where it is alleged against the reporter by now (`accuses_reporter`).
        """
        return self.filter(reported_by=user).annotate(accuses_reporter=alleged_against(user))

    def exportable_by(self, user: User) -> "IncidentQuerySet":
        """Of these, what the user handles by a role that opens records: what was opened by name is not taken out.

        Nor what waits for the user's interest to be declared, as every verb does.
        """
        return self.handled_by(user).filter(~undeclared(user), school__in=roles_of(user).schools(*OPENS_RECORDS))
