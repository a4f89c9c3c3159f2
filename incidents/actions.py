"""What changes more than one table: reporting an incident."""

from dataclasses import replace
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format

from core import clock
from core.access import Refused
from people.models import Person, School, User
from people.names import folded, plain, words
from people.roles import Role
from policies.models import Matrix, PolicyVersion, Row

from .access import IncidentAccess
from .codes import Branch
from .kinds import kind_of
from .models import Incident, Involvement, Reader
from .queries import contacts, not_accused
from .references import new_reference
from .routing import DUTIES
from .statement import Named, Report


class SentBefore(Refused):
    """The key of the form belongs to another incident."""


FELL_BACK = "Everybody who would handle it is accused in it"
NOBODY_THERE = "Nobody holds the role that would handle it"
HEAD_TITLES = frozenset({"head", "headteacher", "headmaster", "headmistress"})
# What a form says of an incident: sent again under the same key, all of it must be the same.
SAID = (
    "school", "kind", "place", "place_detail", "device", "occurred_at", "occurred_precision", "told_by",
    "description", "immediate_action", "child_in_danger", "told_in_person", "device_kept",
)  # fmt: skip


def report(sent: Report, *, by: User) -> Incident:
    """Log an incident, route it, and start its chronology. The same form sent twice gives the first incident."""
    IncidentAccess.require(by, "report", sent.school)
    try:
        with transaction.atomic():
            return _log(sent, by)
    except IntegrityError:
        if earlier := Incident.objects.filter(submission=sent.submission).first():
            return _sent_before(earlier, sent, by)
        raise


def _sent_before(earlier: Incident, sent: Report, by: User) -> Incident:
    """The incident that the same form made before; another incident under its key is not swallowed but refused."""
    if earlier.reported_by_id != by.pk:
        raise SentBefore("This form was sent before by somebody else. Check your answers and send it again.")
    people = {(folded(person.display_name), person.part) for person in earlier.involvements.select_related("person")}
    same = people == {(folded(named.called), named.part) for named in sent.people}
    same = same and all(getattr(earlier, field) == getattr(sent, field) for field in SAID)
    more = (sent.about_headteacher and not earlier.about_headteacher) or (
        sent.may_be_illegal and not earlier.is_illegal
    )
    if more or not same:
        raise SentBefore(
            f"This form was sent already and is {earlier.reference}. If this is another incident, send it again."
        )
    return earlier


def _log(sent: Report, by: User) -> Incident:
    kind = kind_of(sent.kind)
    people = _recognised(sent, by)
    about_head = sent.about_headteacher or _accuses_head(people, sent.school)
    row = suggested_row(sent)
    incident = Incident(
        school=sent.school,
        reference=_unused_reference(sent.school),
        submission=sent.submission,
        reported_by=by,
        reported_at=clock.now(),
        told_by=sent.told_by,
        occurred_at=sent.occurred_at,
        occurred_precision=sent.occurred_precision,
        place=sent.place,
        place_detail=sent.place_detail,
        device=sent.device,
        kind=sent.kind,
        user_action=row,
        four_c=row.four_c if row else kind.four_c,
        description=sent.description,
        immediate_action=sent.immediate_action,
        child_in_danger=sent.child_in_danger,
        told_in_person=sent.told_in_person,
        device_kept=sent.device_kept,
        branch=Branch.ILLEGAL if sent.may_be_illegal or kind.stop else Branch.UNSUITABLE,
        safeguarding=kind.safeguarding or sent.child_in_danger,
        restricted=about_head or kind.restricted or any(named.may_work_here for named in _accused(people)),
        about_headteacher=about_head,
        images_of_children=kind.no_files,
        data_breach=kind.data_breach,
    )
    incident.save_as(by, "Reported")
    for named in people:
        _involve(incident, named, by)
    incident.note("Reported.", by=by, verb="report")
    _make_sure_somebody_reads(incident, by)
    return incident


def _make_sure_somebody_reads(incident: Incident, by: User) -> None:
    """Where everybody who would handle it is accused in it, others read it by name.

    They cannot handle it, but they can tell the local authority. Where nobody is left the report is still taken:
    who is appointed later finds it, and the receipt says whom to ring.
    """
    if not incident.restricted or not_accused(incident, *DUTIES[incident.route].handlers):
        return
    for roles in ((Role.SAFEGUARDING_LEAD,), (Role.SENIOR_LEADER,), (Role.CHAIR_OF_GOVERNORS, Role.GOVERNOR)):
        if readers := not_accused(incident, *roles):
            there = contacts(incident.school, *DUTIES[incident.route].handlers)
            reason = FELL_BACK if there else NOBODY_THERE
            for reader in readers:
                Reader(incident=incident, user=reader.user, by=by, reason=reason, at=clock.now()).save_as(by, reason)
            incident.note(f"{reason}. Tell the local authority (LADO).", by=by, verb="fall_back")
            return


