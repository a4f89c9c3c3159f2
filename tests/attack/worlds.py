"""Schools in which something happened, and the reports that are released about them: without a database, by a seed.

A world is a list of incidents. Every report is made by the very code that makes the real ones; only the counting is
done here.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import combinations, product
from typing import Any

from incidents.codes import Device, Place
from incidents.kinds import kinds
from people.models import School
from policies.models import FourC, Meaning, Row, RowGroup
from reports.disclosure.differencing import Beside, insiders_of
from reports.disclosure.publishing import Years
from reports.disclosure.statements import Period, Source, statements
from reports.disclosure.suppression import CannotProtect
from reports.figures import OF_REGISTERS, SINGLE, STANDING_ALONE, _banded, all_tables, published_tables, tables_of
from reports.registers import kinds_of_agreement
from reports.statistics import UNKNOWN, Counts

TERMS = ("Autumn", "Spring", "Summer")
SHAPES = (
    "sparse", "dense", "tiny", "one kind", "one pupil", "below the limit", "uneven", "empty school",
    "closed after autumn",
)  # fmt: skip
ROWS = [
    Row(key=f"row-{place}", label=f"Row {place}", illegal=place == 3, group=RowGroup(label=f"Heading {place // 3}"))
    for place in range(7)
]
LATER, WITHDRAWN = "some are handled meanwhile", "one is withdrawn, and the kind of another corrected"
FIRST, SECOND, THIRD, BOTH, ALL = (0,), (1,), (2,), (0, 1), (0, 1, 2)
# Which schools' reports are released one after another, and of which year or term.
Step = tuple[tuple[int, ...], int] | tuple[tuple[int, ...], int, str] | str
STORIES: dict[str, list[Step]] = {
    "one school": [(FIRST, 2025)],
    "two years, and one that has hardly begun": [(FIRST, 2024), (FIRST, 2025), (FIRST, 2026)],
    "federation after its schools": [(FIRST, 2025), (SECOND, 2025), (BOTH, 2025)],
    "federation between its schools": [(FIRST, 2025), (BOTH, 2025), (SECOND, 2025)],
    "schools after their federation": [(BOTH, 2025), (FIRST, 2025), (SECOND, 2025)],
    "replacement": [(FIRST, 2025), LATER, (FIRST, 2025)],
    "three schools": [(ALL, 2025), (FIRST, 2025), (THIRD, 2025)],
    "last year counted, then released": [(FIRST, 2025), (FIRST, 2024)],
    "terms, then their year": [(FIRST, 2025, "autumn"), (FIRST, 2025, "spring"), (FIRST, 2025)],
    "a term after its year": [(FIRST, 2025), (FIRST, 2025, "spring"), (FIRST, 2025, "summer")],
    "a term, and last year's": [(FIRST, 2024, "autumn"), (FIRST, 2025, "autumn"), (FIRST, 2025)],
    "terms of a federation": [(FIRST, 2025, "autumn"), (BOTH, 2025, "autumn"), (BOTH, 2025), (FIRST, 2025)],
}
# Apart, so that each seed stands for the story that it always stood for.
CORRECTED: dict[str, list[Step]] = {
    "a year after its terms": [
        (FIRST, 2025, "autumn"), (FIRST, 2025, "spring"), (FIRST, 2025, "summer"), WITHDRAWN, (FIRST, 2025),
    ],
    "the last term after its year": [
        (FIRST, 2025, "autumn"), (FIRST, 2025), WITHDRAWN, (FIRST, 2025, "spring"), (FIRST, 2025, "summer"),
    ],
    "a federation after its schools": [(FIRST, 2025), (SECOND, 2025), WITHDRAWN, (BOTH, 2025)],
    "a school after its federation": [(BOTH, 2025), (FIRST, 2025), WITHDRAWN, (SECOND, 2025)],
    "a federation after the terms of its schools": [
        (FIRST, 2025), (SECOND, 2025, "autumn"), (SECOND, 2025, "spring"), WITHDRAWN, (SECOND, 2025, "summer"),
        (BOTH, 2025),
    ],
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Incident:
    """Coded fields, and nothing else."""

    school: int
    year: int
    term: str
    kind: str
    area: str
    place: str
    device: str
    reviewed: str
    closed: str
    phase: str  # of the pupil alleged; none where it is empty
    decisions: tuple[tuple[str, str, bool], ...] = ()
    row: str = UNKNOWN  # of the policy
    marks: frozenset[str] = frozenset()  # which of the counts that stand alone count it


@dataclass(slots=True)
class World:
    """What happened, and what is out: the figures that each report keeps. `refused`: reports that cannot be made."""

    schools: list[School]
    incidents: list[Incident]
    signed: list[tuple[int, int, str, str]]  # agreements: school, year, term, kind
    entered: list[tuple[int, int, str, str]]  # in registers of their own: school, year, term, which one
    released: list[dict[str, Any]] = field(default_factory=list)
    refused: int = 0
    counted: dict[tuple[frozenset[int], int, frozenset[str]], Counts] = field(default_factory=dict)

    def counts(self, schools: frozenset[int], year: int, terms: frozenset[str] | None = None) -> Counts:
        """As the log would be counted; each part of it once."""
        key = schools, year, terms or frozenset()
        if key not in self.counted:
            self.counted[key] = self._count(*key)
        return self.counted[key]

    def _count(self, schools: frozenset[int], year: int, terms: frozenset[str]) -> Counts:
        counts = Counts()
        for each in self.incidents:
            term, school = each.term.casefold(), str(each.school)
            if each.school not in schools or each.year != year or (terms and term not in terms):
                continue
            counts.total += 1
            counts.schools[school] += 1
            counts.terms[term] += 1
            counts.school_terms[school, term] += 1
            counts.areas[each.area] += 1
            counts.area_terms[each.area, term] += 1
            for name, code in (
                ("kinds", each.kind), ("places", each.place), ("devices", each.device), ("reviewed", each.reviewed),
                ("closed", each.closed), ("rows", each.row),
            ):  # fmt: skip
                getattr(counts, name)[code] += 1
            if each.phase:
                counts.phases[each.phase] += 1
                counts.parents["informed" if each.reviewed != "waiting" else UNKNOWN] += 1
            for mark in each.marks:
                setattr(counts, mark, getattr(counts, mark) + 1)
            counts.decisions.update(each.decisions)
        for school_id, when, term, kind in self.signed:
            if school_id in schools and when == year and (not terms or term in terms):
                counts.agreements[kind] += 1
        for school_id, when, term, key in self.entered:
            if school_id in schools and when == year and (not terms or term in terms):
                setattr(counts, key, getattr(counts, key) + 1)
        return counts

    def release(self, schools: list[School], year: int, term: str = "") -> None:
        """Prepare a report and release it, if it can be."""
        ids, terms = frozenset(school.pk for school in schools), frozenset({term} if term else ())
        same = [each for each in self.released if (each["ids"], each["year"], each["term"]) == (ids, year - 1, term)]
        about = [each for each in self.released if each["year"] == year - 1 and each["ids"] & ids]
        kept = same[-1] if same else None
        fresh = not about and not any(each["year"] == year and each["ids"] & ids for each in self.released)
        years = Years(
            this=self.counts(ids, year, terms),
            limit=max(school.suppress_below for school in schools),
            before=self.counts(ids, year - 1, terms) if fresh else None,
            released=tables_of(kept) if kept else None,
            beside=self._beside(ids, _period(year, term), schools),
        )
        try:
            tables = all_tables(schools, () if term else TERMS, years, ROWS)
            single = {key: _banded(key, years, kept) for key in STANDING_ALONE}
        except CannotProtect:
            self.refused += 1
            return
        self.released.append(
            {
                "schema": 1, "year": year, "term": term, "limit": years.limit,
                "schools": [school.name for school in schools],
                "tables": {table.key: table.as_json() for table in tables}, "earlier": [], "policies": [],
                "compared": "counted" if fresh else "none", "complete": True, "months": 12, "place": "Somewhere",
                "wording": "e-safety", "ids": ids, **single,
            }
        )  # fmt: skip

    def _beside(self, ids: frozenset[int], period: Period, schools: list[School]) -> Beside | None:
        if not self.released and len(ids) == 1:
            return None
        said = []
        for place, other in enumerate(self.released, start=1):
            tables, own = published_tables(other), _period(other["year"], other["term"])
            source = Source(own, other["ids"], other["limit"], other["compared"] == "counted", place)
            for table in tables.values():
                said += statements(table, source, tables["terms"])
        names = {"usual": tuple(term.casefold() for term in TERMS)}
        limit = max(school.suppress_below for school in schools)
        held = [frozenset(pair) for pair in combinations([school.pk for school in self.schools], 2)]
        insiders = insiders_of([ids, *(each["ids"] for each in self.released)], held)

        def count(among: frozenset[int], of: Period) -> Counts:
            return self.counts(among, of.year, of.terms)

        return Beside(ids, period, limit, said, names, count, insiders)


def _period(year: int, term: str) -> Period:
    return Period(year, "usual", frozenset({term}) if term else None)


def said_of(seed: int) -> tuple[str, str]:
    """The story and the shape that a seed stands for."""
    return list(STORIES)[seed % len(STORIES)], SHAPES[seed // len(STORIES) % len(SHAPES)]


def world(seed: int, story: str = "", shape: str = "") -> World:
    """The world of this seed with all of its reports; with a story and a shape of one's own, if they are given."""
    dice = random.Random(seed)  # noqa: S311  nothing secret
    story, shape = story or said_of(seed)[0], shape or said_of(seed)[1]
    steps = (STORIES | CORRECTED)[story]
    number = max(max(step[0]) + 1 for step in steps if not isinstance(step, str))
    limit = dice.choice((5, 5, 5, 3, 8))
    schools = [
        School(pk=place, name=f"School {place}", phase="primary", suppress_below=limit)
        for place in range(1, number + 1)
    ]
    incidents, signed = list(_incidents(dice, schools, shape)), list(_signed(dice, schools))
    made = World(schools, incidents, signed, list(_entered(random.Random(f"registers {seed}"), schools)))  # noqa: S311
    for step in steps:
        if isinstance(step, str):
            made.incidents = list(_MEANWHILE[step](dice, made.incidents))
            made.counted.clear()
        else:
            made.release([schools[place] for place in step[0]], *step[1:])
    return made


