"""The incidents of the measured schools, and what hangs on each: people, misuse, sanctions, chronology, history, seals.

Left out is the history of people, and of the seals all but those of the incidents' history and chronology. A seal has
its columns and stands in its indexes, but its hash is of nothing: no page reads it, and what a report adds goes on from
the last one as from any other.
"""

from django.db.models import Model

from audit.layouts import layout_of
from audit.models import Chain, Link
from core import clock
from core.models import Line
from incidents.kinds import kinds
from incidents.models import Entry, Incident, Involvement, Misuse
from incidents.references import ALPHABET
from incidents.states import Status
from people.calendar import AcademicYear, midnight
from people.models import Person, School, User
from policies.models import Column, Matrix, Row
from sanctions.chronology import WARNS_OR_SANCTIONS
from sanctions.models import Sanction

from .names import COMMON, RARE
from .rows import chance, copies, in_bulk, one_of, remembered, run, skewed

TABLE = Matrix.Kind.PUPIL_SANCTIONS
OPEN_FOR = 30  # days after which nearly everything is closed
LONG = 50  # further changes, and as many entries, of one incident of each hundred schools: a long history
SENTENCES = (
    "A proxy page was open on the laptop.", "Somebody passed it on in the group chat.", "It went round in the lesson.",
    "A game was open during the lesson.", "The pupil closed the window at once.", "A friend had sent it on.",
    "It was seen by three others.", "The account belongs to an older pupil.", "The telephone was in the bag.",
    "A picture was shown to others.", "Nobody knows who began it.", "It had gone on since the weekend.",
)  # fmt: skip


def fill(schools: list[School], incidents: int, first: AcademicYear, pupils: int) -> None:
    """So many incidents, as many in each school, from the first day of the year until yesterday."""
    written = (Incident, Incident.history.model, Involvement, Misuse, Sanction, Entry, Link)
    with in_bulk(*(model._meta.db_table for model in written)):
        _incidents(schools, incidents, first)
        _involvements(len(schools), pupils)
        _chronologies()
        _histories()
        _one_long_history(schools[0])
        _seals()


def _incidents(schools: list[School], incidents: int, first: AcademicYear) -> None:
    """`n` counts all of them, `n / schools` those of one school; `at`, `age` and `u.x` come from these alone."""
    days = (clock.today() - first.first_day).days
    each = f"(n / {len(schools)})"
    template = Incident.objects.create(
        school=schools[0], reference="TEMPLATE", submission="00000000-0000-4000-8000-000000000001",
        reported_by=User.objects.get(email="head@bench.example"), kind="bypass", place="classroom", device="unknown",
        description="A proxy page was open.",
    )  # fmt: skip
    row = Row.objects.filter(group__matrix__kind=Matrix.Kind.USER_ACTIONS).order_by("pk").first()
    assert row is not None
    moment = (
        f"SELECT 1 + floor({days - 1} * {chance('n', 1)})::int AS age, "
        f"midnight + ({days} - 1 - floor({days - 1} * {chance('n', 1)})::int) * interval '1 day' "
        f"+ (8 * 60 + floor(9 * 60 * {chance('n', 2)})::int) * interval '1 minute' AS at "
        f"FROM (SELECT timestamptz '{midnight(first.first_day).isoformat()}' AS midnight) AS began"
    )
    status = (
        f"CASE WHEN {chance('n', 3)} < 0.02 THEN 'withdrawn' "
        f"WHEN age > {OPEN_FOR} AND {chance('n', 4)} > 0.005 THEN 'closed' "
        f"WHEN age < 3 THEN 'reported' WHEN illegal THEN 'with_authorities' "
        f"WHEN {chance('n', 5)} < 0.3 THEN 'reported' ELSE 'under_review' END"
    )
    source = (
        f"(SELECT n, s.id AS school, s.code AS code, at, age, illegal, {status} AS status, u.id AS coordinator, "
        f"r.id AS reporter FROM generate_series(0, {incidents - 1}) AS n "
        f"JOIN LATERAL ({moment}) AS moment ON true "
        f"JOIN LATERAL (SELECT {chance('n', 6)} < 0.03 AS illegal) AS i ON true "
        f"JOIN (SELECT id, code, row_number() OVER (ORDER BY code) - 1 AS place FROM people_school "
        f"WHERE code LIKE 'Z%') AS s ON s.place = n % {len(schools)} "
        f"JOIN people_user AS u ON u.email = 'staff-' || lower(s.code) || '-1@bench.example' "
        f"JOIN people_user AS r ON r.email = 'staff-' || lower(s.code) || '-' || (2 + {each} % 5) || '@bench.example' "
        f") AS i"
    )
    closed = "CASE WHEN i.status = 'closed' THEN {} {}END"
    copies(
        template,
        source,
        school_id="i.school",
        reference=f"i.code || '-' || translate(lpad({each}::text, 5, '0'), '0123456789', '{ALPHABET[:10]}')",
        submission="gen_random_uuid()",
        reported_by_id="i.reporter",
        reported_at="i.at",
        occurred_at=f"CASE WHEN n % 5 <> 0 THEN i.at - floor(7 * {chance('n', 7)})::int * interval '1 hour' END",
        occurred_precision=one_of(["unknown", "exact", "exact", "exact", "about"], "n"),
        place=skewed(["classroom", "home", "computer_room", "playground", "unknown", "trip"], chance("n", 8)),
        device=skewed(["pupil_phone", "school_computer", "school_tablet", "unknown"], chance("n", 9)),
        kind=skewed(list(kinds()), chance("n", 10)),
        four_c=skewed(["conduct", "content", "contact", "", "commerce"], chance("n", 11)),
        description=_description(each),
        branch="CASE WHEN illegal THEN 'illegal' ELSE 'unsuitable' END",
        safeguarding=f"{chance('n', 12)} < 0.05",
        restricted=f"{chance('n', 13)} < 0.01",
        user_action_id=f"CASE WHEN {chance('n', 14)} < 0.5 THEN {row.pk} END",
        status="i.status",
        handler_id="CASE WHEN i.status = 'under_review' THEN i.coordinator END",
        reviewed_at=f"CASE WHEN i.status <> 'reported' THEN i.at + {chance('n', 15)} * interval '1 day' END",
        closed_at=closed.format(f"least(now(), i.at + (6 + 30 * {chance('n', 16)}) * interval '1 day')", ""),
        closed_by_id=closed.format("i.coordinator", ""),
        finding=closed.format(skewed(["substantiated", "substantiated", "inconclusive"], chance("n", 17)), "ELSE '' "),
        rationale=closed.format("'It was seen, and said to be so.'", "ELSE '' "),
        what_changed=f"CASE WHEN {chance('n', 18)} < 0.04 THEN 'The filter.' ELSE '' END",
    )  # fmt: skip


