"""What a register's file can say of a person, and under which headings schools' systems write it."""

from dataclasses import dataclass

from core.files import Expected, spoken
from people.models import Who


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a file may say. `headings` are tried in this order."""

    key: str
    label: str
    headings: tuple[str, ...]
    hint: str = ""

    @property
    def known(self) -> tuple[str, ...]:
        return tuple(spoken(heading) for heading in self.headings)


LAST = Field(
    "last_name", "Last name",
    ("legal surname", "surname", "last name", "legal last name", "family name", "preferred surname"),
)  # fmt: skip
FIRST = Field(
    "first_name", "First name",
    ("preferred forename", "known as", "legal forename", "forename", "first name", "legal first name",
     "preferred first name", "chosen name", "given name", "given names", "forenames"),
)  # fmt: skip
WHOLE = Field(
    "name", "Whole name",
    ("name", "full name", "pupil name", "student name", "pupil", "student", "legal name", "legal full name",
     "display name", "staff name", "member of staff", "teacher"),
    "“Pip Pupil” or “Pupil, Pip”. Leave it out where first and last name have columns of their own.",
)  # fmt: skip
NUMBER = Field(
    "mis_id", "Number in your school’s own system",
    ("adno", "admission number", "admission no", "adm no", "pupil id", "pupil number", "student id", "student number",
     "mis id", "person id", "upn", "unique pupil number", "staff id", "staff number", "staff code", "employee number",
     "employee id", "payroll number", "external id", "number", "id"),
    "With it a person is known again whatever else changes.",
)  # fmt: skip
YEAR = Field(
    "year_group", "Year group",
    ("year group", "year", "yr", "nc year", "ncy", "curriculum year", "national curriculum year", "year taught in",
     "current year", "actual year"),
    "N, R or 1 to 13; “Year 5” and “Reception” are understood.",
)  # fmt: skip
CLASS = Field(
    "class_name", "Class or form",
    ("class", "class name", "reg", "reg group", "registration group", "registration form", "form", "form group",
     "tutor group", "registration", "reg class"),
)  # fmt: skip
BORN = Field(
    "date_of_birth", "Date of birth",
    ("date of birth", "dob", "birth date", "birthday", "born", "d o b"),
    "Day first: 18/11/2015. Also 2015-11-18.",
)  # fmt: skip
EMAIL = Field(
    "email", "E-mail address",
    ("work email", "school email", "email address", "email", "e mail", "e mail address", "work e mail",
     "main email", "primary email", "contact email"),
    "Whoever has one is invited to sign in as staff.",
)  # fmt: skip

# What somebody does at the school: not kept, for it opens nothing; roles are given one by one.
JOBS = frozenset({"job", "job title", "job role", "post", "post title", "position", "role", "roles", "staff role"})
FIELDS = {
    Who.PUPILS: (LAST, FIRST, WHOLE, YEAR, CLASS, BORN, NUMBER),
    Who.STAFF: (LAST, FIRST, WHOLE, NUMBER, EMAIL),
}
EXPECTED = Expected(frozenset(known for fields in FIELDS.values() for field in fields for known in field.known))
