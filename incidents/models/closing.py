"""What is still needed before an incident may close, apart from the finding and its reasons."""

from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Exists, F, OuterRef, QuerySet

from policies.models import Cell, Column

if TYPE_CHECKING:
    from .incident.logged import Logged


class Missing(NamedTuple):
    """Something that is still needed before closing, and where on the page it is done."""

    text: str
    anchor: str


def still_missing(incident: "Logged") -> list[Missing]:
    """A sentence for each point, in the order of the page."""
    missing = []
    if incident.to_complete:
        missing.append(Missing("complete what was noted quickly", "what"))
    pairs = undecided_actions(incident.pk).values("involvement", "column")  # type: ignore[misc]  # annotated there
    if count := pairs.distinct().count():
        missing.append(Missing(f"decide {count} recommended action{'s' * (count > 1)}", "actions"))
    for involvement in incident.involvements.all():
        if involvement.is_pupil and not involvement.parents:
            name = involvement.display_name
            missing.append(Missing(f"say whether the parents of {name} were informed, or why not", "people"))
    if tasks := incident.tasks.open().count():
        missing.append(Missing(f"have {tasks} open task{'s' * (tasks > 1)} done, or cancelled", "tasks"))
    if any(investigation.is_open for investigation in incident.investigations.all()):
        missing.append(Missing("have the investigation signed by both, or stop it", "investigation"))
    if incident.is_illegal and not incident.referrals.exists():
        missing.append(Missing("refer it to the authorities, or say why not", "stands"))
    elif incident.awaits_police:
        missing.append(Missing(f"refer it to the Police (“{incident.user_action}”), or say why not", "stands"))
    return missing


def undecided_actions(incident: int | OuterRef) -> QuerySet[Cell]:
    """What the sanctions table recommends for an `involvement` of the incident and nobody has decided on."""
    found = Cell.objects.recommended().filter(row__misuses__involvement__incident=incident)
    found = found.annotate(involvement=F("row__misuses__involvement"))
    decided = Column.objects.filter(pk=OuterRef("column"), sanctions__involvement=OuterRef("involvement"))
    return found.filter(~Exists(decided))
