"""Copies the incidents of a measured database into a plain one."""

from tempfile import TemporaryFile

import psycopg2
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection

from tests.bench.asking import NEW_KEY, NEW_REFERENCE, Asked, as_text, counted
from tests.bench.names import (
    ADD_FORM,
    ADDED,
    ADMIN,
    CHANGE_FORM,
    COMMON,
    COMMON_WORD,
    FILTERED_LIST,
    HISTORY,
    LIST,
    RARE,
    RARE_WORD,
)

from .models import Incident, School

PAGE = "/admin/plain/incident/"


def main(source: str) -> None:
    """Fill the database that DATABASE_URL names, and tell which pages are measured in it."""
    call_command("migrate", verbosity=0)  # what incidents point to comes first
    call_command("migrate", run_syncdb=True, verbosity=0)
    with psycopg2.connect(source) as measured:
        copy(measured, "SELECT id, name, code FROM people_school", School, "id, name, code")
        copy(
            measured,
            "SELECT id, email, '', false, '', '', email, false, true, now() FROM people_user",
            User,
            "id, username, password, is_superuser, first_name, last_name, email, is_staff, is_active, date_joined",
        )
        columns = ", ".join(field.column for field in Incident._meta.concrete_fields)
        copy(measured, f"SELECT {columns} FROM incidents_incident", Incident, columns)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    admin = User.objects.create_superuser("admin")
    print(as_text({ADMIN: list(counted(pages(Incident.objects.filter(status="closed")[0]), admin))}))


def copy(measured, select, model, columns):
    """The rows of a query there into the table of a model here, whose numbers go on from them."""
    table = model._meta.db_table
    connection.ensure_connection()
    with measured.cursor() as there, connection.connection.cursor() as here, TemporaryFile() as rows:
        there.copy_expert(f"COPY ({select}) TO STDOUT", rows)
        rows.seek(0)
        here.copy_expert(f"COPY {table} ({columns}) FROM STDIN", rows)
        here.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")


def pages(incident) -> list[Asked]:
    return [
        Asked(LIST, PAGE),
        Asked(FILTERED_LIST, f"{PAGE}?status__exact=closed&kind__exact=bypass&place__exact=classroom"),
        Asked(RARE_WORD, f"{PAGE}?q={RARE}"),
        Asked(COMMON_WORD, f"{PAGE}?q={COMMON}"),
        Asked(CHANGE_FORM, f"{PAGE}{incident.pk}/change/"),
        Asked(HISTORY, f"{PAGE}{incident.pk}/history/"),
        Asked(ADD_FORM, f"{PAGE}add/"),
        Asked(ADDED, f"{PAGE}add/", form=tuple(added(incident).items())),
    ]


def added(incident) -> dict[str, str]:
    """What a report says, as the admin's form sends it."""
    return {
        "school": str(incident.school_id),
        "reference": NEW_REFERENCE,
        "submission": NEW_KEY,
        "reported_by": str(incident.reported_by_id),
        "reported_at_0": "2026-01-05",
        "reported_at_1": "10:00:00",
        "occurred_at_0": "2026-01-05",
        "occurred_at_1": "09:00:00",
        "occurred_precision": "exact",
        "place": "classroom",
        "device": "school_tablet",
        "kind": "bypass",
        "description": "A proxy page was open.",
        "branch": "unsuitable",
        "status": "reported",
    }
