"""What came of the incidents, as it is counted and published."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.models import Involvement, Referral
from people.models import Person
from policies.models import PolicyVersion
from reports.figures import figures_of, tables_of
from reports.outcomes import add_outcomes
from reports.periods import calendars
from reports.statistics import count
from sanctions.models import Sanction

from .conftest import TERMS, YEAR


def counted(*schools):
    found = calendars(schools, [YEAR])
    counts = count(schools, found)
    add_outcomes(counts, schools, found)
    return counts[YEAR]


def test_an_incident_that_was_referred_twice_counts_once_and_one_that_was_not_counts_apart(logged, school, coordinator):
    twice, told, not_told, _ = logged(4)
    for incident, what in ((twice, "referred"), (twice, "besides"), (told, "besides"), (not_told, "not_referred")):
        Referral(incident=incident, agency="police", told=what, spoke_to="x", reason="x", by=coordinator).save_as(
            coordinator
        )
    Referral(incident=told, agency="other", told="not_referred", reason="x", by=coordinator).save_as(coordinator)

    counts = counted(school)

    assert (counts.referred, counts.not_referred) == (2, 1)


def test_parents_are_counted_of_pupils_who_did_it_or_to_whom_it_was_done(logged, school):
    logged(2, group="5")
    logged(1, group="5", part="target")
    logged(4, group="5", part="witness")
    logged(3, group="", person_kind="staff")
    informed = Involvement.objects.filter(part="target").get()
    Involvement.objects.filter(pk=informed.pk).update(parents="informed", parents_informed_on="2025-10-07")

    assert counted(school).parents == {"unknown": 2, "informed": 1}


@pytest.fixture
def warned(logged, school, coordinator):
    """A pupil who was warned in October for something that was found substantiated."""
    pupil = Person(school=school, kind=Person.Kind.PUPIL, name="Pip Pupil", year_group="5")
    pupil.save_as(coordinator)
    [first] = logged(1, status="closed", finding="substantiated", closed_by=coordinator, closed_at=TERMS["autumn"],
                     outcome="x", rationale="x")  # fmt: skip
    line = Involvement.objects.create(incident=first, person=pupil, kind="pupil", part="instigator")
    Sanction(
        involvement=line,
        text="Warned",
        recommended="none",
        done=True,
        done_by="x",
        done_on=TERMS["autumn"].date(),
        reason="x",
        by=coordinator,
    ).save_as(coordinator)
    return pupil


def accuse(logged, pupil, at):
    [again] = logged(1, at=at)
    return Involvement.objects.create(incident=again, person=pupil, kind="pupil", part="instigator")


def test_a_pupil_who_was_warned_and_is_accused_again_is_a_repeat(warned, logged, school):
    accuse(logged, warned, TERMS["spring"])

    assert counted(school).repeats == 1


@pytest.mark.parametrize("merged", ["the accused one", "the warned one", "both", "that of both"])
def test_an_entry_that_was_merged_into_another_is_the_same_pupil(merged, warned, logged, school, coordinator):
    other, third = (Person(school=school, kind=Person.Kind.PUPIL, name="P Pupil", year_group="5") for _ in range(2))
    for entry in (third, other):
        entry.save_as(coordinator)
    into = {
        "the accused one": {other: warned},
        "the warned one": {warned: other},
        "both": {warned: third, other: third},
        "that of both": {warned: other},
    }
    for entry, stays in into[merged].items():
        entry.merged_into = stays
        entry.save_as(coordinator)

    accuse(logged, warned if merged == "that of both" else other, TERMS["spring"])

    assert counted(school).repeats == 1


@pytest.mark.parametrize("why", ["long ago", "before", "not substantiated", "nothing done", "somebody else"])
def test_it_is_no_repeat(why, warned, logged, school, coordinator):
    first = Involvement.objects.get(person=warned).incident
    if why == "long ago":
        type(first).objects.filter(pk=first.pk).update(reported_at=TERMS["spring"] - timedelta(days=370))
    if why == "not substantiated":
        type(first).objects.filter(pk=first.pk).update(finding="unfounded")
    if why == "nothing done":
        Sanction.objects.update(done=False)
    if why == "somebody else":
        warned = Person(school=school, kind=Person.Kind.PUPIL, name="Another", year_group="5")
        warned.save_as(coordinator)

    accuse(logged, warned, TERMS["autumn"] - timedelta(days=1) if why == "before" else TERMS["spring"])

    assert counted(school).repeats == 0


@pytest.mark.postgresql
def test_what_warnings_were_about_is_found_in_an_index(warned, school):
    with CaptureQueriesContext(connection) as asked:
        counted(school)
    *_, own, _ = (query["sql"] for query in asked)

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {own}")
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "Index Only Scan using found_to_be_so" in plan


def test_each_figure_that_stands_alone_is_a_band_while_it_is_small(logged, school):
    logged(30)
    logged(6, debrief="We learnt.")

    kept = figures_of([school], YEAR)

    assert {key: kept[key][0] for key in ("referred", "not_referred", "repeats", "debriefed")} == {
        "referred": "0 to 4",
        "not_referred": "0 to 4",
        "repeats": "0 to 4",
        "debriefed": 6,
    }


def test_rows_of_the_policy_that_would_tell_are_counted_together(logged, school):
    rows = {
        row.key: row
        for row in PolicyVersion.objects.in_force(school, YEAR.last_day)
        .matrices.get(kind="user_actions")
        .all_rows.all()
    }
    telling = {key for key, row in rows.items() if row.illegal or row.safeguarding or row.no_files or row.police_case}
    assert telling
    plain, other = [row for key, row in rows.items() if key not in telling][:2]
    logged(20, user_action=plain)
    logged(9, user_action=other)
    logged(2, user_action=rows[sorted(telling)[0]])

    shown = tables_of(figures_of([school], YEAR))["rows"]

    assert not telling & {row.key for row in shown.rows}
    assert shown.cell(plain.key) == 20
    assert shown.cell("rest") == "0 to 4"
    assert telling <= set(shown.rows[-1].covers)


def test_an_adults_own_device_is_never_a_row_of_its_own(logged, school):
    logged(20, device="school_tablet")
    logged(9, device="adult_device")

    assert "adult_device" not in {row.key for row in tables_of(figures_of([school], YEAR))["devices"].rows}
