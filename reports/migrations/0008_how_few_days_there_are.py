"""What PostgreSQL cannot know of a figure by itself: that days are few, where moments are many."""

from django.db import migrations

STATISTICS = "days_of_steps"


def _school_days(last):
    until, since = _weekdays_until(last), _weekdays_until("reported_at")
    return f"LEAST(GREATEST({until} - {since}, 0), 21)"


def _weekdays_until(moment):
    number = f"(({moment} AT TIME ZONE 'Europe/London')::date - DATE '2000-01-03')"
    return f"(5 * ({number} / 7) + LEAST({number} % 7 + 1, 5))"


# As `reports.statistics` groups by them: only the same expressions are recognised.
REVIEWED = f"CASE WHEN reviewed_at IS NOT NULL THEN {_school_days('reviewed_at')} ELSE NULL END"
CLOSED = f"CASE WHEN status = 'closed' THEN {_school_days('closed_at')} ELSE NULL END"


def make(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(
        f"CREATE STATISTICS {STATISTICS} (ndistinct) ON ({REVIEWED}), ({CLOSED}) FROM incidents_incident",
        params=None,  # there is a "%" in it
    )
    schema_editor.execute("ANALYZE incidents_incident")


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP STATISTICS {STATISTICS}")


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0008_newest_of_many_schools"),
        ("reports", "0007_drafts_are_read_and_releases_name_who_agreed"),
    ]

    operations = [migrations.RunPython(make, drop)]
