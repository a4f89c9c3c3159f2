"""Each figure leads to a list that counts exactly the same; and each picture counts everything once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils.text import slugify

from incidents.models import Incident, Involvement, Misuse
from people.roles import Role
from policies.models import Matrix, Policy, PolicyVersion, Row, RowGroup
from sanctions.models import Sanction

AUTUMN = datetime(2025, 9, 30, 22, 30, tzinfo=UTC)  # half past eleven at night, local time
WINTER = datetime(2026, 1, 15, 10, tzinfo=UTC)
FIRST = datetime(2025, 8, 31, 23, tzinfo=UTC)  # of the academic year, local time
ABOUT = {"occurred_at": FIRST, "occurred_precision": "about"}
SUMMER = datetime(2026, 6, 12, 9, tzinfo=UTC)
LAST_YEAR = datetime(2024, 10, 8, 9, tzinfo=UTC)


def closed(by, at, **said):
    return {
        "status": "closed", "finding": "substantiated", "rationale": "x", "closed_by": by, "closed_at": at,
        "reviewed_at": at, **said,
    }  # fmt: skip


@pytest.fixture
def log(logged, coordinator, school, other_school, teacher):
    """A little of everything, at the edges of weeks, terms, years and limits."""
    days = [timedelta(days=number) for number in range(0, 40, 3)]
    logged(2, at=AUTUMN, occurred_at=AUTUMN - timedelta(minutes=31), group="5")
    logged(1, at=FIRST, kind="money", four_c="commerce", place="home", **ABOUT)
    logged(1, at=FIRST - timedelta(minutes=1), kind="money", group="6")
    logged(3, at=WINTER, four_c="", device="pupil_phone", occurred_at=WINTER, group="6", reviewed_at=WINTER)
    logged(1, at=WINTER, status="withdrawn", group="7")
    logged(1, at=SUMMER, occurred_at=SUMMER, occurred_precision="about", group="", branch="illegal", place="unknown")
    for number, late in enumerate(days):
        at = AUTUMN + timedelta(days=number)
        logged(1, at=at, kind="cyberbullying", **closed(coordinator, at + late), group="R", occurred_at=at)
    logged(2, at=LAST_YEAR, kind="bypass", group="5", reviewed_at=LAST_YEAR + timedelta(days=4))
    logged(1, at=SUMMER, school=other_school)
    accused = logged(1, at=SUMMER)[0]
    Involvement.objects.create(incident=accused, person=coordinator.person, kind="staff", part="instigator")


@pytest.fixture
def decided(log, teacher):
    """Of three people to whom a row applies: all done, nothing done, nothing decided; and of one who went on."""
    row = Row.objects.filter(matrix__kind="pupil_sanctions", cells__value="yes", continued=False).first()
    goes_on = Row.objects.filter(matrix=row.matrix, continued=True).first()
    people = list(Involvement.objects.filter(year_group="R").order_by("pk")[:4])
    columns = [cell.column for cell in row.cells.filter(value="yes")]
    for place, person in enumerate(people):
        Misuse.objects.create(involvement=person, row=goes_on if place == 3 else row)
        for column in columns if place < 2 else ():
            reason = "Not this time" if place else ""
            Sanction.objects.create(
                involvement=person, action=column, recommended="yes", done=not place, reason=reason, by=teacher,
                done_by="x" if not place else "", done_on=AUTUMN.date() if not place else None,
            )  # fmt: skip


def figures_of(figures):
    """Every number that leads somewhere."""
    yield from (figure for line in figures.lines for figure in (line.now, line.before) if figure and figure.url)
    yield from (cell.figure for _, cells, _ in getattr(figures, "grid", ()) for cell in cells if cell.figure.url)
    yield from (whole for _, _, whole in getattr(figures, "grid", ()) if whole.url)
    yield from (figure for figure in getattr(figures, "of_days", ()) if figure.url)
    others = (getattr(figures, name, None) for name in ("known", "unknown", "in_time", "late"))
    yield from (figure for figure in others if figure and figure.url)


def counts(figures, in_the_log):
    """What the figures say, and what the log says of each."""
    found = list(figures_of(figures))
    assert found
    return [figure.count for figure in found], [in_the_log(figure) for figure in found]


def test_of_every_picture(log, decided, picture, in_the_log):
    for key in ("weeks", "kinds", "hours", "reviewed"):
        for figures in picture(key, "compare=on").figures:
            said, listed = counts(figures, in_the_log)
            assert said == listed, figures.key


def test_of_own_days_that_cut_a_week(log, picture, in_the_log):
    weeks = picture("weeks", "period=own&since=2025-10-01&until=2025-10-09&compare=on").named("weeks")

    said, listed = counts(weeks, in_the_log)

    assert said == listed == [5, 4, 3]


def test_every_incident_counts_once(log, picture):
    pictures = [picture(key, "compare=on") for key in ("weeks", "kinds", "reviewed")]
    sums = {
        figures.key: (sum(line.now.count for line in figures.lines), sum(line.before.count for line in figures.lines))
        for shown in pictures
        for figures in shown.figures
        if figures.key not in ("years", "followed", "continued")
    }

    assert sums == dict.fromkeys(
        ["weeks", "areas", "kinds", "places", "devices", "rows", "reviewed", "settled", "closed"], (20, 2)
    )
    assert [(shown.total, shown.before) for shown in pictures] == [(20, 2)] * 3


def test_hours_are_those_of_exact_times_and_the_rest_is_said(log, picture):
    hours = picture("hours").named("hours")

    assert {line.label: line.now.count for line in hours.lines}["Tuesday, 10pm to 11pm"] == 2  # local, not in UTC
    assert (hours.known.count, hours.unknown.count) == (19, 1)
    assert sum(cell.figure.count for _, cells, _ in hours.grid for cell in cells) == 19
    assert sum(whole.count for _, _, whole in hours.grid) == 19


def test_the_days_from_review_to_closing_begin_with_the_review(logged, picture, coordinator):
    reviewed = SUMMER + timedelta(days=14)
    logged(1, at=SUMMER, **closed(coordinator, reviewed + timedelta(days=4)) | {"reviewed_at": reviewed})

    [settled] = [line.label for line in picture("settled").named("settled").lines if line.now.count]
    [whole] = [line.label for line in picture("closed").named("closed").lines if line.now.count]

    assert (settled, whole) == ("Within 5 school days", "After 11 to 20 school days")


def test_what_was_decided_is_told_by_the_worst_of_it(decided, picture):
    followed = picture("followed").named("followed")

    assert [line.now.count for line in followed.lines] == [1, 1, 1]
    assert followed.sentence == "In 1 of 3 incidents all that the table recommends was done."
    assert [line.now.count for line in picture("continued").named("continued").lines] == [1]


def test_a_pupil_of_two_years_counts_in_both_and_two_of_one_year_once(logged, picture):
    [incident] = logged(1, at=SUMMER, group="5")
    for group in ("5", "6"):
        Involvement.objects.create(incident=incident, name="x", kind="pupil", part="target", year_group=group)

    years = picture("years").named("years")

    assert [(line.label, line.now.count) for line in years.lines] == [("Year 5", 1), ("Year 6", 1)]


def test_schools_stand_side_by_side(log, logged, coordinator, other_school, appoint, picture, in_the_log, asked):
    appoint(Role.COORDINATOR, other_school, user=coordinator)
    coordinator = type(coordinator).objects.get(pk=coordinator.pk)

    schools = picture("schools", "compare=on", coordinator).named("schools")

    assert [(line.label, line.now.count) for line in schools.lines] == [
        ("Ashdown Primary", 20),
        ("Birchwood Primary", 1),
    ]
    assert [in_the_log(line.now, coordinator) for line in schools.lines] == [20, 1]
    one = picture("weeks", f"school={other_school.pk}", coordinator)
    assert (one.total, [figures.key for figures in one.figures]) == (1, ["weeks"])
    assert all(in_the_log(figure, coordinator) == figure.count for figure in figures_of(one.named("weeks")))


def test_nothing_counts_that_one_may_not_read(log, picture, coordinator, headteacher, stranger):
    assert Incident.objects.filter(reported_at__date="2026-06-12", school__code="ASH").count() == 2
    assert picture("weeks", "period=term").total == 0  # one may be illegal, one is about the coordinator
    assert picture("weeks", "period=term", headteacher).total == 2
    assert picture("weeks", "period=term", stranger).total == 1


@pytest.fixture
def social_media(administrator):
    """`social_media("Its name")`: the row of this key, as one more policy calls it."""

    def make(label):
        policy = Policy(kind=Policy.Kind.E_SAFETY, title=label, slug=slugify(label))
        version = PolicyVersion(policy=policy, number=1, started_by=administrator)
        matrix = Matrix(version=version, kind=Matrix.Kind.USER_ACTIONS)
        group = RowGroup(matrix=matrix, key="use", label="Use")
        row = Row(matrix=matrix, group=group, key="social-media", label=label)
        for made in (policy, version, matrix, group, row):
            made.save_as(administrator)
        return row

    return make


def test_a_row_of_the_policy_is_counted_whatever_its_version_and_called_as_the_newest_calls_it(
    logged, picture, in_the_log, social_media
):
    older, newer = social_media("Social media"), social_media("Social media, renamed")
    logged(2, at=SUMMER, user_action=older)
    logged(1, at=SUMMER, user_action=newer)
    logged(4, at=SUMMER)

    rows = picture("kinds").named("rows")

    assert [(line.label, line.now.count) for line in rows.lines] == [("Social media, renamed", 3), ("None yet", 4)]
    assert [in_the_log(line.now) for line in rows.lines] == [3, 4]
    assert rows.sentence == "Most often: Social media, renamed, 3 of 7 incidents."
