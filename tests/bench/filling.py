"""A trust of very many schools, written by the database itself: every row as the models would have it.

Nothing is random: the same numbers give the same rows, so that two measurements are of the same thing. A year is like
another: what was reported is spread evenly over the last three academic years.
"""

from dataclasses import dataclass
from datetime import date

from django.db import connection, models, transaction

from incidents.kinds import kinds
from incidents.models import Incident, Involvement, Misuse
from incidents.references import ALPHABET
from people.calendar import AcademicYear, midnight
from people.models import Federation, Membership, Person, School, User
from people.roles import Role
from policies.models import Cell
from sanctions.models import Sanction

YEARS = 3  # academic years, the last of them over
PUPILS = 300  # of a school
DAYS_OF_THREE_YEARS = 1096
LETTERS = "ABCDEFGHIJ"


@dataclass(frozen=True, slots=True)
class Trust:
    """What was written."""

    federation: Federation
    schools: list[School]
    year: AcademicYear  # the last one that is over
    coordinator: User  # of the first school
    head: User  # of all schools


def fill(incidents: int, schools: int, last: AcademicYear) -> Trust:
    """So many incidents in so many schools of one trust, in the years up to and including `last`."""
    with transaction.atomic():
        trust = _people(schools, last)
        _log(trust, incidents, AcademicYear(last.start - YEARS + 1))
    return trust


