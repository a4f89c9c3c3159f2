"""What monitors ask: `/healthz` is of the process alone, `/readyz` of everything that the site needs."""

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from core import clock
from esafety import health
from esafety.models import QUIET_AFTER, Worker


@pytest.fixture
def worker(db):
    Worker(name="w").is_here()


def test_a_process_that_lives_says_so_without_its_database(client, settings):
    """This test has no database: asking it anything fails."""
    settings.SECURE_SSL_REDIRECT = True

    response = client.get("/healthz", headers={"host": "10.0.0.7"})

    assert (response.status_code, response.content) == (200, b"ok\n")
    assert response.headers["Cache-Control"] == "no-store"


def test_a_site_that_can_work_is_ready(client, worker, settings):
    settings.SECURE_SSL_REDIRECT = True

    response = client.get("/readyz", headers={"host": "10.0.0.7"})

    assert (response.status_code, response.content) == (200, b"ready\n")


def test_it_is_not_without_a_worker(client, db):
    response = client.get("/readyz")

    assert (response.status_code, response.content) == (503, b"not ready: worker\n")


def test_nor_with_one_that_was_killed(client, worker):
    with clock.set_to(clock.now() + QUIET_AFTER):
        response = client.get("/readyz")

    assert (response.status_code, response.content) == (503, b"not ready: worker\n")


def test_nor_before_its_migrations(client, worker):
    name = max(name for app, name in health.known_migrations() if app == "incidents")
    MigrationRecorder(connection).record_unapplied("incidents", name)

    response = client.get("/readyz")

    assert (response.status_code, response.content) == (503, b"not ready: migrations\n")


def test_nor_without_its_database(client, worker, monkeypatch):
    def away():
        raise OperationalError("could not connect to server at 10.0.0.3 as esafety")

    with monkeypatch.context() as broken:
        broken.setattr(connection, "ensure_connection", away)
        response = client.get("/readyz")

    assert (response.status_code, response.content) == (503, b"not ready: database\n")


@pytest.mark.once
def test_nor_where_it_cannot_store_a_file(client, worker, settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path / "file"
    settings.EVIDENCE_ROOT.write_text("")

    response = client.get("/readyz")

    assert (response.status_code, response.content) == (503, b"not ready: storage\n")
