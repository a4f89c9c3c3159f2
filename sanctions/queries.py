"""What was recommended and decided about the people of one incident, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, QuerySet

from core.statements import Statement
from incidents.full_incident import keep, may_have
from incidents.models import Incident, Involvement
from people.models import User
from policies.models import Cell, Column
from policies.queries.approved import OfApproved, recommended

from .models import Action, Sanction, SanctionsTable
from .querysets import SanctionQuerySet
from .referred import ReferralLine, agencies_of


@dataclass(slots=True)
class PersonActions:
    """One person: the misuse found, what the table recommends for it, and what was decided."""

    involvement: Involvement
    table: SanctionsTable | None
    columns: list[Column] = field(default_factory=list)  # every action of the table
    recommended: list[Action] = field(default_factory=list)
    decided: dict[int, Sanction] = field(default_factory=dict)  # by column
    others: list[Sanction] = field(default_factory=list)  # decided, though not recommended

    @property
    def to_choose(self) -> list[Action]:
        """Recommended, and decided by whoever handles it: what is a referral decides itself."""
        return [action for action in self.recommended if not agencies_of(action.column)]

    @property
    def open(self) -> list[Action]:
        """Of these, what is still to decide."""
        return [action for action in self.to_choose if action.column.pk not in self.decided]

    @property
    def referrals(self) -> list[ReferralLine]:
        """Recommended actions that are a referral, decided or not."""
        incident, referrals = self.involvement.incident, (one for one in self.recommended if agencies_of(one.column))
        return [ReferralLine(incident, action, self.decided.get(action.column.pk)) for action in referrals]

    @property
    def to_put_right(self) -> list[Sanction]:
        """Of what is not recommended and was decided: what is no referral."""
        return [sanction for sanction in self.others if not agencies_of(sanction.action)]

    @property
    def other_columns(self) -> list[Column]:
        """Actions of the table that it does not recommend here and nobody has decided on; a referral is none."""
        offered = {action.column.pk for action in self.recommended} | self.decided.keys()
        return [column for column in self.columns if column.pk not in offered and not agencies_of(column)]

    @property
    def lines(self) -> list[tuple[Action, Sanction]]:
        """Chosen, of what is recommended, in the order of the table."""
        return [
            (action, self.decided[action.column.pk]) for action in self.to_choose if action.column.pk in self.decided
        ]


def actions_of(incident: Incident, *, to_choose: bool = True) -> list[PersonActions]:
    """For each person whose part or misuse calls for it. `incident` as incidents.full_incident gives it.

    `to_choose`: with the other actions of their table, which only who decides has a use for.
    """
    decided = DECIDED.records(incident.pk) if may_have(incident, "sanctions") else []
    for person in incident.involvements.all():
        keep(person, "sanctions", [sanction for sanction in decided if sanction.involvement_id == person.pk])
    people = [person for person in incident.involvements.all() if _concerns(person)]
    if not people:
        return []
    tables = _tables(incident)
    columns = _columns(tables) if to_choose else {}
    cells = _recommended_cells(incident, {misuse.row_id for person in people for misuse in person.misuses.all()})
    return [_of(person, tables.get(person.table_kind), columns, cells) for person in people]


def as_lines(sanctions: SanctionQuerySet) -> SanctionQuerySet:
    """With what a line says of each."""
    return sanctions.select_related(
        "action", "involvement__person", "involvement__incident__school", "to_lift_by", "lifted_by"
    )


def for_lifting(sanctions: SanctionQuerySet, user: User) -> SanctionQuerySet:
    """As lines with `reads`: the user may open the incident too; and `lifts`: the user may lift it."""
    readable = Incident.objects.readable_by(user).filter(pk=OuterRef("involvement__incident"))
    liftable = Sanction.objects.liftable_by(user).filter(pk=OuterRef("pk"))
    return as_lines(sanctions).annotate(reads=Exists(readable), lifts=Exists(liftable))


def by_end(sanctions: Iterable[Sanction]) -> list[tuple[str, list[Sanction]]]:
    """`(heading, sanctions)`: what is overdue, what is due within a week, what goes on."""
    headings: dict[str, list[Sanction]] = {"Overdue": [], "Due within a week": [], "In force": []}
    for sanction in sanctions:
        heading = "Overdue" if sanction.is_overdue else "Due within a week" if sanction.is_due else "In force"
        headings[heading].append(sanction)
    return [(heading, listed) for heading, listed in headings.items() if listed]


def _concerns(person: Involvement) -> bool:
    found = person.part == Involvement.Part.INSTIGATOR or bool(person.misuses.all()) or bool(person.sanctions.all())
    return found and person.counts


def _tables(incident: Incident) -> dict[str, SanctionsTable]:
    tables: list[SanctionsTable] = TABLES.records(incident.policy, incident.policy.pk)
    for table in tables:
        table.version = incident.policy
    return {table.kind: table for table in tables}


def _tables_of(version: int) -> QuerySet[SanctionsTable]:
    return SanctionsTable.objects.filter(version=version)


def _decided(incident: int) -> QuerySet[Sanction]:
    found = Sanction.objects.filter(involvement__incident=incident)
    return found.select_related("action", "by", "to_lift_by", "lifted_by")


DECIDED, TABLES = Statement(_decided), OfApproved(Statement(_tables_of))


def _columns(tables: dict[str, SanctionsTable]) -> dict[str, list[Column]]:
    """The actions of each table, in its order, by the kind of the table."""
    found: dict[str, list[Column]] = defaultdict(list)
    columns = Column.objects.filter(group__matrix__in=tables.values()).select_related("group__matrix")
    for column in columns.order_by("group__position", "position"):
        found[column.group.matrix.kind].append(column)
    return found


def _recommended_cells(incident: Incident, rows: set[int]) -> dict[int, list[Cell]]:
    """Recommended cells by row. Each row is of a version that was in force at some time."""
    by_row: dict[int, list[Cell]] = defaultdict(list)
    if rows:
        for cell in recommended(incident.policy, rows):
            by_row[cell.row_id].append(cell)
    return by_row


def _of(
    person: Involvement,
    table: SanctionsTable | None,
    columns: dict[str, list[Column]],
    cells: dict[int, list[Cell]],
) -> PersonActions:
    found = [cell for misuse in person.misuses.all() for cell in cells.get(misuse.row_id, [])]
    recommended = SanctionsTable.strongest(found)
    offered = {action.column.pk for action in recommended}
    sanctions = list(person.sanctions.all())
    return PersonActions(
        involvement=person,
        table=table,
        columns=columns.get(person.table_kind, []),
        recommended=recommended,
        decided={sanction.action_id: sanction for sanction in sanctions if sanction.action_id},
        others=[sanction for sanction in sanctions if sanction.action_id not in offered],
    )
