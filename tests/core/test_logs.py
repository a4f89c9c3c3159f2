"""The log says what happened where, and nothing that anybody typed: no name, no text, no address, no query string."""

import json
import logging
from io import StringIO

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from core import logs
from esafety import views
from incidents.models import Incident

NAMED = "Quicksilver"


@pytest.fixture
def lines():
    """`lines()`: what was logged, as whoever reads the log of a school's own server finds it."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logs.JsonFormatter())
    loggers = [logging.getLogger(name) for name in (None, "django", "django.request", "esafety")]
    before = [(logger, logger.level, logger.handlers, logger.propagate) for logger in loggers]
    for logger in loggers:
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    for logger, level, handlers, propagate in before:
        logger.handlers, logger.propagate = handlers, propagate
        logger.setLevel(level)


@pytest.fixture
def browser(teacher):
    client = Client(raise_request_exception=False)
    client.force_login(teacher)
    return client


def of_requests(found):
    return [line for line in found if line["logger"] == "esafety.requests"]


def test_each_request_is_one_line(lines, browser, teacher):
    browser.get(reverse("incidents:receipts"))

    (line,) = of_requests(lines())
    assert line.pop("queries") > 3
    assert line.pop("ms") >= 0
    assert line.pop("time").endswith("+00:00")
    assert len(line.pop("request_id")) == 32
    assert line == {
        "level": "INFO", "logger": "esafety.requests", "message": "request",
        "method": "GET", "route": "incidents:receipts", "status": 200, "user": teacher.pk,
    }  # fmt: skip


@pytest.mark.once
@pytest.mark.parametrize(
    ("sent", "is_kept"),
    [
        ("0f1e2d3c-4b5a", True),
        ("short", False),
        ("x" * 65, False),
        ("id with spaces", False),
        ("Quicksilver\n{}", False),
        ("Zürich-000", False),
    ],
)
def test_the_id_of_a_request_is_that_of_the_server_in_front_where_it_is_one(lines, client, sent, is_kept):
    response = client.get(reverse("incidents:stop"), headers={"x-request-id": sent})

    (line,) = of_requests(lines())
    assert response.headers["X-Request-ID"] == line["request_id"]
    assert (line["request_id"] == sent) is is_kept


def test_who_is_not_signed_in_is_nobody_and_nobody_is_looked_for(lines, client, db):
    client.get("/nowhere/")

    (line,) = of_requests(lines())
    assert (line["user"], line["route"], line["status"]) == (None, None, 404)


def test_nothing_that_is_typed_is_logged(lines, browser, coordinator, incident, monkeypatch):
    handler = Client(raise_request_exception=False)
    handler.force_login(coordinator)

    def broken(request):
        try:
            raise IntegrityError(f"Key (name)=({NAMED}) already exists.")
        except IntegrityError as error:
            raise RuntimeError(f"{NAMED} could not be saved") from error

    fields = ("description", "place_detail", "immediate_action", "told_by", "people-0-name", "kind")
    browser.post(reverse("incidents:report"), dict.fromkeys(fields, NAMED))
    handler.get(reverse("incidents:log"), {"q": NAMED, NAMED: "1"})
    handler.post(reverse("incidents:entry", args=[incident.reference]), {"text": NAMED})
    handler.get(f"/people/{NAMED}/")
    Client().post(reverse("sign-in"), {"email": f"{NAMED}@test.example", "password": NAMED})
    Client(raise_request_exception=False).get("/", headers={"host": f"{NAMED}.example", "referer": NAMED})
    handler.generic(NAMED, "/")
    monkeypatch.setattr(views, "blocks_for", broken)
    handler.get("/", {"q": NAMED}, headers={"user-agent": NAMED})
    logging.getLogger("library").warning("Could not draw %s", NAMED)

    found = lines()
    assert len(of_requests(found)) == 8
    assert NAMED.lower() not in json.dumps(found).lower()
    assert incident.reference not in json.dumps(found)
    assert "Could not draw %s" in [line.get("message") for line in found]


def test_what_breaks_says_what_and_where_without_its_words(lines, browser, monkeypatch):
    def broken(user):
        try:
            Incident.objects.get(reference=NAMED)
        except Incident.DoesNotExist as error:
            raise RuntimeError(NAMED) from error

    monkeypatch.setattr(views, "blocks_for", broken)

    browser.get("/")

    (fault,) = [line for line in lines() if line["level"] == "ERROR"]
    (request,) = of_requests(lines())
    assert [error["type"].rsplit(".", 1)[-1] for error in fault["error"]] == ["RuntimeError", "DoesNotExist"]
    assert fault["error"][0]["at"][-1].endswith(" broken")
    assert fault["request_id"] == request["request_id"]
    assert request["status"] == 500


def test_a_job_is_one_line_with_its_name_and_none_of_what_it_was_given(lines, work, teacher):
    from people.telling import tell

    tell([teacher], label=NAMED, wanted="Look.", path="/")

    work()

    found = [line for line in lines() if line["logger"] == "esafety.jobs"]
    assert {line["job"] for line in found} >= {"people.tasks.send"}
    assert {line["status"] for line in found} == {"SUCCESSFUL"}
    assert all(line["tries"] == 1 and line["ms"] >= 0 for line in found)
    assert NAMED not in json.dumps(lines())