def settle() -> None:
    """Let the database see what it has now, as it does by itself every few minutes. Not inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def copies(template: models.Model, source: str, *, remove: bool = True, **columns: str) -> None:
    """As many rows as `source` (what stands after FROM) has, each like the template but for these columns.

    The names and expressions are the program's own, never anybody's input. The template goes, unless it is to stay.
    """
    table = template._meta.db_table
    fields = [field for field in template._meta.local_concrete_fields if not field.generated and not field.primary_key]
    names = [str(field.column) for field in fields]
    values = [columns.pop(name, f"template.{name}") for name in names]
    if columns:
        raise ValueError(f"{table} has no {', '.join(columns)}.")
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} "
            f"FROM {table} AS template, {source} WHERE template.id = {template.pk}"
        )
        if remove:
            cursor.execute(f"DELETE FROM {table} WHERE id = %s", [template.pk])


def one_of(values: list[str], number: str) -> str:
    """SQL: the value at a place that the number decides."""
    listed = ", ".join(f"'{value}'" for value in values)
    return f"(ARRAY[{listed}])[1 + ({number}) %% {len(values)}]".replace("%%", "%")


def _people(schools: int, last: AcademicYear) -> Trust:
    federation = Federation.objects.create(name="The Very Large Trust")
    first = School.objects.create(name="Template", code="AAAZ", federation=federation)
    code = f"'Z' || translate(lpad(n::text, 3, '0'), '0123456789', '{LETTERS}')"
    copies(first, f"generate_series(0, {schools - 1}) AS n", name="'School ' || lpad(n::text, 4, '0')", code=code)
    written = list(School.objects.filter(federation=federation).order_by("code"))

    coordinator, head = (User.objects.create_user(f"{name}@bench.example", name) for name in ("coordinator", "head"))
    began = date(last.start - YEARS, 9, 1)
    Membership.objects.create(
        user=coordinator, role=Role.COORDINATOR, school=written[0], starts_on=began, confirmed_by=head
    )
    Membership.objects.create(
        user=head, role=Role.HEADTEACHER, federation=federation, starts_on=began, confirmed_by=coordinator
    )

    pupil = Person.objects.create(school=written[0], kind=Person.Kind.PUPIL, name="Template", year_group="5")
    source = f"people_school AS s, generate_series(1, {PUPILS}) AS n WHERE s.federation_id = {federation.pk} AND true"
    copies(
        pupil,
        f"(SELECT s.id AS school, n FROM {source}) AS each",
        school_id="each.school",
        name="'Pupil ' || each.n",
        year_group=one_of(["1", "2", "3", "4", "5", "6"], "each.n"),
    )
    return Trust(federation, written, last, coordinator, head)


def _log(trust: Trust, incidents: int, first: AcademicYear) -> None:
    start = midnight(first.first_day)
    template = Incident.objects.create(
        school=trust.schools[0], reference="TEMPLATE", submission="00000000-0000-4000-8000-000000000001",
        reported_by=trust.head, reported_at=start, kind="bypass", place="classroom", device="unknown",
        description="A proxy page was open.",
    )  # fmt: skip
    # Steps that have no divisor in common with what they are taken of, so that no two columns go together.
    reported = (
        f"timestamptz '{start.isoformat()}' + (n::bigint * 389 % {DAYS_OF_THREE_YEARS}) * interval '1 day' "
        "+ (8 + n % 9) * interval '1 hour' + (n % 59) * interval '1 minute'"
    )
    ended = "n % 10 <> 3"
    copies(
        template,
        f"generate_series(0, {incidents - 1}) AS n "
        f"JOIN LATERAL (SELECT {reported} AS at) AS moment ON true "
        f"JOIN (SELECT id, code, row_number() OVER (ORDER BY code) - 1 AS place FROM people_school "
        f"WHERE federation_id = {trust.federation.pk}) AS s ON s.place = n % {len(trust.schools)}",
        school_id="s.id",
        reference=f"s.code || '-' || {_reference(len(trust.schools))}",
        submission="gen_random_uuid()",
        reported_at="moment.at",
        occurred_at="CASE WHEN n % 5 = 0 THEN NULL ELSE moment.at - (n % 7) * interval '1 hour' END",
        occurred_precision=one_of(["unknown", "exact", "exact", "exact", "about"], "n"),
        place=one_of(["classroom", "computer_room", "playground", "home", "trip", "unknown"], "n / 7"),
        device=one_of(["school_tablet", "school_computer", "pupil_phone", "unknown"], "n / 11"),
        kind=one_of(list(kinds()), "n / 13"),
        four_c=one_of(["content", "contact", "conduct", "commerce", ""], "n / 17"),
        description=one_of(["A proxy page was open.", "A message in the group chat.", "A game in a lesson."], "n / 3"),
        safeguarding="n % 19 = 4",
        status=f"CASE WHEN n % 97 = 5 THEN 'withdrawn' WHEN {ended} THEN 'closed' ELSE 'reported' END",
        reviewed_at=f"CASE WHEN {ended} THEN moment.at + (n % 6) * interval '1 day' END",
        closed_at=f"CASE WHEN {ended} AND n % 97 <> 5 THEN moment.at + (6 + n % 30) * interval '1 day' END",
        closed_by_id=f"CASE WHEN {ended} AND n % 97 <> 5 THEN {trust.head.pk} END",
        finding=f"CASE WHEN {ended} AND n % 97 <> 5 THEN 'substantiated' ELSE '' END",
        rationale=f"CASE WHEN {ended} AND n % 97 <> 5 THEN 'It was seen.' ELSE '' END",
        what_changed="CASE WHEN n % 23 = 0 THEN 'The filter.' ELSE '' END",
    )
    _involvements(trust)


def _reference(schools: int) -> str:
    """SQL: five letters that no other incident of the school has."""
    ten = ALPHABET[:10]
    return f"translate(lpad((n / {schools})::text, 5, '0'), '0123456789', '{ten}')"


def _involvements(trust: Trust) -> None:
    """Of each incident one pupil who is accused, of some a target too; of some a row of the sanctions table."""
    incident = Incident.objects.order_by("pk").first()
    person = Person.objects.filter(school=trust.schools[0]).order_by("pk").first()
    assert incident is not None
    assert person is not None
    accused = Involvement.objects.create(
        incident=incident, person=person, kind=Person.Kind.PUPIL, part=Involvement.Part.INSTIGATOR, year_group="5"
    )
    columns = {"incident_id": "i.id", "person_id": "p.id", "year_group": "p.year_group"}
    copies(accused, f"{_pupils(trust, 1)} AND i.id <> {incident.pk}", remove=False, **columns)
    copies(accused, f"{_pupils(trust, 2)} AND i.id % 5 = 0", remove=False, part="'target'", **columns)

    cell = Cell.objects.filter(value=Cell.Value.YES, row__matrix__kind="pupil_sanctions").select_related("row").first()
    assert cell is not None
    chosen = "incidents_involvement AS v JOIN incidents_incident AS i ON i.id = v.incident_id AND v.part = 'instigator'"
    found = Misuse.objects.create(involvement=accused, row=cell.row)
    copies(found, f"{chosen} AND v.id <> {accused.pk} AND v.incident_id % 2 = 0", remove=False, involvement_id="v.id")
    done = Sanction.objects.create(
        involvement=accused, action=cell.column, recommended="yes", done=True, by=trust.head, done_by="x",
        done_on=trust.year.first_day,
    )  # fmt: skip
    copies(done, f"{chosen} AND v.id <> {accused.pk} AND v.incident_id % 4 = 0", remove=False, involvement_id="v.id")


def _pupils(trust: Trust, offset: int) -> str:
    """SQL: each incident with one pupil of its school, all of them in turn; other offsets give other pupils."""
    place = "row_number() OVER (PARTITION BY school_id ORDER BY id) - 1 AS place"
    return (
        f"incidents_incident AS i JOIN (SELECT id, school_id, year_group, {place} FROM people_person "
        f"WHERE kind = 'pupil') AS p ON p.school_id = i.school_id "
        f"AND p.place = (i.id / {len(trust.schools)} * 37 + {offset}) % {PUPILS}"
    )
