"""Nothing writes past the history, and nothing reads past the scope."""

import ast
import importlib.util
import re

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django_tasks_db.models import DBTaskResult
from simple_history.utils import get_history_manager_for_model

from audit.layouts import sealed
from core.models import Line, Record
from incidents.models import Incident
from people.models import Membership, School

from .sources import APPS, calls_of, modules, paths

# Methods that write rows without their history.
SILENT = ("update", "bulk_update", "bulk_create", "update_or_create", "get_or_create", "aupdate", "abulk_update")
# The seals themselves: they are written where everything else is sealed.
SEALS = {"audit.Chain", "audit.Layout", "audit.Link", "audit.Permit"}
# What is no record of anything: a file to hand over, a report not sent yet, a view of a list, a message on its way,
# how the site runs, work for the worker; a draft as heads read it, which only later drafts are held against.
PASSING = {
    "esafety.Backup",
    "compliance.FileContent",
    "esafety.Worker",
    "incidents.Draft",
    "incidents.SavedView",
    "people.Notice",
    "reports.DraftDocument",
    "reports.EarlierDraft",
    "reports.Making",
}
QUEUE = {"django_tasks_database.DBTaskResult"}  # jobs for the worker: a table of a library
RECORDS = [model for model in apps.get_models() if issubclass(model, Record) and not model._meta.proxy]
LINES = [model for model in apps.get_models() if issubclass(model, Line) and not model._meta.proxy]


def silent_writes(path, tree):
    for name in SILENT:
        for call in calls_of(name, tree):
            if name == "update" and not call.keywords:
                continue  # a dictionary or a set: rows are updated by keyword
            written = ast.unparse(call.func.value)
            without_history = PASSING | QUEUE | (SEALS if name == "bulk_create" else set())
            if written.split(".objects")[0] not in {label.split(".")[1] for label in without_history}:
                yield f"{path}:{call.lineno} {written}.{name}(…)"


def test_nothing_is_changed_without_its_history():
    asked = {path: tree for path, tree in modules().items() if path not in {"core/bulk.py", "audit/erasing.py"}}

    assert [write for path, tree in asked.items() for write in silent_writes(path, tree)] == []


def test_many_rows_at_once_are_written_in_one_place_which_writes_their_history():
    bulk = re.compile(r"\b(bulk_\w+_with_history|bulk_history_create|history\.tracked_fields)\b")

    assert {path for path, tree in modules().items() if bulk.search(ast.unparse(tree))} == {"core/bulk.py"}


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
def test_every_record_keeps_its_history_with_the_actors_name(model):
    history = get_history_manager_for_model(model).model

    assert {"history_user", "history_user_name", "history_change_reason", "history_date"} <= {
        field.name for field in history._meta.get_fields()
    }


def test_every_table_of_the_project_keeps_its_history_or_is_only_ever_added_to():
    ours = {model for model in apps.get_models() if model._meta.app_label in APPS and not model._meta.proxy}
    histories = {get_history_manager_for_model(model).model for model in RECORDS}

    assert {model._meta.label for model in ours - {*RECORDS, *LINES} - histories} == SEALS | PASSING


def test_every_history_and_every_line_is_sealed():
    histories = {get_history_manager_for_model(model).model for model in RECORDS}

    assert {layout.model for layout in sealed()} == histories | set(LINES)


@pytest.mark.parametrize("model", [*RECORDS, *LINES], ids=lambda model: model.__name__)
def test_each_says_for_which_school_it_is_sealed(model):
    at = model
    *steps, last = model.sealed_in.split(".")
    for step in steps:
        at = at._meta.get_field(step).related_model
        assert at is not None

    columns = {field.attname for field in at._meta.concrete_fields}
    assert last in columns | {"", "pk"} or isinstance(getattr(at, last), property)
    assert at is School or last in {"school_id", "", "first_school"}


SCOPES = {"readable_by", "handled_by", "receipts_of"}


# Modules that ask for incidents beyond what one user may read, each with its reason.
BEYOND_A_SCOPE = {
    "incidents/search.py": "gives keys that narrow what its caller took from a scope, and marks rows of such a page",
    "incidents/tasks.py": "reminds of what is late: no user asks, and telling leaves out who may not read",
    "incidents/full_incident.py": "says whether there is any duplicate of an incident; a page reads those of its scope",
    "sanctions/querysets.py": "leaves out what is alleged against the user; what is shown is of a scope",
    "reports/statistics.py": "counts all that happened in a year, for figures that are withheld where they are few",
}


def reads_beyond_a_scope(path):
    named = re.findall(
        r"\bIncident\.(?:objects|_default_manager|_base_manager)\b\.?(\w*)", ast.unparse(modules()[path])
    )
    return set(named) - SCOPES


def test_incidents_are_taken_from_a_scope_alone():
    asked = {path for path in modules() if not re.search(r"/(models|actions)\b", path)}

    assert {path for path in asked if reads_beyond_a_scope(path)} == asked.intersection(BEYOND_A_SCOPE)


@pytest.mark.parametrize("path", [path for path in paths() if "/views" in path])
def test_no_page_asks_for_a_role_to_choose_its_incidents(path):
    filtered = [
        f"{path}:{call.lineno} {keyword.arg}"
        for name in ("filter", "exclude", "get")
        for call in calls_of(name, modules()[path])
        for keyword in call.keywords
        if keyword.arg and re.match(r"(role|route|restricted|safeguarding|reported_by)(__|$)", keyword.arg)
    ]

    assert filtered == []


def test_whose_account_an_involvement_is_of_is_asked_in_one_place_which_knows_merged_entries():
    asked = {
        path: tree for path, tree in modules().items() if re.match("(incidents|sanctions|compliance|reports)/", path)
    }
    asks = re.compile(r"person__user\b|person\.user_id")

    assert {path for path, tree in asked.items() if asks.search(ast.unparse(tree))} == {"incidents/querysets.py"}


def test_incidents_are_not_in_djangos_admin():
    registered = {model._meta.label for model in admin.site._registry}

    assert registered & {model._meta.label for model in apps.get_app_config("incidents").get_models()} == set()
    assert registered & {model._meta.label for model in apps.get_app_config("sanctions").get_models()} == set()
    assert registered & {model._meta.label for model in apps.get_app_config("compliance").get_models()} == set()


def test_nor_are_jobs_whose_errors_may_quote_them():
    assert not admin.site.is_registered(DBTaskResult)


def test_nor_are_memberships_which_open_them():
    assert not admin.site.is_registered(Membership)
    assert not admin.site.is_registered(Incident)
    assert {model._meta.label for model in admin.site._registry if model._meta.app_label == "people"} == {
        "people.Federation",
        "people.School",
        "people.User",
    }


def test_an_administrator_of_the_technical_admin_cannot_set_a_password_or_a_power_there():
    from people.models import User

    shown = set(admin.site.get_model_admin(User).fields)

    assert shown == {"name", "job_title", "phone", "is_active"}


def test_psycopg_3_which_django_would_prefer_is_not_there():
    assert importlib.util.find_spec("psycopg") is None


@pytest.mark.postgresql
def test_postgresql_is_reached_with_psycopg2():
    assert connection.Database.__name__ == "psycopg2"
