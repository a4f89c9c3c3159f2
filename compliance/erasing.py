"""Erasing names and texts from a record, from everything attached to it, and from its history.

What is coded stays: when, where, which kind, which row of the policy, which finding. So figures stay what they were.
What was filled in and is no code reads "Erased" afterwards; what was empty stays empty.
"""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache, partial
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models, transaction
from django.db.models import Case, Q, Value, When
from simple_history.utils import get_history_manager_for_model

from audit.erasing import Erasing, erasing
from core import clock
from core.jobs import enqueue_tonight
from core.models import Line, Record
from core.sealing import seal_what_waits
from core.tasks import forget_what_was_erased
from incidents import text_index
from incidents.evidence import storage
from incidents.models import Evidence, Export, Incident, Involvement
from people.models import ImportProblem, Person, School, User
from policies.models import Retraction, Signature

from .models import Hold

ERASED = "Erased"
# Codes and fingerprints that no list of choices tells to be such.
STAYS: dict[type[models.Model], set[str]] = {
    Incident: {"reference", "kind"},
    Involvement: {"year_group"},
    Evidence: {"sha256", "shown_sha256", "key_id"},
}
STAYS_EVERYWHERE = {"verb", "sha256"}
# Of an entry of the register: what is emptied instead, for two entries may not bear the same number.
EMPTIED: dict[type[models.Model], set[str]] = {Person: {"mis_id", "year_group", "class_name"}}
Keys = dict[type[models.Model], set[int]]


def what_goes(incident: Incident) -> Keys:
    """The rows that hang on an incident, by their tables; also of what was taken out of it before."""
    return _hanging_on({Incident: {incident.pk}}) | {Hold: set(incident.holds.values_list("pk", flat=True))}


def what_goes_of(person: Person) -> Keys:
    """The rows of an entry of the register, and of those that were merged into it."""
    entries = {person.pk, *person.duplicates.values_list("pk", flat=True)}
    found = _hanging_on({Person: entries})
    names = {*Person.history.filter(id__in=entries).values_list("name", flat=True), person.name}
    problems = ImportProblem.objects.filter(register_import__school=person.school_id, name__in=names)
    signatures = set(Signature.objects.filter(person__in=entries).values_list("pk", flat=True))
    retractions = Retraction.objects.filter(signature__in=signatures)
    return found | {
        Hold: set(Hold.objects.filter(person__in=entries).values_list("pk", flat=True)),
        Signature: signatures,
        Retraction: set(retractions.values_list("pk", flat=True)),
        ImportProblem: set(problems.values_list("pk", flat=True)),
    }


@transaction.atomic
def leave_names_in_records(person: Person) -> None:
    """Records of incidents that are still kept call the person by their name, once the entry of the register goes.

    Such a record came after the erasure was asked for, or who asked may not know of it.
    """
    parts = Involvement.objects.filter(person__in=Person.objects.entries_of(person.pk))
    for part in parts.select_related("incident").order_by("incident", "pk"):
        part.incident.lock()
        part.lock()
        part.name, part.person = part.display_name, None
        part.save_as(None, "The entry of the register goes; the name stays in the record.")


@transaction.atomic(savepoint=False)
def erase(keys: Keys, *, permit: str, reason: str, by: User | None, school: School) -> None:
    """Erase these rows, and the stored files that go with them. The caller holds the locks of the records."""
    files = _change_records(keys, permit)
    seal_what_waits()
    with erasing(permit=permit, reason=reason, by=by, school=school.pk) as erasure:
        for model in sorted(keys, key=lambda each: each._meta.label_lower):
            _blank(erasure, model, keys[model])
        if incidents := keys.get(Incident):
            exports = Export.objects.filter(incidents__in=incidents)
            _blank(erasure, Export, set(exports.values_list("pk", flat=True)))
    text_index.forget_what_is_gone()
    enqueue_tonight(forget_what_was_erased)
    for file in files:
        transaction.on_commit(partial(storage.remove, file))


def _hanging_on(found: Keys) -> Keys:
    """With every row that cannot be without these: those that name one of them by a key that is never empty."""
    waiting = list(found)
    keys: defaultdict[type[models.Model], set[int]] = defaultdict(set, found)
    while waiting:
        parent = waiting.pop()
        for model, column in _children(parent):
            rows = set(_rows_of(model).filter(**{f"{column}__in": keys[parent]}).values_list(_key(model), flat=True))
            if not rows <= keys[model]:
                keys[model] |= rows
                waiting.append(model)
    return dict(keys)


@cache
def _children(parent: type[models.Model]) -> tuple[tuple[type[models.Model], str], ...]:
    """`(model, column)` of what cannot be without a row of this table."""
    return tuple(
        (model, field.attname)
        for model in apps.get_models()
        if issubclass(model, Record | Line) and not model._meta.proxy
        for field in model._meta.concrete_fields
        if field.related_model is parent and not field.null and model is not parent
    )


def _rows_of(model: type[models.Model]) -> models.QuerySet[Any]:
    """Where all of them stand that ever were: in the history, or a line itself."""
    if issubclass(model, Record):
        past: models.QuerySet[Any] = get_history_manager_for_model(model).model._base_manager.order_by()
        return past
    return model._base_manager.order_by()


def _key(model: type[models.Model]) -> str:
    return "id" if issubclass(model, Record) else "pk"


def _words(model: type[models.Model]) -> Iterator[str]:
    """Columns in which somebody wrote something."""
    for field in model._meta.concrete_fields:
        is_text = isinstance(field, models.CharField | models.TextField) and not field.choices
        if is_text and not field.is_relation and field.attname not in STAYS.get(model, set()) | STAYS_EVERYWHERE:
            yield field.attname


def _change_records(keys: Keys, permit: str) -> list[UUID]:
    """Write the records as they are from now on, each with its history. The keys of the files that go."""
    files: list[UUID] = []
    for model, rows in keys.items():
        if issubclass(model, Record):
            for record in model._base_manager.filter(pk__in=rows).order_by("pk"):
                if isinstance(record, Evidence) and not record.is_destroyed:
                    files += [key for key, _ in record.copies]
                    record.disposed_at = clock.now()
                _take_words_from(record)
                record.save_as(None, permit)
    return files


def _take_words_from(record: Record) -> None:
    """Not yet written."""
    emptied = EMPTIED.get(type(record), set())
    for name in _words(type(record)):
        if getattr(record, name):
            setattr(record, name, "" if name in emptied else ERASED)
    if isinstance(record, Involvement):
        record.person, record.account, record.name = None, None, ERASED
    if isinstance(record, Person):
        record.date_of_birth = None


def _blank(erasure: Erasing, model: type[models.Model], rows: set[int]) -> None:
    """Of a line itself; of a record each row of its history, and why it was changed."""
    past = get_history_manager_for_model(model).model if issubclass(model, Record) else model
    sealed = past._base_manager.filter(**{f"{'id' if issubclass(model, Record) else 'pk'}__in": rows})
    found = sorted(sealed.values_list("pk", flat=True))
    emptied = EMPTIED.get(model, set())
    values: dict[str, Any] = {
        name: Case(When(~Q(**{name: ""}), then=Value("" if name in emptied else ERASED)), default=Value(""))
        for name in _words(model)
    }
    if issubclass(model, Record):
        values["history_change_reason"] = Case(
            When(~Q(history_change_reason=""), then=Value(ERASED)), default=Value("")
        )
    if model is Involvement:
        values |= {"person_id": None, "account_id": None, "name": ERASED}
    if model is Person:
        values["date_of_birth"] = None
    if found and values:
        erasure.blank(past, found, **values)
