"""The register as it is now, for a plan to be made against."""

from collections.abc import Callable, Iterator

from django.db.models import QuerySet

from core import clock
from core.files import Table
from people.models import Person, RegisterImport, School, User, Who

from . import mapping
from .mapping import Columns
from .planning import plan
from .plans import Entry, Plan, Register
from .rows import Problem, Row, judged

FIELDS = (
    "pk", "school_id", "name", "year_group", "class_name", "date_of_birth", "mis_id", "left_on", "user__email",
    "school__name",
)  # fmt: skip


class ColumnsUnknownError(Exception):
    """The school has not said which columns of this file are which."""


def matched(taken: RegisterImport) -> tuple[Table, Columns]:
    """The file's table, and which of its columns is which."""
    table = Table.unpacked(bytes(taken.content))
    columns = mapping.placed(table, mapping.saved(taken.school, Who(taken.who)))
    if columns is None:
        raise ColumnsUnknownError
    return table, columns


def rows_in(taken: RegisterImport) -> tuple[list[Row], list[Problem]]:
    """The file's people, and its bad lines."""
    return judged(*matched(taken), Who(taken.who))


def planned(taken: RegisterImport, rows: list[Row], problems: list[Problem]) -> Plan:
    """What these lines would change on the register as it is now."""
    return plan(rows, problems, register_of(taken.school, Who(taken.who)), clock.today())


def register_of(school: School, who: Who) -> Register:
    """Everybody of this kind who is or was on the school's register, in four queries."""
    here = Person.objects.filter(school=school)
    of_this_kind = here.filter(kind=who)
    merged = of_this_kind.filter(merged_into__school=school).exclude(mis_id="")
    elsewhere = here.exclude(mis_id="").exclude(pk__in=of_this_kind.filter(merged_into=None).values("pk"))
    numbers = dict(merged.values_list("mis_id", "merged_into_id"))
    return Register(
        entries=list(_entries(of_this_kind.filter(merged_into=None))),
        merged={number: pk for number, pk in numbers.items() if pk},
        taken=frozenset(elsewhere.exclude(mis_id__in=list(numbers)).values_list("mis_id", flat=True)),
        accounts=_accounts() if who == Who.STAFF else frozenset(),
        sisters=_sisters(school, who),
    )


def _accounts() -> frozenset[str]:
    """Every address that is taken, at any school: only an account of one's own is made from a file."""
    return frozenset(email.casefold() for email in User.objects.values_list("email", flat=True))


def _sisters(school: School, who: Who) -> Callable[[], Iterator[Entry]]:
    """Pupils of sister schools. Staff may work at several: an entry at each is right."""
    people = Person.objects.filter(kind=who, merged_into=None, school__federation=school.federation_id)
    if who != Who.PUPILS or not school.federation_id:
        people = Person.objects.none()
    return lambda: _entries(people.exclude(school=school), sisters=True)


def _entries(people: QuerySet[Person], *, sisters: bool = False) -> Iterator[Entry]:
    for pk, at, name, year, in_class, born, number, left, email, place in (
        people.order_by("pk").values_list(*FIELDS).iterator(chunk_size=2000)
    ):
        yield Entry(pk, at, name, year, in_class, born, number, left, email or "", place if sisters else "")
