"""What happened, where, with what, and in which year groups."""

from collections.abc import Callable, Iterable

from incidents import kinds, patterns
from incidents.codes import Device, Place
from incidents.filtering import NOT_SAID
from people import year_groups
from policies.models import FourC

from .figures import Figures, Way, by_size, most
from .queries import ROWS, YEARS, Tally

COLUMNS = ("four_c", "kind", "place", "device")


def figures(codes: dict[str, Tally], way: Way, rows: dict[str, str]) -> list[Figures]:
    """`codes`: the tallies by each of COLUMNS, by YEARS and by ROWS. `rows`: what the rows are called, by key."""
    return [
        _areas(codes["four_c"], way),
        _coded("kinds", "What it was", "Kind", codes["kind"], _kinds(codes["kind"]), "kind", way),
        _coded("places", "Where it happened", "Place", codes["place"], Place.choices, "place", way),
        _coded("devices", "On which device", "Device", codes["device"], Device.choices, "device", way),
        _years(codes[YEARS], codes["place"].now.total(), way),
        _rows(codes[ROWS], rows, way),
    ]


def _kinds(tally: Tally) -> list[tuple[str, str]]:
    """Those that are offered, and those that were once."""
    keys = dict.fromkeys([*kinds.kinds(), *tally.now, *tally.before])
    return [(key, kinds.kind_of(key).label) for key in keys]


def _coded(
    key: str, title: str, head: str, tally: Tally, offered: Iterable[tuple[str, str]], name: str, way: Way
) -> Figures:
    asked: Callable[[str], dict[str, str]] = lambda code: {name: code}  # noqa: E731
    lines = by_size(way.lines(tally, offered, asked))
    return Figures(key, title, head, lines, most(lines, tally.now.total()), compares=way.asked.compares)


def _rows(tally: Tally, named: dict[str, str], way: Way) -> Figures:
    """What was used, as far as it is known: the policy names technologies and services among what is done with them."""
    lines = by_size(way.lines(tally, named.items(), lambda key: {"row": key}))
    sentence = most(lines, tally.now.total())
    if tally.now[patterns.NO_ROW] or tally.before[patterns.NO_ROW]:
        lines.append(
            way.line("None yet", tally.now[patterns.NO_ROW], tally.before[patterns.NO_ROW], row=patterns.NO_ROW)
        )
    note = (
        "The row of the policy that a reviewer found to apply: what was done, and by which technology where the "
        "policy names it (social media, messages, games, file sharing)."
    )
    return Figures("rows", "By row of the policy", "Row", lines, sentence, note, way.asked.compares)


def _areas(tally: Tally, way: Way) -> Figures:
    """The four Cs, all of them: that there was nothing of one is worth seeing."""
    lines = [way.line(str(label), tally.now[key], tally.before[key], risk=key) for key, label in FourC.choices]
    if tally.now[""] or tally.before[""]:
        lines.append(way.line("Not said yet", tally.now[""], tally.before[""], risk=NOT_SAID))
    note = "The four areas of national guidance. A reviewer says which it was."
    sentence = most(lines, tally.now.total())
    return Figures("areas", "Area of risk", "Area", lines, sentence, note, way.asked.compares)


def _years(tally: Tally, total: int, way: Way) -> Figures:
    """In the order of the years, not by size: neighbours belong together."""
    offered = [*year_groups.CHOICES, (patterns.NO_YEAR, "No pupil whose year is known")]
    lines = way.lines(tally, offered, lambda group: {"year": group})
    note = (
        "Pupils in any part: alleged instigators, targets and witnesses. An incident with pupils of two years counts "
        "in both."
    )
    known = [line for line in lines if line.label != offered[-1][1]]
    return Figures("years", "Year group", "Year group", lines, most(known, total), note, way.asked.compares)
