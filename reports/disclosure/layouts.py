"""How the rows of each table may be grouped, declared from fine to coarse. The last one shows totals only.

A row whose very existence would tell stands in a group with others; where that group is small it is shown as a band
("0 to 4") whether or not there was anything.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from incidents.codes import Place
from incidents.kinds import Kind, groups, kinds
from people.models import School
from policies.models import FourC, Meaning
from reports.statistics import UNKNOWN


@dataclass(frozen=True, slots=True)
class Group:
    """A row: the codes it counts together. `band`: small numbers are shown as a band. `telling`: never shown small."""

    key: str
    label: str
    covers: tuple[str, ...]
    band: bool = False
    telling: bool = False


Layout = tuple[Group, ...]
NOTHING: Layout = ()


def _one(key: str, label: str) -> Group:
    return Group(key, label, (key,))


def terms(names: Sequence[str]) -> Iterator[Layout]:
    """Each term; two that follow each other together; pairs; the year only."""
    each = [_one(name.casefold(), name) for name in names]
    yield tuple(each)
    for place in reversed(range(len(each) - 1)):
        yield (*each[:place], _joined(each[place : place + 2]), *each[place + 2 :])
    if len(each) > 3:
        yield tuple(_joined(each[place : place + 2]) for place in range(0, len(each), 2))
    yield NOTHING


def _joined(parts: Sequence[Group]) -> Group:
    if len(parts) == 1:
        return parts[0]
    first, *rest = (part.label for part in parts)
    label = " and ".join([first, *(name[:1].lower() + name[1:] for name in rest)])
    return Group("+".join(part.key for part in parts), label, tuple(code for part in parts for code in part.covers))


def schools(schools: Iterable[School]) -> Layout:
    return tuple(_one(str(school.pk), school.name) for school in schools)


def areas() -> Iterator[Layout]:
    """Contact is where grooming would be: it stands alone only where it is large."""
    conduct, contact = _one(FourC.CONDUCT, "Conduct"), Group(FourC.CONTACT, "Contact", (FourC.CONTACT,), telling=True)
    content, commerce = _one(FourC.CONTENT, "Content"), _one(FourC.COMMERCE, "Commerce")
    yield conduct, contact, content, commerce, _one(UNKNOWN, "Not yet placed")
    rest = Group("rest", "Commerce, and not yet placed", (FourC.COMMERCE, UNKNOWN))
    yield conduct, contact, content, rest
    yield conduct, contact, Group("rest", "Content, commerce and others", (FourC.CONTENT, FourC.COMMERCE, UNKNOWN))
    both = Group("contact+content", "Contact and content", (FourC.CONTACT, FourC.CONTENT))
    yield conduct, both, rest
    yield conduct, Group("rest", "All other areas", (FourC.CONTACT, FourC.CONTENT, FourC.COMMERCE, UNKNOWN))


def kinds_of_incident(counts: Counter[str], limit: int, last: Layout = NOTHING) -> Iterator[Layout]:
    """Each kind, the telling ones with all others; last year's rows; the rare ones too; the headings of the form."""
    telling = {kind.key for kind in kinds().values() if _tells(kind)} | {"other"}
    named = [_one(kind.key, kind.label) for kind in kinds().values() if kind.key not in telling]
    fine = (*named, Group("rest", f"All other kinds ({len(telling)})", tuple(sorted(telling)), band=True))
    yield fine
    if {code for group in last for code in group.covers} == set(kinds()):
        yield last
    yield rare_together(fine, counts, limit, "All other kinds")
    yield tuple(
        kinds_together(f"group{place}", label, tuple(kind.key for kind in members))
        for place, (label, members) in enumerate(groups())
    )
    yield NOTHING


def kinds_together(key: str, label: str, covers: tuple[str, ...]) -> Group:
    return Group(key, label, covers, band=any(_tells(kinds()[code]) for code in covers if code in kinds()))


def _tells(kind: Kind) -> bool:
    """That there was one at all would point to a child, or to a member of staff."""
    return kind.stop or kind.restricted or kind.safeguarding or kind.no_files


def tells(family: str, codes: frozenset[str] | None) -> bool:
    """Whether it would tell that there was none, or one: as a difference of two reports too."""
    if codes is None:
        return False
    if family == "kinds":
        return all(code in kinds() and _tells(kinds()[code]) for code in codes)
    return family == "areas" and codes == {FourC.CONTACT}


def places() -> Iterator[Layout]:
    yield tuple(_one(place.value, place.label) for place in Place)
    in_school = (Place.CLASSROOM, Place.COMPUTER_ROOM, Place.PLAYGROUND, Place.ELSEWHERE_IN_SCHOOL)
    lessons = Group("in_school", "In school", tuple(map(str, in_school)))
    clubs = Group("clubs", "Clubs, trips and on the way", (Place.CLUB, Place.TRIP))
    yield lessons, clubs, _one(Place.HOME, "At home or elsewhere"), _one(UNKNOWN, "Not known")
    yield lessons, Group("outside", "Anywhere else, or not known", (Place.CLUB, Place.TRIP, Place.HOME, UNKNOWN))
    yield NOTHING


