"""What changes more than one table: reporting an incident."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format

from core import clock
from core.access import Refused
from people.models import Membership, Person, School, User
from people.roles import Role
from policies.models import Matrix, PolicyVersion, Row

from .access import IncidentAccess
from .codes import Branch
from .kinds import kind_of
from .models import Incident, Involvement
from .references import new_reference
from .statement import Named, Report


def report(sent: Report, *, by: User) -> Incident:
    """Log an incident, route it, and start its chronology. The same form sent twice gives the first incident."""
    IncidentAccess.require(by, "report", sent.school)
    try:
        with transaction.atomic():
            return _log(sent, by)
    except IntegrityError:
        if earlier := Incident.objects.receipts_of(by).filter(submission=sent.submission).first():
            return earlier
        if Incident.objects.filter(submission=sent.submission).exists():
            raise Refused("This form was sent before by somebody else. Reload the page and send it again.") from None
        raise


def _log(sent: Report, by: User) -> Incident:
    kind = kind_of(sent.kind)
    about_head = sent.about_headteacher or _accuses_head(sent)
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
        restricted=about_head or kind.restricted or _accuses_an_adult_here(sent),
        about_headteacher=about_head,
        images_of_children=kind.no_files,
        data_breach=kind.data_breach,
    )
    incident.save_as(by, "Reported")
    for named in sent.people:
        _involve(incident, named, by)
    incident.note("Reported.", by=by, verb="report")
    return incident


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


def _accuses_an_adult_here(sent: Report) -> bool:
    return any(named.part == Involvement.Part.INSTIGATOR and named.may_work_here for named in sent.people)


def _accuses_head(sent: Report) -> bool:
    """An alleged instigator from the register or by name is the head of this school."""
    heads = [head.user for head in Membership.objects.contacts(sent.school, Role.HEADTEACHER)]
    ids, names = {head.pk for head in heads}, {head.name.casefold() for head in heads}
    return any(
        named.part == Involvement.Part.INSTIGATOR
        and (named.person.user_id in ids if named.person else named.name.strip().casefold() in names)
        for named in sent.people
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
