"""What is noted for the next draft of a policy, and which of its parts a note may be about."""

from dataclasses import dataclass

from people.models import User
from policies import states

from ..access import PolicyAccess
from ..models import DraftNote, PolicyVersion, Row
from ..models.notes import Place

Places = list[tuple[str, list[Place]]]


def places_in(version: PolicyVersion) -> Places:
    """The parts of a version by heading: its sections, then the rows of each of its tables. Two queries."""
    found: Places = []
    if sections := [Place("", section.key, section.title) for section in version.sections.all()]:
        found.append(("Sections", sections))
    by_table: dict[str, list[Place]] = {}
    rows = Row.objects.filter(matrix__version=version).select_related("matrix")
    for row in rows.order_by("matrix__pk", "group__position", "position"):
        by_table.setdefault(row.matrix.title, []).append(Place(row.matrix.kind, row.key, row.label))
    return [*found, *by_table.items()]


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes that stand on the page of a version."""

    open: list[DraftNote]
    settled: list[DraftNote]
    is_draft: bool

    def __bool__(self) -> bool:
        return bool(self.open or self.settled)


def notes_on(version: PolicyVersion, user: User) -> Notes:
    """On a draft, what is open and what was settled; on the newest version, while there is no draft, what waits."""
    is_draft = version.status in states.BEING_WRITTEN
    if not PolicyAccess.allows(user, "read_notes", version.policy):
        return Notes([], [], is_draft)
    newer = version.policy.versions.filter(number__gt=version.number).exclude(status=states.Status.WITHDRAWN)
    if newer.exists():
        return Notes([], [], is_draft)
    notes = list(version.policy.notes.select_related("by", "settled_by"))
    settled = [note for note in notes if note.is_settled] if is_draft else []
    return Notes([note for note in notes if not note.is_settled], settled, is_draft)