def phases(schools: Iterable[School]) -> Iterator[Layout]:
    """The phases that these schools teach; pupils of others, and those whose year is not known, at the end."""
    labels = {
        "early": "Early years and key stage 1",
        "ks2": "Key stage 2",
        "ks3": "Key stage 3",
        "ks4": "Key stage 4",
        "post16": "Post-16",
    }
    taught: dict[str, tuple[str, ...]] = {
        School.Phase.PRIMARY: ("early", "ks2"),
        School.Phase.SECONDARY: ("ks3", "ks4", "post16"),
    }
    keys = [key for key in labels if any(key in taught.get(school.phase, labels) for school in schools)]
    others = tuple(key for key in (*labels, UNKNOWN) if key not in keys)
    yield *(_one(key, labels[key]) for key in keys), Group("rest", "Other, or year not known", others)
    middle = max(1, len(keys) // 2)
    younger = _joined([_one(key, labels[key]) for key in keys[:middle]])
    older = " and ".join(labels[key][:1].lower() + labels[key][1:] for key in keys[middle:])
    yield younger, Group("older", f"{older[:1].upper()}{older[1:]}, and others", (*keys[middle:], *others))
    yield NOTHING


def reviewed() -> Iterator[Layout]:
    same, following = _one("same", "Same day"), _one("next", "Next school day")
    few, longer, waiting = _one("few", "2 to 5 school days"), _one("longer", "Longer"), _one("waiting", "Not yet")
    soon = Group("soon", "By the next school day", ("same", "next"))
    yield same, following, few, longer, waiting
    yield soon, few, longer, waiting
    yield soon, few, Group("late", "Longer, or not yet", ("longer", "waiting"))
    yield soon, Group("late", "Later, or not yet", ("few", "longer", "waiting"))
    yield NOTHING


def closed() -> Iterator[Layout]:
    week, month = _one("week", "Up to 5 school days"), _one("month", "6 to 20 school days")
    yield week, month, _one("longer", "Longer"), _one("open", "Still open")
    yield week, month, Group("late", "Longer, or still open", ("longer", "open"))
    soon = Group("soon", "Up to 20 school days", ("week", "month"))
    yield soon, Group("late", "Longer, or still open", ("longer", "open"))
    yield NOTHING


def decisions() -> Iterator[Layout]:
    taken, not_taken = _one("taken", "Recommended, and taken"), _one("not_taken", "Recommended, not taken")
    either = _one("either", "Recommended if appropriate, decided either way")
    extra, free = _one("extra", "Taken, though not recommended"), _one("free", "Decided where no table applies")
    yield taken, not_taken, either, extra, free
    yield taken, not_taken, either, Group("others", "Not recommended, or no table applies", ("extra", "free"))
    against = Group("against", "Departed from the table", ("not_taken", "extra"))
    yield Group("in_line", "In line with the table", ("taken", "either")), against, free
    outside = ("not_taken", "extra", "free")
    yield Group("in_line", "In line with the table", ("taken", "either")), Group("rest", "All others", outside)
    yield NOTHING


def actions(counts: Counter[str], limit: int) -> Iterator[Layout]:
    """What the sanctions tables recommend, by its meaning: the columns of two schools may be called differently."""
    named = (
        Meaning.REFER_INTERNAL, Meaning.REFER_HEADTEACHER, Meaning.REFER_TECHNICAL, Meaning.INFORM_PARENTS,
        Meaning.WARNING, Meaning.REMOVE_ACCESS, Meaning.FURTHER_SANCTION,
    )  # fmt: skip
    rest = tuple(str(meaning) for meaning in Meaning if meaning not in named)
    fine = (*(_one(meaning.value, meaning.label) for meaning in named), _others("All other actions", (*rest, UNKNOWN)))
    yield fine
    yield rare_together(fine, counts, limit, "All other actions")
    refer, inform, act = named[:3], named[3:4], named[4:]
    yield (
        Group("refer", "Refer to somebody in school", tuple(map(str, refer))),
        Group("inform", Meaning.INFORM_PARENTS.label, tuple(map(str, inform))),
        Group("act", "Warning, access or further sanction", tuple(map(str, act))),
        _others("All other actions", (*rest, UNKNOWN)),
    )
    yield NOTHING


def _others(label: str, covers: tuple[str, ...]) -> Group:
    return Group("rest", label, covers, band=True)


def rare_together(layout: Layout, counts: Counter[str], limit: int, label: str) -> Layout:
    """The rows that are small, counted in the last row."""
    *named, rest = layout
    rare = [group for group in named if 0 < sum(counts[code] for code in group.covers) < limit]
    covers = (*rest.covers, *(code for group in rare for code in group.covers))
    kept = tuple(group for group in named if group not in rare)
    return *kept, Group("rest", f"{label} ({len(covers)})", covers, band=rest.band)