def _signed(dice: random.Random, schools: list[School]) -> Iterator[tuple[int, int, str, str]]:
    kinds_signed = [str(kind) for kind, _ in kinds_of_agreement()]
    for school in schools:
        for year in (2024, 2025):
            for kind in kinds_signed:
                for _ in range(dice.choice((0, 0, 1, 3, 12, 40))):
                    yield school.pk, year, dice.choice(TERMS).casefold(), kind


def _entered(dice: random.Random, schools: list[School]) -> Iterator[tuple[int, int, str, str]]:
    for school, year, key in product(schools, (2024, 2025), OF_REGISTERS):
        for _ in range(dice.choice((0, 0, 1, 2, 4, 9))):
            yield school.pk, year, dice.choice(TERMS).casefold(), key


def _seen_again(dice: random.Random, incidents: list[Incident]) -> Iterator[Incident]:
    """Some have been handled since."""
    for each in incidents:
        if dice.random() < 0.2:
            reviewed = "longer" if each.reviewed == "waiting" else each.reviewed
            yield replace(each, reviewed=reviewed, closed="longer")
        else:
            yield each


def _corrected(dice: random.Random, incidents: list[Incident]) -> Iterator[Incident]:
    """One is withdrawn since, and another turned out to be of another kind."""
    of_year = [place for place, each in enumerate(incidents) if each.year == 2025]
    gone, moved = dice.sample(of_year, 2) if len(of_year) > 1 else (None, None)
    for place, each in enumerate(incidents):
        if place == moved:
            yield replace(each, kind=dice.choice([kind for kind in kinds() if kind != each.kind]))
        elif place != gone:
            yield each


