"""Reporting an incident."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from core import clock
from core.access import Refused
from core.normalising import folded
from people.models import User
from policies.models import Matrix, Row
from policies.queries import row_in_force

from ..access import IncidentAccess
from ..codes import Branch
from ..kinds import Kind, kind_of
from ..models import Draft, Incident
from ..references import new_reference
from ..statement import REPORTED, Report
from .accused import accuses_head, make_sure_somebody_handles, may_work_here, recognised
from .people import involve


class SentBefore(Refused):
    """The key of the form belongs to another incident."""


# What a form says of an incident: sent again under the same key, all of it must be the same.
SAID = (
    "school", "kind", "place", "place_detail", "device", "occurred_at", "occurred_precision", "told_by",
    "description", "immediate_action", "child_in_danger", "told_in_person", "device_kept",
)  # fmt: skip


def report(sent: Report, *, by: User) -> Incident:
    """Log an incident, route it, and start its chronology. The same form sent twice gives the first incident."""
    IncidentAccess.require(by, "report", sent.school)
    reference = new_reference(sent.school.code)
    try:
        with transaction.atomic():
            return _log(sent, by, reference)
    except IntegrityError:
        if earlier := Incident.objects.filter(submission=sent.submission).first():
            return _sent_before(earlier, sent, by)
        if Incident.objects.filter(reference=reference).exists():  # chance drew one that is in use
            return report(sent, by=by)
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
            f"This form has already been sent and is {earlier.reference}. If this is another incident, send it again."
        )
    return earlier


def _log(sent: Report, by: User, reference: str) -> Incident:
    kind = kind_of(sent.kind)
    people = recognised(sent.people, sent.school)
    about_head = sent.about_headteacher or accuses_head(people, sent.school)
    row = suggested_row(sent)
    incident = Incident(
        school=sent.school,
        reference=reference,
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
        four_c=_area_of_risk(kind, row),
        description=sent.description,
        immediate_action=sent.immediate_action,
        child_in_danger=sent.child_in_danger,
        told_in_person=sent.told_in_person,
        device_kept=sent.device_kept,
        branch=Branch.ILLEGAL if sent.may_be_illegal or kind.stop else Branch.UNSUITABLE,
        safeguarding=kind.safeguarding or sent.child_in_danger,
        restricted=about_head or kind.restricted or may_work_here(people, sent.school),
        about_headteacher=about_head,
        images_of_children=kind.no_files,
        data_breach=kind.data_breach,
        to_complete=sent.to_complete,
    )
    incident.save_as(by, REPORTED)
    for named in people:
        involve(incident, named, by, REPORTED)
    incident.note("Reported.", by=by, verb="report")
    if incident.restricted:
        make_sure_somebody_handles(incident, by)
    Draft.objects.filter(user=by, submission=sent.submission).delete()
    return incident


def suggested_row(sent: Report) -> Row | None:
    """The policy row that the kind suggests, in the version in force when it happened. None is refused for it."""
    key = kind_of(sent.kind).row
    return row_in_force(sent.school, timezone.localdate(sent.occurred_at or clock.now()), key) if key else None


def _area_of_risk(kind: Kind, row: Row | None) -> str:
    """What the row says; where the school has retired that row, what the standard set says about it."""
    if row is not None or not kind.row:
        return row.four_c if row else kind.four_c
    built_in = Row.objects.filter(key=kind.row, matrix__kind=Matrix.Kind.USER_ACTIONS)
    said = built_in.filter(matrix__version__policy__is_standard=True).values_list("four_c", flat=True)
    return said.first() or kind.four_c
