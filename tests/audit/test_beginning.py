"""A database that is older than the chains is sealed as it stands, once, when it is upgraded."""

from datetime import UTC, datetime

import pytest
from django.db import connection

from audit import beginning
from audit.beginning import seal_what_was_there
from audit.models import NO_SCHOOL, Beginning, Chain, Link
from core import clock
from core.sealing import seal_what_waits

from .conftest import link_of, no_triggers, problems

pytestmark = pytest.mark.once  # rows are sealed alike in any database

UPGRADE = [("audit", "0001_initial")]


@pytest.fixture
def unsealed(incident, coordinator):
    """An incident whose last entry is some months old; nothing of it is sealed."""
    with clock.set_to(datetime(2026, 3, 2, 9, tzinfo=UTC)):
        incident.note("Spoke to them.", by=coordinator)
    connection.run_on_commit = []
    return incident


@pytest.fixture
def older(unsealed):
    """As a program without chains left it."""
    with no_triggers():
        for model in (Link, Chain):
            model.objects.all()._raw_delete("default")
    return unsealed


def test_every_row_is_sealed_as_it_stands_and_guarded_from_then_on(older, behind_the_triggers):
    seal_what_was_there(using="default", plan=UPGRADE)

    behind_the_triggers("UPDATE incidents_entry SET text = 'x' WHERE text = 'Spoke to them.'")

    assert [problem.what for problem in problems()] == ["the row was changed after it was sealed"]


def test_each_in_the_chain_of_its_school_with_its_own_moment(older, coordinator, school):
    seal_what_was_there(using="default", plan=UPGRADE)

    entry = older.entries.get(text="Spoke to them.")
    link = link_of(entry)
    assert (link.chain.school, link.kind, link.by, link.at) == (school.pk, "entry", coordinator.pk, entry.at)
    assert link_of(school.history.first()).chain.school == school.pk
    assert link_of(coordinator.history.first()).chain.school == NO_SCHOOL


def test_a_chain_that_has_begun_takes_in_nothing_that_was_put_in_past_the_program(unsealed):
    assert Chain.objects.exists()

    seal_what_was_there(using="default", plan=UPGRADE)

    assert not Link.objects.filter(object="incidents.entry").exists()


@pytest.mark.parametrize("said", [{"using": "default"}, {"using": "other", "plan": UPGRADE}])
def test_where_nothing_was_upgraded_nothing_begins(older, said):
    seal_what_was_there(**said)

    assert not Chain.objects.exists()


def test_that_they_were_begun_is_told_and_leaves_a_line(older, capsys):
    seal_what_was_there(using="default", plan=UPGRADE)
    seal_what_waits()

    begun = Beginning.objects.get()
    assert capsys.readouterr().out == f"  No chain of seals was there: {begun.rows} rows sealed as found.\n"
    assert link_of(begun).kind == "beginning"
    assert begun.rows == Link.objects.exclude(kind="beginning").count() > 1


def test_whoever_empties_them_has_a_second_line_written(older):
    for _ in range(2):
        seal_what_was_there(using="default", plan=UPGRADE, verbosity=0)
        seal_what_waits()
        with no_triggers():
            for model in (Link, Chain):
                model.objects.all()._raw_delete("default")

    assert Beginning.objects.count() == 2


def test_a_database_without_a_row_has_nothing_to_tell(older, capsys, monkeypatch):
    monkeypatch.setattr(beginning, "_links", lambda: iter(()))

    seal_what_was_there(using="default", plan=UPGRADE)

    assert capsys.readouterr().out == ""
    assert not Beginning.objects.exists()