def _description(each: str) -> str:
    """SQL: three sentences, a word that few others have, and now and then the rare or the common one."""
    said = [skewed(SENTENCES, chance("n", which)) for which in (20, 21, 22)]
    rare = f"CASE WHEN {each} % 500 = 7 THEN ' A {RARE} was drawn.' ELSE '' END"
    common = f"CASE WHEN {chance('n', 24)} < 0.2 THEN ' There was a {COMMON}.' ELSE '' END"
    return " || ' ' || ".join([*said, _item("n", 23)]) + f" || {rare} || {common}"


def _item(number: str, which: int) -> str:
    """SQL: a sentence with a word that few others have."""
    return f"'It said item ' || floor(5000 * power({chance(number, which)}, 2))::int || '.'"


def _involvements(schools: int, pupils: int) -> None:
    """Of each incident one pupil who is accused, of some a target too; of some a row of the sanctions table."""
    incident = Incident.objects.order_by("pk").first()
    person = Person.objects.filter(kind=Person.Kind.PUPIL).order_by("pk").first()
    warning = Column.objects.filter(group__matrix__kind=TABLE, meaning__in=WARNS_OR_SANCTIONS).order_by("pk").first()
    row = Row.objects.filter(group__matrix__kind=TABLE).order_by("pk").first()
    assert incident is not None
    assert warning is not None
    assert row is not None
    accused = Involvement.objects.create(
        incident=incident, person=person, kind=Person.Kind.PUPIL, part=Involvement.Part.INSTIGATOR, year_group="5",
        parents=Involvement.Parents.INFORMED, parents_informed_on=clock.today(), parents_informed_by="The school",
    )  # fmt: skip
    columns = {"incident_id": "i.id", "person_id": "p.id", "year_group": "p.year_group"}
    someone = _one_of_the_pupils(schools, pupils)
    copies(accused, f"{someone.format(1)} AND i.id <> {incident.pk}", remove=False, **columns)
    copies(accused, f"{someone.format(2)} AND i.id % 5 = 0", remove=False, part="'target'", **columns)

    chosen = (
        "incidents_involvement AS v JOIN incidents_incident AS i ON i.id = v.incident_id AND v.part = 'instigator' "
        f"AND i.status <> '{Status.REPORTED}' AND v.id <> {accused.pk}"
    )
    found = Misuse.objects.create(involvement=accused, row=row)
    copies(found, f"{chosen} AND v.incident_id % 2 = 0", remove=False, involvement_id="v.id")
    done = Sanction.objects.create(
        involvement=accused, action=warning, recommended="yes", done=True, by=incident.reported_by, done_by="x",
        done_on=clock.today(),
    )  # fmt: skip
    copies(
        done, f"{chosen} AND v.incident_id % 4 = 0", remove=False, involvement_id="v.id", done_on="i.reported_at::date"
    )


def _one_of_the_pupils(schools: int, pupils: int) -> str:
    """SQL: each incident with one pupil of its school, all of them in turn; other numbers give other pupils."""
    place = "row_number() OVER (PARTITION BY school_id ORDER BY id) - 1 AS place"
    return (
        f"incidents_incident AS i JOIN (SELECT id, school_id, year_group, {place} FROM people_person "
        f"WHERE kind = 'pupil') AS p ON p.school_id = i.school_id "
        f"AND p.place = (i.id / {schools} * 37 + {{}}) % {pupils}"
    )


