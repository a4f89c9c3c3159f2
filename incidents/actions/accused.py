"""Who is accused in an incident, and what follows from it for who may handle it."""

from dataclasses import replace

from django.db.models import Q
from django.db.models.functions import Coalesce

from core import clock
from core.letters import plain, words
from people.models import Membership, Person, School, User
from people.names import bare
from people.roles import Role

from ..models import Incident, Involvement, Reader
from ..queries import contacts, not_accused
from ..routing import DUTIES, Route
from ..statement import Named

FELL_BACK = "Everybody who would handle it is accused in it"
NOBODY_LEFT = "Everybody who would handle it is accused in it or has stepped back"
NOBODY_THERE = "Nobody holds the role that would handle it"
HANDLERS = (Role.COORDINATOR, Role.SAFEGUARDING_LEAD)  # of what is not restricted, beside the head
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
    holders = _accounts_by_name([holder.user for holder in contacts(school, *Role.values)])
    people, known = [], {one.person for one in named}
    for one in named:
        user = holders.get(bare(one.name)) if not one.person and one in accused(named) else None
        entry = _entry_of(user, school, by) if user else None
        is_new = entry is not None and entry not in known  # typed twice, one of the two stays as typed
        people.append(replace(one, person=entry, name="") if is_new else one)
        known.add(entry)
    return people


def _accounts_by_name(users: list[User]) -> dict[frozenset[str], User]:
    """Bare name → account. Of one name that several have had, it is the account that has it now."""
    before, now = _names_of(users)
    by_key = {user.pk: user for user in users}
    return {bare(name): by_key[key] for name, key in [*before, *now]}


def _names_of(users: list[User]) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """`(name, key of the account)`, earlier ones and those of now: of the account, its entry and merged ones.

    A name that somebody had before is still what others call them.
    """
    entries = Person.objects.filter(Q(user__in=users) | Q(merged_into__user__in=users)).order_by()
    keys = dict(entries.annotate(key=Coalesce("user", "merged_into__user")).values_list("pk", "key"))
    was_entered = Person.history.filter(id__in=keys).order_by().values_list("name", "id")
    was_called = User.history.filter(id__in=[user.pk for user in users]).order_by().values_list("name", "id")
    before = [*((name, keys[entry]) for name, entry in was_entered), *was_called]
    is_entered = [(name, keys[entry]) for name, entry in entries.values_list("name", "pk")]
    return before, is_entered + [(user.name, user.pk) for user in users]


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
    accounts = {named.person.account_id for named in accused(people) if named.person and named.person.account_id}
    called = [words(named.called) for named in _adults_without_account(people)]
    if not accounts and not called:
        return False
    heads = [head.user for head in contacts(school, Role.HEADTEACHER)]
    if accounts & {head.pk for head in heads}:
        return True
    before, now = _names_of(heads) if called else ([], [])
    heads_called = HEAD_TITLES.union(*(_surname(name) for name, _ in [*before, *now]))
    return any(each & heads_called for each in called)


def _adults_without_account(people: list[Named]) -> list[Named]:
    return [one for one in accused(people) if not one.is_pupil and not (one.person and one.person.account_id)]


def _surname(name: str) -> frozenset[str]:
    """The words of it: "Imogen Thackray-Jones" and "Thackray-Jones, Imogen". An initial is no surname."""
    written = plain(name.partition(",")[0]).split()
    return frozenset(word for word in words(written[-1] if written else "") if len(word) > 1)


def may_work_here(named: list[Named], school: School) -> bool:
    """An alleged instigator works or volunteers here, or may: such an incident is restricted.

    So may an adult without an account who bears the name of somebody with a role at the school or a sister school,
    or is called by a part of the name of somebody who handles incidents here ("Mrs Coordinator", "Cora"): a second
    entry, it may be, and nobody handles what is alleged against themselves.
    """
    if any(one.may_work_here for one in accused(named)):
        return True
    unknown = _adults_without_account(named)
    if not unknown:
        return False
    schools = {school.pk, *School.objects.filter(federation__schools=school).values_list("pk", flat=True)}
    held = Membership.objects.in_force().touching(schools)
    names = _accounts_by_name(list(User.objects.filter(pk__in=held.values("user"), is_active=True)))
    handlers = {holder.user for holder in contacts(school, *HANDLERS)}
    return any(_may_mean(bare(one.called), names, handlers) for one in unknown)


def _may_mean(called: frozenset[str], names: dict[frozenset[str], User], handlers: set[User]) -> bool:
    """It is, or holds, the name of one of them; or it is a part of a handler's, and nothing else."""
    return any(
        called == name or (len(name) > 1 and name < called) or (bool(called) and called < name and user in handlers)
        for name, user in names.items()
    )


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
            if known.issuperset(user.pk for user in users):
                return  # this was done before
            for user in users:
                if user.pk not in known:
                    Reader(incident=incident, user=user, by=by, reason=reason, at=clock.now()).save_as(by, reason)
            incident.note(f"{reason}. Tell the local authority (LADO).", by=by, verb="fall_back")
            return