_MEANWHILE = {LATER: _seen_again, WITHDRAWN: _corrected}


def _incidents(dice: random.Random, schools: list[School], shape: str) -> Iterator[Incident]:
    ways = {"sparse": (4, 25), "dense": (60, 160), "tiny": (0, 6), "one kind": (10, 40), "one pupil": (20, 60)}
    least, most = ways.get(shape, (10, 60))
    named = list(kinds())
    few = dice.sample(named, 4) if shape != "one kind" else [named[0]]
    for place, school in enumerate(schools):
        for year in (2024, 2025):
            number = dice.randint(least, most)
            if shape == "empty school" and place:
                number = 0
            if shape in ("uneven", "closed after autumn") and place:
                number = dice.randint(0, 7)
            terms = TERMS[:1] if shape == "closed after autumn" and place else TERMS
            for at in range(number):
                if shape == "below the limit":
                    kind = named[at % len(named)]
                else:
                    kind = dice.choice(few if dice.random() < 0.7 else named)
                yield replace(_incident(dice, school, year, kind, shape, at), term=dice.choice(terms))


def _incident(dice: random.Random, school: School, year: int, kind: str, shape: str, at: int) -> Incident:
    phase = dice.choice(("early", "ks2", "ks2", ""))
    if shape == "one pupil":
        phase = "early" if at == 0 else "ks2"
    decided = []
    for _ in range(dice.choice((0, 0, 1, 2))):
        meaning = dice.choice((*map(str, Meaning), UNKNOWN))
        recommended = dice.choice(("yes", "yes", "conditional", "none"))
        decided.append((meaning, recommended, dice.random() < 0.7))
    return Incident(
        school=school.pk,
        year=year,
        term="",
        kind=kind,
        area=dice.choice((*map(str, FourC), str(FourC.CONDUCT), str(FourC.CONDUCT), UNKNOWN)),
        place=dice.choice([str(place) for place in Place]) if dice.random() < 0.5 else "classroom",
        device=dice.choice([str(device) for device in Device]),
        reviewed=dice.choice(("same", "same", "next", "few", "longer", "waiting")),
        closed=dice.choice(("week", "week", "month", "longer", "open")),
        phase=phase,
        decisions=tuple(decided),
        row=dice.choice((UNKNOWN, UNKNOWN, *(row.key for row in ROWS))),
        marks=frozenset(mark for mark in SINGLE if dice.random() < 0.15),
    )
