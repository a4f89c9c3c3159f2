"""Each line of a file judged by itself: a person, or the reason why not."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from core import clock
from core.files import Line, Table
from core.normalising import words
from people.models import Who
from people.names import tidy

from .mapping import Columns

LONGEST_NAME, LONGEST_CLASS, LONGEST_NUMBER = 120, 40, 40  # as the register keeps them
FAULTS_OF_A_SHEET = frozenset({"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})
DATES = ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%d %b %Y", "%d-%b-%Y", "%d %B %Y", "%d/%m/%y", "%d-%b-%y")
OLDEST = {Who.PUPILS: 25, Who.STAFF: 100}  # years of age
YEARS = re.compile(r"(?:year|yr|y|nc year|ncy)?\s*0?(1[0-3]|[1-9])", re.IGNORECASE)
YEARS_IN_WORDS = {
    "n": "N", "n1": "N", "n2": "N", "nursery": "N", "f1": "N", "fs1": "N", "nur": "N", "year n": "N",
    "r": "R", "rec": "R", "reception": "R", "f2": "R", "fs2": "R", "yr r": "R", "year r": "R", "yr": "R", "0": "R",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One person as the file has them. What is empty is not said."""

    line: int
    name: str
    year_group: str = ""
    class_name: str = ""
    date_of_birth: date | None = None
    mis_id: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that is not brought in, and why. Its name and number, where it has them, so that nobody leaves by it."""

    line: int
    reason: str
    name: str = ""
    mis_id: str = ""


def judged(table: Table, columns: Columns, who: Who) -> tuple[list[Row], list[Problem]]:
    """The people of the file, and the lines that name none."""
    rows: list[Row] = []
    problems: list[Problem] = []
    for line in table.lines:
        said = {field: line.cells[place] for field, place in columns.items()}
        try:
            rows.append(_row(line, said, who))
        except ValueError as error:
            problems.append(Problem(line.number, f"{error}.", _name(said), said.get("mis_id", "")[:LONGEST_NUMBER]))
    return rows, problems


def _row(line: Line, said: dict[str, str], who: Who) -> Row:
    if line.problem:
        raise ValueError(line.problem)
    if wrong := FAULTS_OF_A_SHEET.intersection(said.values()):
        raise ValueError(f"A cell shows the fault {min(wrong)}: correct it in the spreadsheet")
    name = _name(said)
    if not words(name):
        raise ValueError("It has no name")
    return Row(
        line=line.number,
        name=_short(name, LONGEST_NAME, "name"),
        year_group=_if_said(said, "year_group", year_group),
        class_name=_short(said.get("class_name", ""), LONGEST_CLASS, "class"),
        date_of_birth=birth_date(said["date_of_birth"], OLDEST[who]) if said.get("date_of_birth") else None,
        mis_id=_short(said.get("mis_id", ""), LONGEST_NUMBER, "number"),
        email=_if_said(said, "email", email_address),
    )


def _name(said: dict[str, str]) -> str:
    """First and last name, or the whole name the right way round; without titles and shouting."""
    apart = f"{said.get('first_name', '')} {said.get('last_name', '')}".strip()
    whole = said.get("name", "")
    if apart or not whole:
        return tidy(apart)
    last, comma, first = whole.partition(",")
    return tidy(f"{first.strip()} {last.strip()}".strip() if comma and "," not in first else whole)


def _if_said(said: dict[str, str], field: str, read: Callable[[str], str]) -> str:
    return read(said[field]) if said.get(field) else ""


def _short(text: str, longest: int, what: str) -> str:
    if len(text) > longest:
        raise ValueError(f"The {what} “{text[:40]}…” is longer than {longest} characters")
    return text


def year_group(text: str) -> str:
    """N, R or 1 to 13, however it is written."""
    if known := YEARS_IN_WORDS.get(text.casefold()):
        return known
    if found := YEARS.fullmatch(text):
        return found[1]
    raise ValueError(f"The year group “{text[:40]}” is not known: write N, R or 1 to 13")


def birth_date(text: str, oldest: int) -> date:
    """A day in the past, day before month."""
    written = text.partition("T")[0] if re.match(r"\d{4}-\d{2}-\d{2}T", text) else text
    written = re.sub(r"\s+\d{1,2}:\d{2}(:\d{2})?$", "", written)
    for form in DATES:
        try:
            day = datetime.strptime(written, form).date()  # noqa: DTZ007 - a birthday has no time zone
        except ValueError:
            continue
        if form.endswith("y") and day > clock.today():
            day = day.replace(year=day.year - 100)
        if day > clock.today():
            raise ValueError(f"The date of birth {text[:20]} is in the future")
        if clock.today().year - day.year > oldest:
            raise ValueError(f"The date of birth {text[:20]} would make somebody over {oldest} years old")
        return day
    raise ValueError(f"The date of birth “{text[:20]}” is not a date: write it as day/month/year, such as 18/11/2015")


def email_address(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        raise ValueError(f"The e-mail address “{text[:60]}” is not one") from None
    return text
