"""`manage.py move_database`: every row into another database, found right there, or nothing."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from core import clock
from esafety.backups import chain, tables
from esafety.backups.contents import Total
from esafety.backups.moving import move
from esafety.backups.placing import NotEmptyError
from esafety.backups.restoring import DiffersError
from esafety.management.commands import move_database
from esafety.models import Backup, Worker
from incidents.models import Incident
from people.models import School

from .conftest import BACK


def test_everything_is_there_and_it_goes_on_from_there(evidence, empty_database):
    before = tables.content("default")

    total = move(source="default", target=BACK)

    assert tables.content(BACK) == before == total.tables
    assert chain.heads(BACK) == chain.heads("default") != {}
    assert Incident.objects.using(BACK).get().route == evidence.incident.route
    new = Backup.objects.using(BACK).create(made_at=clock.now(), size=1, files=0)
    newest = School.objects.using(BACK).create(name="Next", code="NXT")
    assert (new.pk, newest.pk) == (1, School.objects.latest("pk").pk + 1)


@pytest.mark.sqlite
def test_what_is_there_already_stays_alone(evidence, empty_database):
    Backup.objects.using(BACK).create(made_at=clock.now(), size=1, files=0)

    with pytest.raises(NotEmptyError, match=r"already holds something \(backups\)"):
        move(source="default", target=BACK)

    assert tables.content(BACK)["people.School"][0] == 0


@pytest.mark.sqlite
def test_what_was_changed_past_the_program_is_said_and_not_carried_over(evidence, empty_database):
    with connections["default"].cursor() as cursor:
        cursor.execute("UPDATE incidents_incident SET description = 'Nothing happened.'")

    with pytest.raises(DiffersError, match=r"incidents\.incident .*changed past its history"):
        move(source="default", target=BACK)

    assert tables.content(BACK)["incidents.Incident"][0] == 0


@pytest.mark.once
class TestTheCommand:
    def test_asks_where_to(self, settings):
        settings.NEW_DATABASE = {}

        with pytest.raises(CommandError, match=r"NEW_DATABASE_URL is not set\. Put it into the environment"):
            call_command("move_database")

    def test_names_the_setting_of_the_new_one(self, school):
        with pytest.raises(NotEmptyError, match="Let NEW_DATABASE_URL name a new"):
            move(source="default", target="default")

    def test_waits_until_nobody_writes_to_the_old_one(self, db, settings):
        settings.NEW_DATABASE = {"ENGINE": "core.database.sqlite3", "NAME": ":memory:"}
        Worker(name="w").is_here()

        with pytest.raises(CommandError, match=r"A worker still runs\. Stop both processes first"):
            call_command("move_database")

    @pytest.mark.sqlite
    def test_takes_nothing_of_the_old_one_over_to_another_kind(self, db, settings, monkeypatch):
        settings.NEW_DATABASE = {"ENGINE": "core.database.postgresql", "NAME": "new", "CONN_MAX_AGE": 600}
        monkeypatch.setattr(move_database, "move", lambda **_: Total())

        call_command("move_database")

        new = connections.databases.pop("new")
        assert connections.databases["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
        assert (new["NAME"], new["OPTIONS"], new["CONN_MAX_AGE"]) == ("new", {}, 600)
