"""The schools' policies: started from presets, decided, approved, revised; and a draft that waits."""

from datetime import date, timedelta
from typing import Any

from core import clock
from people.calendar import AcademicYear
from people.models import User
from policies.actions import new_draft, save_grid, start_policy
from policies.models import Cell, Matrix, PolicyVersion, Row
from policies.tables import Choice, Side, Table

from .diary import at, open_day_after
from .files import read
from .people import Site

FEDERATION, CEDAR = "federation", "cedar"


def load_policies(sites: dict[str, Site], first: AcademicYear, revised: AcademicYear, drafted: date) -> None:
    """Both policies long before the first incident; the federation's second version from `revised` on, and a draft."""
    for key in (FEDERATION, CEDAR):
        _first_version(key, sites, first)
    version = PolicyVersion.objects.get(policy__title=read("policies")[FEDERATION]["title"])
    _second_version(version, sites["ALD"], revised)
    _draft(version, sites["ALD"], drafted)


def _first_version(key: str, sites: dict[str, Site], first: AcademicYear) -> None:
    written = read("policies")[key]
    site = sites[written["schools"][0]]
    by = site.coordinator
    begun = open_day_after(date(first.start, 2, 2), 0)
    with clock.set_to(at(begun, 10)):
        version = start_policy(
            title=written["title"],
            schools=[sites[code].school for code in written["schools"]],
            by=by,
            sources=written["sources"],
            **{name: written[name] for name in ("monitored_by", "monitored_how_often", "governors_receive_a_report")},
        )
    with clock.set_to(at(open_day_after(begun, 12), 15, 40)):
        _decide(version, written, by)
    _approve(version, site, written, approved=open_day_after(begun, 25), effective=date(first.start, 4, 1))


def _second_version(version: PolicyVersion, site: Site, revised: AcademicYear) -> None:
    written = read("policies")[FEDERATION]
    begun = open_day_after(date(revised.start, 5, 11), 0)
    with clock.set_to(at(begun, 14, 20)):
        draft = new_draft(version.policy, by=site.coordinator)
        _decide(draft, written["revised"], site.coordinator)
    _approve(draft, site, written, approved=open_day_after(begun, 30), effective=revised.first_day)


def _draft(version: PolicyVersion, site: Site, drafted: date) -> None:
    """The next draft has new rows, about which nothing has been decided."""
    with clock.set_to(at(drafted, 15, 50)):
        draft = new_draft(version.policy, by=site.coordinator)
        for row in read("policies")[FEDERATION]["new_row"]:
            matrix = draft.matrices.get(kind=row["matrix"])
            last = Row.objects.filter(matrix=matrix).order_by("group__position", "position").last()
            if last is not None:
                Row(
                    matrix=matrix,
                    group=last.group,
                    key=row["key"],
                    label=row["label"],
                    four_c=row.get("four_c", ""),
                    position=last.position + 1,
                ).save_as(site.coordinator, "Wanted by the computing leads")


def _approve(version: PolicyVersion, site: Site, written: dict[str, Any], *, approved: date, effective: date) -> None:
    """Submitted in time for the board to read it, and approved at its meeting."""
    with clock.set_to(at(open_day_after(approved - timedelta(days=10), 0), 16, 5)):
        version.submit(by=site.coordinator)
    with clock.set_to(at(approved, 20, 15)):  # governors meet in the evening
        version.approve(
            by=site.chair_of_governors,
            approving_body=written["approving_body"],
            approved_on=approved,
            effective_from=effective,
            review_due=effective + timedelta(days=365),
            minute_reference=f"{written['minute']} {approved:%y}/{approved.timetuple().tm_yday % 40 + 10}",
        )


def _decide(version: PolicyVersion, written: dict[str, Any], by: User) -> None:
    for matrix in version.matrices.all():
        said = written.get(matrix.kind, {})
        save_grid(matrix, _sanctions(matrix, said) if matrix.kind in Matrix.SANCTIONS else _sides(matrix, said), by=by)


def _sides(matrix: Matrix, said: dict[str, Any]) -> list[Choice]:
    """What was decided in tables with one decision for each row and side."""
    choices = []
    for side in (side for line in Table(matrix).lines for side in line.sides):
        decided = said.get(side.row.key)
        if isinstance(decided, dict):
            decided = decided.get(side.group.key)
        if decided:
            column, note = decided if isinstance(decided, list) else (decided, "")
            choices.append(Choice(side.name, column, note, shown=side.saved))
    return choices


def _sanctions(matrix: Matrix, said: dict[str, str]) -> list[Choice]:
    """What was decided in a sanctions table: each cell of the rows that are named."""
    return [
        Choice(place.name, _value(said[side.row.key].split(), number), shown=place.saved)
        for side in _all_sides(matrix)
        if side.row.key in said
        for number, place in enumerate(side.places, start=1)
    ]


def _all_sides(matrix: Matrix) -> list[Side]:
    return [side for line in Table(matrix).lines for side in line.sides]


def _value(marks: list[str], number: int) -> str:
    if str(number) in marks:
        return Cell.Value.YES
    return Cell.Value.CONDITIONAL if f"({number})" in marks else Cell.Value.NO