def _chronologies() -> None:
    """That it was reported, reviewed and closed: an entry each, and in one of them a word that few others have."""
    first = Incident.objects.select_related("reported_by").order_by("pk").first()
    assert first is not None
    entry = Entry.objects.create(incident=first, by=first.reported_by, verb="review", text="Template")
    reviewed = f"'Reviewed. The pupils were spoken to. ' || {_item('i.id', 30)}"
    steps = (
        ("report", "'Reported.'", "i.reported_at", "i.reported_by_id", "true"),
        ("review", reviewed, "i.reviewed_at", "c.id", "i.reviewed_at IS NOT NULL"),
        ("close", "'Closed. It was seen, and said to be so.'", "i.closed_at", "c.id", "i.closed_at IS NOT NULL"),
    )
    there = (
        "incidents_incident AS i JOIN people_school AS s ON s.id = i.school_id "
        "JOIN people_user AS c ON c.email = 'staff-' || lower(s.code) || '-1@bench.example'"
    )
    for verb, text, at, by, where in steps:
        said = {"verb": f"'{verb}'", "text": text, "at": at, "by_id": by}
        copies(entry, f"{there} AND {where}", remove=False, incident_id="i.id", **said)


def _histories() -> None:
    """What the report said, and, of what was reviewed, how it is now."""
    said = {"date": "r.reported_at", "type": "'+'", "user_id": "r.reported_by_id", "user_name": "'Colleague'"}
    said["change_reason"] = "'Reported'"
    blank = {"status": "'reported'", "finding": "''", "rationale": "''", "reviewed_at": "NULL", "closed_at": "NULL"}
    blank |= {"closed_by_id": "NULL", "handler_id": "NULL"}
    remembered(Incident, **blank, **said)
    said |= {"date": "coalesce(r.closed_at, r.reviewed_at)", "type": "'~'", "change_reason": "'It was seen.'"}
    remembered(Incident, "r.reviewed_at IS NOT NULL", **said)


def _one_long_history(school: School) -> None:
    """Of the oldest incident of the school that its coordinator handles and closed."""
    incident = with_a_long_history(school)
    said = {
        "type": "'~'",
        "user_id": "r.reported_by_id",
        "user_name": "'Colleague'",
        "change_reason": "'More is known.'",
    }
    for number in range(LONG):
        moment = f"r.closed_at + interval '{number} minutes'"
        remembered(Incident, f"r.id = {incident.pk}", place_detail=f"'Room {number}'", date=moment, **said)
    entry = incident.entries.order_by("pk").last()
    assert entry is not None
    text = "'Spoken to once more, for the ' || k || 'th time.'"
    copies(entry, f"generate_series(1, {LONG}) AS k", remove=False, verb="''", text=text)


def with_a_long_history(school: School) -> Incident:
    ordinary = Incident.objects.filter(school=school, route="ordinary", status=Status.CLOSED)
    return ordinary.order_by("reported_at", "pk")[0]


def _seals() -> None:
    """A link for each row of the incidents' history and chronology, at the end of the chain of its school."""
    run(
        "INSERT INTO audit_chain (school, length, head) SELECT s.id, 0, decode(repeat('00', 32), 'hex') "
        "FROM people_school AS s ON CONFLICT (school) DO NOTHING"
    )
    history = Incident.history.model
    _link(history, "SELECT h.school_id AS school, h.history_id AS key, h.history_date AS at, h.history_user_id AS by "
          f"FROM {history._meta.db_table} AS h", "change")  # fmt: skip
    _link(Entry, "SELECT i.school_id AS school, e.id AS key, e.at AS at, e.by_id AS by "
          "FROM incidents_entry AS e JOIN incidents_incident AS i ON i.id = e.incident_id", "entry")  # fmt: skip


def _link(model: type[Model] | type[Line], rows: str, kind: str) -> None:
    layout = layout_of(model)
    links, chains = Link._meta.db_table, Chain._meta.db_table
    run(
        f"INSERT INTO {links} (chain_id, number, kind, object, object_id, layout, by, at, salt, digest, hash) "
        f"SELECT c.id, c.length + row_number() OVER (PARTITION BY c.id ORDER BY r.key), '{kind}', '{layout.object}', "
        f"r.key, '{layout.key}', r.by, r.at, uuid_send(gen_random_uuid()), sha256(int8send(r.key)), "
        f"sha256(uuid_send(gen_random_uuid())) FROM ({rows}) AS r JOIN {chains} AS c ON c.school = r.school"
    )
    run(
        f"UPDATE {chains} AS c SET length = l.last FROM (SELECT chain_id, max(number) AS last FROM {links} "
        f"GROUP BY chain_id) AS l WHERE l.chain_id = c.id AND l.last > c.length"
    )
