"""Layouts, from fine to coarse, of what came of incidents, of the rows of a policy, and of agreements signed."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from incidents.codes import Device
from incidents.models import Involvement
from policies.models import Row
from reports.registers import kinds_of_agreement
from reports.statistics import UNKNOWN

from .layouts import NOTHING, Group, Layout, rare_together


def devices() -> Iterator[Layout]:
    """An adult's own device is shown with what is not known: alone it would tell of an adult."""
    tablet, computer = _of(Device.SCHOOL_TABLET), _of(Device.SCHOOL_COMPUTER)
    phone, other = _of(Device.PUPIL_PHONE), _of(Device.PUPIL_OTHER)
    rest = Group("rest", "An adult’s own device, none, or not known", (Device.ADULT_DEVICE, Device.UNKNOWN))
    yield tablet, computer, phone, other, rest
    of_school = Group("school", "A school device", (Device.SCHOOL_TABLET, Device.SCHOOL_COMPUTER))
    own = Group("own", "A pupil’s own device", (Device.PUPIL_PHONE, Device.PUPIL_OTHER))
    yield of_school, own, rest
    others = (Device.PUPIL_PHONE, Device.PUPIL_OTHER, Device.ADULT_DEVICE, Device.UNKNOWN)
    yield of_school, Group("rest", "Any other device, none, or not known", others)
    yield NOTHING


def _of(device: Device) -> Group:
    return Group(str(device.value), str(device.label), (device.value,))


def parents() -> Iterator[Layout]:
    informed, not_informed = Involvement.Parents.INFORMED.value, Involvement.Parents.NOT_INFORMED.value
    yes = Group(informed, "Informed", (informed,))
    because = Group(not_informed, "Not informed; the reason is on record", (not_informed,))
    yield yes, because, Group(UNKNOWN, "Not yet decided", (UNKNOWN,))
    yield yes, Group("rest", "Not informed for a recorded reason, or not yet decided", (not_informed, UNKNOWN))
    yield NOTHING


def policy_rows(rows: Sequence[Row], counts: Counter[str], counted: frozenset[str], limit: int) -> Iterator[Layout]:
    """Each row of the policy; those that would tell by being there together with all that no row says.

    `counted`: keys that are counted in one of the years; the policy of today may not have them all.
    """
    named = [row for row in rows if not _tells(row)]
    placed = {row.key for row in named}
    covers = tuple(sorted(({row.key for row in rows} | counted) - placed - {UNKNOWN}))
    fine = (
        *(Group(row.key, row.label, (row.key,)) for row in named),
        Group("rest", f"All other rows ({len(covers)}), and those not placed yet", (*covers, UNKNOWN), band=True),
    )
    yield fine
    yield rare_together(fine, counts, limit, "All other rows, and those not placed yet")
    yield tuple(_by_area(named, (*covers, UNKNOWN)))
    yield NOTHING


def _by_area(rows: Iterable[Row], rest: tuple[str, ...]) -> Iterator[Group]:
    """Rows under their headings in the policy."""
    headings: dict[str, list[str]] = {}
    for row in rows:
        headings.setdefault(row.group.label or "Other rows", []).append(row.key)
    for place, (label, keys) in enumerate(headings.items()):
        yield Group(f"heading{place}", label, tuple(keys))
    yield Group("rest", "All other rows, and those not placed yet", rest, band=True)


def _tells(row: Row) -> bool:
    """That there was one at all would point to a child, to a crime, or to a member of staff."""
    return row.illegal or row.safeguarding or row.no_files or bool(row.police_case)


def agreements() -> Iterator[Layout]:
    yield tuple(Group(str(kind), label, (str(kind),)) for kind, label in kinds_of_agreement())
    kinds = [str(kind) for kind, _ in kinds_of_agreement()]
    staff, *pupils, parents, governors, volunteers, visitors = kinds
    yield (
        Group("pupils", "Pupils", tuple(pupils)),
        Group("parents", "Parents and carers", (parents,)),
        Group("adults", "Staff, governors, volunteers and visitors", (staff, governors, volunteers, visitors)),
    )
    yield NOTHING
