"""A policy's rows as they were built once: put in again for each test that starts from it, in a fifth of the time."""

from collections.abc import Callable
from typing import NamedTuple

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction

from people.models import School, User
from policies.models import PolicyVersion

APART = 1_000_000  # from the keys that a test's own rows have


class Table(NamedTuple):
    """One table's rows, without the school and the user of whoever built them."""

    name: str
    columns: list[str]
    rows: list[list]
    schools: list[int]  # places in a row
    users: list[int]

    def insert(self, school: School, user: User) -> None:
        for row in self.rows:
            for places, key in ((self.schools, school.pk), (self.users, user.pk)):
                for place in places:
                    if row[place] is not None:
                        row[place] = key
        one = f"({', '.join(['%s'] * len(self.columns))})"
        insert = f"INSERT INTO {self.name} ({', '.join(self.columns)}) VALUES "  # noqa: S608  our own names
        at_once = (connection.features.max_query_params or len(self.columns) * len(self.rows)) // len(self.columns)
        with connection.cursor() as cursor:
            for start in range(0, len(self.rows), at_once):
                rows = self.rows[start : start + at_once]
                cursor.execute(insert + ", ".join([one] * len(rows)), [value for row in rows for value in row])


class Again:
    """`again(build, school, user)`: the version that `build()` makes of one school and one user."""

    def __init__(self) -> None:
        self.built: dict[str, tuple[int, list[Table]]] = {}

    def __call__(self, build: Callable[[], PolicyVersion], school: School, user: User) -> PolicyVersion:
        key = f"{school} {user}"
        if is_new := key not in self.built:
            self.built[key] = self._build(build)
        version, tables = self.built[key]
        with transaction.atomic():  # what refers to a row of a later table waits for it
            for table in tables:
                table.insert(school, user)
        if is_new:
            self._count_on()
        return PolicyVersion.objects.select_related("policy").get(pk=version)

    def _build(self, build: Callable[[], PolicyVersion]) -> tuple[int, list[Table]]:
        before = {model: set(model._base_manager.values_list("pk", flat=True)) for model in self._models()}
        with transaction.atomic():
            version = build()
            tables = [self._table(model, before[model]) for model in self._models()]
            transaction.set_rollback(True)
        return version.pk + APART, [table for table in tables if table.rows]

    @staticmethod
    def _models() -> list[type[models.Model]]:
        return list(apps.get_app_config("policies").get_models())

    @staticmethod
    def _table(model: type[models.Model], before: set[int]) -> Table:
        fields = model._meta.concrete_fields
        columns = [connection.ops.quote_name(field.column) for field in fields]
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {', '.join(columns)} FROM {model._meta.db_table} ORDER BY {model._meta.pk.column}"  # noqa: S608
            )
            rows = [list(row) for row in cursor.fetchall()]
        own = next(place for place, field in enumerate(fields) if field.primary_key)
        rows = [row for row in rows if row[own] not in before]
        inside = [place for place, field in enumerate(fields) if _is_key(field)]
        for row in rows:
            for place in inside:
                if row[place] is not None:
                    row[place] += APART
        return Table(model._meta.db_table, columns, rows, _to(School, fields), _to(User, fields))

    def _count_on(self) -> None:
        """What a test adds comes after these, also where a sequence gives the keys."""
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), self._models()):
                cursor.execute(statement)


def _is_key(field: models.Field) -> bool:
    related = field.related_model
    return field.primary_key or field.name == "id" or (related is not None and related._meta.app_label == "policies")


def _to(model: type[models.Model], fields: list[models.Field]) -> list[int]:
    return [place for place, field in enumerate(fields) if field.related_model is model]
