"""What is still needed before an incident may close, apart from the finding and its reasons."""

from typing import TYPE_CHECKING, NamedTuple

from policies.models import Cell, Row

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
    if count := len(_undecided_actions(incident)):
        missing.append(Missing(f"decide {count} recommended action{'s' * (count > 1)}", "actions"))
    for involvement in incident.involvements.all():
        if involvement.is_pupil and not involvement.parents:
            name = involvement.display_name
            missing.append(Missing(f"say whether the parents of {name} were informed, or why not", "people"))
    if tasks := incident.tasks.open().count():
        missing.append(Missing(f"have {tasks} open task{'s' * (tasks > 1)} done, or cancelled", "tasks"))
    if incident.is_illegal and not incident.referrals.exists():
        missing.append(Missing("refer it to the authorities, or say why not", "stands"))
    return missing


def _undecided_actions(incident: "Logged") -> set[tuple[int, int]]:
    """`(involvement, column)` that the sanctions table recommends and nobody has decided on."""
    recommended = Cell.objects.recommended_for(Row.objects.filter(misuses__involvement__incident=incident.pk))
    pairs = recommended.filter(row__misuses__involvement__incident=incident.pk)
    decided = incident.involvements.filter(sanctions__action__isnull=False)
    return set(pairs.values_list("row__misuses__involvement_id", "column_id")) - set(
        decided.values_list("pk", "sanctions__action_id")
    )
