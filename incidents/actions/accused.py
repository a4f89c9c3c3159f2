"""Who is accused in an incident, and what follows from it for who may handle it."""

from dataclasses import replace

from django.db.models import Q

from core import clock
from people.models import Person, School, User
from people.names import folded, plain, words
from people.roles import Role

from ..models import Incident, Involvement, Reader
from ..queries import contacts, not_accused
from ..routing import DUTIES, Route
from ..statement import Named

FELL_BACK = "Everybody who would handle it is accused in it"
NOBODY_LEFT = "Everybody who would handle it is accused in it or has stepped back"
NOBODY_THERE = "Nobody holds the role that would handle it"
HEAD_TITLES = frozenset({"head", "headteacher", "headmaster", "headmistress"})


def accused(people: list[Named]) -> list[Named]:
    return [named for named in people if named.part == Involvement.Part.INSTIGATOR]


def recognised(named: list[Named], school: School, by: User) -> list[Named]:
    """The people, a typed instigator who bears the name of somebody with a role here replaced by that person.

    Whoever holds a role has an entry on the register: so nobody reads what is alleged against them, however they
    were written down.
    """
    if not any(one.person is None for one in accused(named)):
        return named
    holders = _names_of([holder.user for holder in contacts(school, *Role.values)])
    people, known = [], {one.person for one in named}
    for one in named:
        user = holders.get(folded(one.name)) if not one.person and one in accused(named) else None
        entry = _entry_of(user, school, by) if user else None
        is_new = entry is not None and entry not in known  # typed twice, one of the two stays as typed
        people.append(replace(one, person=entry, name="") if is_new else one)
        known.add(entry)
    return people


def _names_of(users: list[User]) -> dict[str, User]:
    """Folded name → account: the account's own name, that of its entry, and those of entries merged into that."""
    entries = Person.objects.filter(Q(user__in=users) | Q(merged_into__user__in=users))
    by_key = {user.pk: user for user in users}
    accounts = entries.values_list("name", "user", "merged_into__user")
    entered = {folded(name): by_key[own or other] for name, own, other in accounts}
    return entered | {folded(user.name): user for user in users}


def _entry_of(user: User, school: School, by: User) -> Person:
    """The register entry of an account, made where there is none."""
    entry = Person.objects.filter(user=user).first()
    if entry is None:
        entry = Person(school=school, kind=Person.Kind.STAFF, name=user.name, user=user)
        entry.save_as(by, "Named in a report")
    return entry


def accuses_head(people: list[Named], school: School) -> bool:
    """An alleged instigator is the head of this school: by account, or an adult called by the head's surname or title.

    Rather one too many to the chair of governors than one to the head about the head.
    """
    heads = [head.user for head in contacts(school, Role.HEADTEACHER)]
    ids, surnames = {head.pk for head in heads}, {plain(head.name).split()[-1] for head in heads}
    called = HEAD_TITLES.union(*(words(surname) for surname in surnames))
    return any(
        named.person.account_id in ids
        if named.person and named.person.account_id
        else not named.is_pupil and bool(words(named.called) & called)
        for named in accused(people)
    )


def may_work_here(named: list[Named]) -> bool:
    """An alleged instigator works or volunteers here, or may: such an incident is restricted."""
    return any(one.may_work_here for one in accused(named))


def make_sure_somebody_handles(incident: Incident, by: User) -> None:
    """Where everybody who would handle it is accused in it or has stepped back, the chair of governors does.

    Where the chair cannot either, others read it by name: they do not handle it, but they can tell the local
    authority. Where nobody is left the report is still taken: who is appointed later finds it, and the receipt
    says whom to ring.
    """
    handlers = DUTIES[Route(incident.route)].handlers
    if not_accused(incident, *handlers):
        return
    there = bool(contacts(incident.school, *handlers))
    if there and incident.route != Route.ABOUT_HEAD and not_accused(incident, Role.CHAIR_OF_GOVERNORS):
        _give_to_the_chair(incident, by)
    elif incident.restricted or incident.route == Route.ABOUT_HEAD:
        _let_others_read(incident, by, FELL_BACK if there else NOBODY_THERE)


def _give_to_the_chair(incident: Incident, by: User) -> None:
    incident.head_stepped_back, incident.handler = True, None
    incident.save_as(by, NOBODY_LEFT)
    incident.refresh_from_db()
    incident.note(f"{NOBODY_LEFT}. It goes to the {Role.CHAIR_OF_GOVERNORS.label}.", by=by, verb="hand_over")


def _let_others_read(incident: Incident, by: User, reason: str) -> None:
    for roles in ((Role.SAFEGUARDING_LEAD,), (Role.SENIOR_LEADER,), (Role.CHAIR_OF_GOVERNORS, Role.GOVERNOR)):
        if users := [holder.user for holder in not_accused(incident, *roles)]:
            known = set(incident.readers.values_list("user", flat=True))
            for user in users:
                if user.pk not in known:
                    Reader(incident=incident, user=user, by=by, reason=reason, at=clock.now()).save_as(by, reason)
            incident.note(f"{reason}. Tell the local authority (LADO).", by=by, verb="fall_back")
            return
