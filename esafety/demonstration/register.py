"""Pupils: who is in which class, moving up every September."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from core import bulk, clock
from people.calendar import AcademicYear
from people.models import Person, RollOver, School, User

from .files import chance, read

YEAR_GROUPS = ("R", "1", "2", "3", "4", "5", "6")


class Roll:
    """The pupils of one school. Each has a temper: how often they are in the middle of things."""

    def __init__(self, school: School, classes: dict[str, str], class_size: int) -> None:
        self.school, self.classes, self.class_size = school, classes, class_size
        self.pupils: dict[str, list[Person]] = {}  # by year group
        self.temper: dict[int, int] = {}
        self._names = _names(school.code)

    def begin(self, year: AcademicYear, by: User, same_name: dict[int, str]) -> None:
        """Fill every class, as it stands in `year`. `same_name`: a name for the first child of a cohort."""
        self._same_name = same_name
        for ahead, group in enumerate(YEAR_GROUPS):
            self.pupils[group] = self._cohort(year.start - ahead, group, by)

    def move_up(self, year: AcademicYear, by: User) -> None:
        """1 September: everybody moves up a class, Year 6 leaves, Reception begins."""
        leaving = self.pupils["6"]
        for pupil in leaving:
            pupil.left_on = year.first_day - clock.ONE_DAY
        for group, below in zip(reversed(YEAR_GROUPS), reversed(YEAR_GROUPS[:-1]), strict=False):
            self.pupils[group] = self.pupils[below]
            for pupil in self.pupils[group]:
                pupil.year_group, pupil.class_name = group, self._class(group)
        staying = [pupil for group in YEAR_GROUPS[1:] for pupil in self.pupils[group]]
        bulk.change(Person, leaving + staying, ["year_group", "class_name", "left_on"], by=by, reason="New school year")
        RollOver(school=self.school, year=year.start, by=by, moved=len(staying), left=len(leaving)).save_as(by)
        self.pupils["R"] = self._cohort(year.start, "R", by)

    def all(self) -> list[Person]:
        return [pupil for group in YEAR_GROUPS for pupil in self.pupils[group]]

    def _class(self, group: str) -> str:
        return f"{group} {self.classes[group]}"

    def _cohort(self, began: int, group: str, by: User) -> list[Person]:
        """The children who were in Reception in the year that started in `began`."""
        draw = chance(self.school.code, "cohort", began)
        size = self.class_size + draw.randint(-2, 1)
        pupils = [self._pupil(began, group, number, draw) for number in range(size)]
        created = bulk.create(Person, pupils, by=by, reason="Added")
        for place, pupil in enumerate(created):
            self.temper[pupil.pk] = _temper(place, began, draw)
        return created

    def _pupil(self, began: int, group: str, number: int, draw: Random) -> Person:
        name = self._same_name.get(began, "") if number == 0 else ""
        return Person(
            school=self.school,
            kind=Person.Kind.PUPIL,
            name=name or next(self._names),
            year_group=group,
            class_name=self._class(group),
            date_of_birth=date(began - 5, 9, 1) + timedelta(days=draw.randrange(365)),
            mis_id=f"{self.school.code[0]}{began % 100:02}{number + 1:03}",
        )


def _temper(place: int, began: int, draw: Random) -> int:
    """Most children are hardly ever named; some are from time to time; one in every other class is often."""
    if place == 3 and began % 2:
        return 7
    return draw.choices([1, 2, 4], [80, 14, 6])[0]


def _names(code: str) -> Iterator[str]:
    """Names, none of them twice."""
    draw = chance(code, "names")
    communities = read("names")["community"]
    weights = [community["weight"] for community in communities]
    used: set[str] = set()
    while True:
        first_of, last_of = draw.choices(communities, weights, k=2)
        if draw.random() < 0.85:
            last_of = first_of
        name = f"{draw.choice(first_of['first'])} {draw.choice(last_of['last'])}"
        if name not in used:
            used.add(name)
            yield name
