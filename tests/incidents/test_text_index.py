"""The full-text index keeps in step with what it is of, whatever happens to the tables."""

import pytest
from django.apps import apps
from django.db import connection, models

from incidents.models import Entry, Incident
from incidents.search import Says, newest_matching
from incidents.text_index import ENTRY, INCIDENT, keep_in_step, statements


def found(text):
    return list(Incident.objects.filter(Says(INCIDENT, f'"{text}"')))


def triggers():
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return {name for (name,) in cursor.fetchall()}


def wanted():
    return {name for indexed in (INCIDENT, ENTRY) for name in statements(indexed) if name != indexed.full_text}


@pytest.fixture
def rebuild(django_db_blocker):
    """`rebuild(Incident, "place_detail")`: the table made anew, as Django does for a changed column on SQLite."""

    def remake(model, name):
        old = model._meta.get_field(name)
        new = models.TextField(blank=True, null=True)
        new.set_attributes_from_name(name)
        new.model = model
        with connection.schema_editor() as editor:
            editor._remake_table(model, alter_fields=[(old, new)])

    return remake


@pytest.mark.django_db(transaction=True)
@pytest.mark.sqlite
class TestRebuilding:
    def test_a_table_that_is_made_anew_loses_its_triggers_until_the_migration_ends(
        self, incident, coordinator, rebuild
    ):
        rebuild(Incident, "place_detail")
        lost = wanted() - triggers()
        incident.description = "On the bus."
        incident.save_as(coordinator)
        missed = found("bus")

        keep_in_step(using="default")

        assert lost == {name for name in wanted() if name.startswith("incidents_incident")}
        assert missed == []
        assert found("bus") == [incident]
        assert wanted() <= triggers()

    def test_so_does_the_table_of_entries(self, incident, coordinator, rebuild):
        rebuild(Entry, "text")
        incident.add_entry(by=coordinator, text="On the bus.")

        keep_in_step(using="default")

        assert list(newest_matching(coordinator, [], ["bus"], [incident.school_id])) == [incident.pk]


@pytest.mark.sqlite
def test_looking_again_changes_nothing(incident, django_assert_num_queries):
    with django_assert_num_queries(3):  # the names of the tables, and what there is of each index
        keep_in_step(using="default")

    assert found("proxy") == [incident]


@pytest.mark.sqlite
def test_it_is_looked_for_after_each_migration():
    from django.db.models.signals import post_migrate

    receivers = [receiver() for _, receiver, *_ in post_migrate.receivers]
    sender = id(apps.get_app_config("incidents"))

    assert keep_in_step in receivers
    assert any(key[1] == sender for key, receiver, *_ in post_migrate.receivers if receiver() is keep_in_step)


@pytest.mark.sqlite
def test_the_index_agrees_with_the_tables(incident, coordinator):
    incident.add_entry(by=coordinator, text="Rang.")
    incident.description = "Changed."
    incident.save_as(coordinator)

    with connection.cursor() as cursor:  # an error, if the two disagree
        for indexed in (INCIDENT, ENTRY):
            index = indexed.full_text
            cursor.execute(f"INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)")  # noqa: S608


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "second"])
def test_emptying_all_tables_leaves_it_working(log_incident, time):
    incident = log_incident(description="On the bus.")

    assert found("bus") == [incident]
    assert found("proxy") == []


@pytest.mark.postgresql
@pytest.mark.django_db
def test_postgresql_answers_from_its_index(incident):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")

        plans = [
            model.objects.filter(Says(indexed, '"bus"', schools)).order_by().explain()
            for model, indexed, schools in ((Incident, INCIDENT, ()), (Incident, INCIDENT, (7, 8)), (Entry, ENTRY, ()))
        ]

    assert "Bitmap Index Scan on incident_text" in plans[0]
    assert "Bitmap Index Scan on incident_text" in plans[1]
    assert "''bus'' & ( ''school 7'' | ''school 8'' )" in plans[1]
    assert "Bitmap Index Scan on entry_text" in plans[2]


@pytest.mark.postgresql
@pytest.mark.django_db
def test_nobody_can_type_what_the_index_calls_a_school(incident):
    assert found(f"school {incident.school_id}") == []
    assert list(Incident.objects.filter(Says(INCIDENT, '"proxy"', [incident.school_id]))) == [incident]
    assert not Incident.objects.filter(Says(INCIDENT, '"proxy"', [incident.school_id + 1])).exists()
