"""What every test may use: schools, people who hold roles, and browsers signed in as them."""

import gc
import time
import uuid
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck
from hypothesis import settings as examples

from core import clock
from esafety.management.commands.work import JobWorker
from incidents.actions import report
from incidents.codes import Branch, Device, Place
from incidents.models import Incident, Involvement
from incidents.statement import Named, Report
from people.calendar import midnight
from people.middleware import USED
from people.models import Federation, Membership, Person, School, User
from people.roles import OPENS_RECORDS, Role

pytest_plugins = ["tests.schema", "tests.emptying", "tests.stack"]

examples.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
examples.load_profile("untimed")  # whatever else the machine does

gc.set_threshold(20_000, 50, 100)  # at Python's own rate, a quarter of the suite's time goes into looking for garbage


def pytest_collection_finish(session):
    """What was imported stays: the search for garbage passes it by."""
    gc.freeze()


def pytest_collection_modifyitems(config, items):
    """Each test runs where it proves something: docs/decisions/0052-each-proof-where-it-belongs.md.

    With SQLite runs all that is not PostgreSQL's alone. With PostgreSQL runs what asks something of the database:
    models, queries, constraints, locks. A test that opens pages asks what they say, which no database decides; it runs
    there if it is marked `both`.
    """
    left_out = [item for item in items if not _belongs_here(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if _belongs_here(item)]


def _belongs_here(item) -> bool:
    if connection.vendor == "sqlite":
        return item.get_closest_marker("postgresql") is None
    if any(map(item.get_closest_marker, ("sqlite", "once"))):
        return False
    if any(map(item.get_closest_marker, ("postgresql", "both"))):
        return True
    return _asks_a_database(item) and not _opens_pages(item)


def _opens_pages(item) -> bool:
    return not OPENS_PAGES.isdisjoint(item.fixturenames)


def _asks_a_database(item) -> bool:
    return bool(item.get_closest_marker("django_db")) or "db" in item.fixturenames


LONG_AGO = date(2020, 9, 1)
OPENS_PAGES = {"client", "signed_in"}  # the fixtures with which a test opens them


@pytest.fixture
def folders(settings, tmp_path) -> None:
    """Evidence and uploads go into folders of this test."""
    settings.EVIDENCE_ROOT, settings.UPLOAD_ROOT = tmp_path / "evidence", tmp_path / "uploads"


@pytest.fixture(autouse=True)
def _folders_beside_a_database(request):
    """Thousands of tests ask no database, and store no file without asking for `folders`."""
    if _asks_a_database(request.node):
        request.getfixturevalue("folders")


@pytest.fixture
def school(db) -> School:
    return School.objects.create(name="Ashdown Primary", code="ASH")


@pytest.fixture
def other_school(db) -> School:
    return School.objects.create(name="Birchwood Primary", code="BIR")


@pytest.fixture
def federation(db) -> Federation:
    return Federation.objects.create(name="Chalk Hill Federation")


@pytest.fixture
def sister_schools(federation) -> tuple[School, School]:
    return (
        School.objects.create(name="Chalk Hill Infants", code="CHI", federation=federation),
        School.objects.create(name="Chalk Hill Juniors", code="CHJ", federation=federation),
    )


@pytest.fixture
def registrar(db) -> User:
    """Confirms the roles that tests give; holds none."""
    return User.objects.create_user("registrar@test.example", "Registrar")


@pytest.fixture
def appoint(registrar) -> Callable[..., User]:
    """`appoint(Role.COORDINATOR, school)`: a user who holds the role there, and is on the register as staff."""

    def make(role: Role, place: School | Federation, name: str = "", user: User | None = None) -> User:
        if is_new := user is None:
            number = User.objects.count()
            user = User.objects.create_user(f"u{number}@test.example", name or f"{role.label} {number}")
        where = {"school": place} if isinstance(place, School) else {"federation": place}
        confirmed = registrar if role in OPENS_RECORDS else None
        with clock.set_to(midnight(LONG_AGO)):  # it was given on its first day
            Membership(user=user, role=role, starts_on=LONG_AGO, confirmed_by=confirmed, **where).save_as(None, "Given")
        if isinstance(place, School) and (is_new or not Person.objects.filter(user=user).exists()):
            Person.objects.create(school=place, kind=Person.Kind.STAFF, name=user.name, user=user)
        return user

    return make


@pytest.fixture
def teacher(appoint, school) -> User:
    return appoint(Role.STAFF, school, "Tess Teacher")


@pytest.fixture
def coordinator(appoint, school) -> User:
    return appoint(Role.COORDINATOR, school, "Cora Coordinator")


@pytest.fixture
def safeguarding_lead(appoint, school) -> User:
    return appoint(Role.SAFEGUARDING_LEAD, school, "Sam Safeguarding")


@pytest.fixture
def headteacher(appoint, school) -> User:
    return appoint(Role.HEADTEACHER, school, "Hattie Head")


@pytest.fixture
def chair(appoint, school) -> User:
    return appoint(Role.CHAIR_OF_GOVERNORS, school, "Charlie Chair")


@pytest.fixture
def governor(appoint, school) -> User:
    return appoint(Role.GOVERNOR, school, "Gwen Governor")


@pytest.fixture
def administrator(appoint, school) -> User:
    return appoint(Role.ADMINISTRATOR, school, "Ada Administrator")


@pytest.fixture
def stranger(appoint, other_school) -> User:
    """Holds the roles that open records, at another school."""
    user = appoint(Role.COORDINATOR, other_school, "Stella Stranger")
    return appoint(Role.HEADTEACHER, other_school, user=user)


@pytest.fixture
def pupil(school) -> Person:
    return Person.objects.create(
        school=school, kind=Person.Kind.PUPIL, name="Pip Pupil", year_group="5", class_name="5 Oak"
    )


@pytest.fixture
def other_pupil(school) -> Person:
    return Person.objects.create(
        school=school, kind=Person.Kind.PUPIL, name="Quinn Pupil", year_group="6", class_name="6 Elm"
    )


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """`signed_in(user)`: a browser in which this user has signed in just now, with a second step."""

    def browser(user: User) -> Client:
        client, session = Client(), SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
        session["account_authentication_methods_user"] = str(user.pk)
        session[USED] = time.time()
        session.create()
        client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
        return client

    return browser


@pytest.fixture
def log_incident(teacher, school) -> Callable[..., Incident]:
    """`log_incident(kind="bypass", people=[…])`: reported by the teacher an hour after it happened."""

    def make(**said) -> Incident:
        by = said.pop("by", teacher)
        answers = {
            "school": school,
            "submission": uuid.uuid4(),
            "kind": "bypass",
            "place": Place.CLASSROOM,
            "device": Device.SCHOOL_TABLET,
            "occurred_at": max(clock.now() - timedelta(hours=1), midnight(clock.today())),  # today, also after midnight
            "description": "A proxy page was open.",
        }
        incident = report(Report(**answers | said), by=by)
        incident.refresh_from_db()
        return incident

    return make


@pytest.fixture
def incident(log_incident, pupil) -> Incident:
    """Reported: a pupil got round the filter."""
    return log_incident(people=[Named(part=Involvement.Part.INSTIGATOR, person=pupil)])


@pytest.fixture
def reviewed(incident, coordinator) -> Incident:
    """Under review by the coordinator; no misuse of the sanctions table applies."""
    incident.review(
        by=coordinator,
        branch=Branch.UNSUITABLE,
        user_action=incident.user_action,
        safeguarding=False,
        reason="Not illegal.",
    )
    incident.involvements.update(no_misuse=True)  # said, without a line in the chronology
    return incident


@pytest.fixture
def _one_connection(monkeypatch):
    """The library's worker drops a connection that is in a transaction: that of the test always is."""
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None)


@pytest.fixture
def work(db, _one_connection) -> Callable[[], None]:
    """`work()`: a worker empties the queue. What is to run later stays in it."""
    return lambda: JobWorker().run()
