"""Headings that rows stand under."""

from django.db import transaction

from core.access import Refused
from core.words import counted
from people.models import User

from ...models import Matrix, RowGroup
from .opening import arrange, find, key_of, open_table, refuse_twins


@transaction.atomic
def add_heading(matrix: Matrix, *, by: User, label: str) -> RowGroup:
    open_table(matrix, by)
    headings = list(matrix.row_groups.all())
    refuse_twins(headings, label, "heading")
    key = key_of(label, {heading.key for heading in headings}, "heading")
    heading = RowGroup(matrix=matrix, key=key, label=label, position=len(headings))
    heading.save_as(by, f"Heading “{label}” added")
    return heading


@transaction.atomic
def rename_heading(matrix: Matrix, key: str, *, by: User, label: str) -> RowGroup:
    open_table(matrix, by)
    heading = find(matrix.row_groups.all(), key, "heading")
    refuse_twins(matrix.row_groups.exclude(pk=heading.pk), label, "heading")
    before, heading.label = heading.label, label
    heading.save_as(by, f"Heading “{before}” renamed" if before else "Heading named")
    return heading


@transaction.atomic
def retire_heading(matrix: Matrix, key: str, *, by: User) -> RowGroup:
    """Take an empty heading away; rows are moved or retired first, so that none is lost by the way."""
    open_table(matrix, by)
    heading = find(matrix.row_groups.all(), key, "heading")
    if rows := heading.rows.count():
        raise Refused(f"Move or retire the rows under “{heading}” first: {counted(rows, 'row')} would be lost.")
    others = list(matrix.row_groups.exclude(pk=heading.pk))
    if not others:
        raise Refused("A table needs at least one heading for its rows.")
    said = f"Heading “{heading}” retired"
    heading.delete_as(by, said)
    arrange(others, by=by, reason=said)
    return heading