def _involve(incident: Incident, named: Named, by: User) -> None:
    person = named.person
    works_here = named.works_or_volunteers
    if person and person.kind == Person.Kind.STAFF:
        works_here = Involvement.WorksHere.YES
    Involvement(
        incident=incident,
        person=person,
        name="" if person else named.name,
        kind=person.kind if person else named.kind,
        part=named.part,
        works_or_volunteers=works_here,
        year_group=person.year_group if person else "",
    ).save_as(by, "Reported")


def suggested_row(sent: Report) -> Row | None:
    """The policy row that the kind suggests, in the version in force when it happened. None is refused for it."""
    key = kind_of(sent.kind).row
    if not key:
        return None
    day = timezone.localdate(sent.occurred_at or clock.now())
    version = PolicyVersion.objects.in_force(sent.school, day)
    rows = Row.objects.filter(group__matrix__version=version, group__matrix__kind=Matrix.Kind.USER_ACTIONS)
    return rows.filter(key=key).first()


def _accused(people: list[Named]) -> list[Named]:
    return [named for named in people if named.part == Involvement.Part.INSTIGATOR]


def _recognised(sent: Report, by: User) -> list[Named]:
    """The people, a typed instigator who bears the name of somebody with a role here replaced by that person.

    Whoever holds a role has an entry on the register: so nobody reads what is alleged against them, however they
    were written down.
    """
    if not any(named.person is None for named in _accused(sent.people)):
        return sent.people
    holders = {folded(holder.user.name): holder.user for holder in contacts(sent.school, *Role.values)}
    people, known = [], {named.person for named in sent.people}
    for named in sent.people:
        user = holders.get(folded(named.name)) if not named.person and named in _accused(sent.people) else None
        entry = _entry_of(user, sent.school, by) if user else None
        is_new = entry is not None and entry not in known  # typed twice, one of the two stays as typed
        people.append(replace(named, person=entry, name="") if is_new else named)
        known.add(entry)
    return people


def _entry_of(user: User, school: School, by: User) -> Person:
    """The register entry of an account, made where there is none."""
    entry = Person.objects.filter(user=user).first()
    if entry is None:
        entry = Person(school=school, kind=Person.Kind.STAFF, name=user.name, user=user)
        entry.save_as(by, "Named in a report")
    return entry


def _accuses_head(people: list[Named], school: School) -> bool:
    """An alleged instigator is the head of this school: by account, or an adult called by the head's surname or title.

    Rather one too many to the chair of governors than one to the head about the head.
    """
    heads = [head.user for head in contacts(school, Role.HEADTEACHER)]
    ids, surnames = {head.pk for head in heads}, {plain(head.name).split()[-1] for head in heads}
    called = HEAD_TITLES.union(*(words(surname) for surname in surnames))
    return any(
        named.person.user_id in ids
        if named.person and named.person.user_id
        else not named.is_pupil and bool(words(named.called) & called)
        for named in _accused(people)
    )


def _unused_reference(school: School) -> str:
    while Incident.objects.filter(reference=(reference := new_reference(school.code))).exists():
        continue
    return reference


@transaction.atomic
def record_parents(incident: Incident, answers: list[tuple[Involvement, dict[str, Any]]], *, by: User) -> None:
    """Record for each pupil whether the parents were informed, or why not: all of them or none."""
    incident.lock()
    incident.access.require(by, "record_parents", incident)
    if any(involvement.incident_id != incident.pk for involvement, _ in answers):
        raise Refused("Somebody here is not a part of this incident.")
    for involvement, said in answers:
        if any(getattr(involvement, name) != value for name, value in said.items()):
            involvement.inform_parents(by=by, **said)
            incident.note(_told_parents(involvement), by=by, verb="record_parents")


def _told_parents(involvement: Involvement) -> str:
    name = involvement.display_name
    if involvement.parents == Involvement.Parents.INFORMED:
        on = date_format(involvement.parents_informed_on or clock.today(), "j F Y")
        how = f", {involvement.parents_informed_how}" if involvement.parents_informed_how else ""
        return f"Parents of {name} informed on {on} by {involvement.parents_informed_by}{how}."
    return f"Parents of {name} not informed, because: {involvement.parents_reason}"
