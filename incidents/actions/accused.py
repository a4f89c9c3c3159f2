"""Who is accused in an incident, and what follows from it for who may handle it."""

from dataclasses import replace

from core import clock
from people.models import Membership, Person, School, User
from people.names import bare
from people.roles import Role

from ..models import Incident, Involvement, Reader
from ..queries import contacts, may_be_let_in, not_accused
from ..routing import DUTIES, Route
from ..statement import Named
from ..typed_names import accounts_by_name, means_head, meant

FELL_BACK = "Everybody who would handle it is accused in it"
NOBODY_LEFT = "Everybody who would handle it is accused in it or has stepped back"
NOBODY_THERE = "Nobody holds the role that would handle it"
HANDLERS = (Role.COORDINATOR, Role.SAFEGUARDING_LEAD)  # of what is not restricted, beside the head


def accused(people: list[Named]) -> list[Named]:
    return [named for named in people if named.part == Involvement.Part.INSTIGATOR]


def recognised(named: list[Named], school: School) -> list[Named]:
    """The people, a typed instigator who bears the name of somebody with a role here known as that account.

    By their entry on the register where they have one: nobody reads what is alleged against them, however they were
    written down. No entry is made of it: who looks at the register is not told of a report. Where several have the
    name, it stays as typed: any of them may be meant.
    """
    if not any(one.is_only_typed for one in accused(named)):
        return named
    holders = accounts_by_name([holder.user for holder in contacts(school, *Role.values)])
    entries = {entry.user_id: entry for entry in Person.objects.filter(user__in=set().union(*holders.values()))}
    people, known = [], {one.person for one in named if one.person}
    for one in named:
        bearers = holders.get(bare(one.name), ()) if one.is_only_typed and one in accused(named) else ()
        user = next(iter(bearers)) if len(bearers) == 1 else None
        entry = entries.get(user.pk) if user else None
        if entry and entry not in known:
            known.add(entry)
            people.append(replace(one, person=entry, name=""))
        else:  # typed twice, one of the two stays as typed
            people.append(replace(one, account=user))
    return people


def accuses_head(people: list[Named], school: School) -> bool:
    """An alleged instigator is the head of this school: by account, or an adult called as the head may be.

    Rather one too many to the chair of governors than one to the head about the head.
    """
    accounts = {named.account_id for named in accused(people)} - {None}
    called = [named.called for named in _adults_without_account(people)]
    if not accounts and not called:
        return False
    heads = [head.user for head in contacts(school, Role.HEADTEACHER)]
    keys = {head.pk for head in heads}
    return bool(accounts & keys) or any(means_head(name, heads) for name in called)


def _adults_without_account(people: list[Named]) -> list[Named]:
    return [one for one in accused(people) if not one.is_pupil and not one.account_id]


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
    names = accounts_by_name(list(User.objects.filter(pk__in=held.values("user"), is_active=True)))
    handlers = {holder.user for holder in contacts(school, *HANDLERS)}
    return any(any(meant(bare(one.called), names, handlers)) for one in unknown)


def make_sure_somebody_handles(incident: Incident, by: User) -> None:
    """Where everybody who would handle it is accused in it or has stepped back, the chair of governors does.

    Where the chair cannot either, others read it by name: they do not handle it, but they can tell the local
    authority. Nobody is let in whom a typed name may mean. Where nobody is left the report is still taken: who is
    appointed later finds it, and the receipt says whom to ring.
    """
    handlers = DUTIES[Route(incident.route)].handlers
    if not_accused(incident, *handlers):
        return
    there = bool(contacts(incident.school, *handlers))
    if there and incident.route != Route.ABOUT_HEAD and may_be_let_in(incident, Role.CHAIR_OF_GOVERNORS):
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
        if users := [holder.user for holder in may_be_let_in(incident, *roles)]:
            known = set(incident.readers.values_list("user", flat=True))
            if known.issuperset(user.pk for user in users):
                return  # this was done before
            for user in users:
                if user.pk not in known:
                    Reader(incident=incident, user=user, by=by, reason=reason, at=clock.now()).save_as(by, reason)
            incident.note(f"{reason}. Tell the local authority (LADO).", by=by, verb="fall_back")
            return
