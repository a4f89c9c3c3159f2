"""A new database is made at once; one that is older goes on in steps, from wherever it stands."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

pytestmark = pytest.mark.once  # the names of the files say it on any database

OURS = ("audit", "people", "policies", "incidents", "sanctions", "compliance", "reports", "esafety")
OF_THAT_TIME = ("people", "policies", "incidents", "sanctions", "reports")

# Applied by databases of that time, and replaced since by the first migration of the app.
ONCE_APPLIED = {
    ("incidents", "0002_everyday_work"),
    ("incidents", "0003_search_and_exports"),
    ("incidents", "0004_evidence"),
    ("incidents", "0005_investigations_and_devices"),
    ("incidents", "0006_own_words_of_parents"),
    ("incidents", "0007_records_on_paper"),
    ("incidents", "0008_what_the_authorities_agree_to"),
    ("incidents", "0009_allegations"),
    ("incidents", "0010_evidence_is_checked"),
    ("incidents", "0011_debriefs"),
    ("incidents", "0012_files_for_a_new_school"),
    ("incidents", "0013_file_for_a_new_school_is_of_a_transfer"),
    ("incidents", "0014_lado_told_counts_from_when_more_are_accused"),
    ("incidents", "0015_who_was_told_and_constraints"),
    ("incidents", "0016_pupil_with_file"),
    ("incidents", "0017_no_misuse_is_an_answer"),
    ("people", "0002_everyday_work"),
    ("people", "0003_problems_of_a_file_and_the_start_of_a_year"),
    ("people", "0004_role_ended_at_once"),
    ("people", "0005_a_file_is_kept_as_the_table_it_holds"),
    ("people", "0006_school_names_who_answers_for_filtering"),
    ("people", "0007_terms_nobody_has_confirmed_yet"),
    ("policies", "0002_coverage_never_overlaps"),
    ("policies", "0003_version_is_not_older_than_the_standard_set"),
    ("policies", "0004_sections_and_signatures"),
    ("policies", "0005_version_says_why_it_was_sent_back"),
    ("policies", "0006_phones_of_pupils_and_sections_left_out"),
    ("policies", "0007_flag_the_phones_of_pupils"),
    ("policies", "0008_notes_for_the_next_draft"),
    ("policies", "0009_left_out_section_has_a_reason"),
    ("sanctions", "0002_sanctions_are_lifted"),
    ("sanctions", "0003_person_has_a_chronology"),
}


@pytest.fixture
def planned(db, monkeypatch):
    """`planned(on_record)`: what `migrate` would still apply of ours where these have been applied."""

    def ask(on_record):
        monkeypatch.setattr(MigrationRecorder, "applied_migrations", lambda self: dict.fromkeys(on_record))
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        return [(each.app_label, each.name) for each, _ in plan if each.app_label in OURS]

    return ask


@pytest.fixture
def disk(db):
    return MigrationLoader(connection).disk_migrations


def in_steps(disk):
    """The migrations of ours that were written one after another."""
    return {key for key, migration in disk.items() if key[0] in OURS and not migration.replaces}


def test_a_new_database_is_made_at_once(planned, disk):
    made = planned(on_record=())

    replaced = {key for migration in disk.values() for key in migration.replaces}
    assert replaced
    assert not replaced & set(made)
    assert {app for app, _ in made} == set(OURS)


def test_a_database_of_that_time_goes_on_in_steps(planned, disk):
    on_record = {(app, "0001_initial") for app in OF_THAT_TIME} | ONCE_APPLIED

    to_come = {key for key in planned(on_record) if key[0] in OF_THAT_TIME}
    assert to_come == {key for key in in_steps(disk) - on_record if key[0] in OF_THAT_TIME}


def test_one_that_went_all_the_steps_has_nothing_to_do(planned, disk):
    assert planned(in_steps(disk)) == []


def test_each_app_has_one_first_migration_and_uses_no_old_name_again(disk):
    first = {key for key, migration in disk.items() if key[0] in OURS and migration.initial and not migration.replaces}

    assert first == {(app, "0001_initial") for app in OURS}
    assert not set(disk) & ONCE_APPLIED
