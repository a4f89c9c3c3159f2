"""What the program must know of rows and columns, whatever a school calls them."""

from importlib import import_module

import pytest
from django.apps import apps

from policies.models import Column, Meaning, Policy, Row
from policies.presets import ensure_standard_set
from policies.standard_text import E_SAFETY

flagging = import_module("policies.migrations.0007_flag_the_phones_of_pupils")


@pytest.fixture
def column(db):
    """Acceptable, and called as if phones were handed in; its table has a row about pupils' phones."""
    ensure_standard_set()
    of_phones = Row.objects.filter(key="phones_in_school").values("matrix")
    column = Column.objects.filter(meaning=Meaning.ACCEPTABLE, group__matrix__in=of_phones).first()
    Column.objects.filter(pk=column.pk).update(label="Handed in at the office")
    Row.objects.update(pupils_phones=False)
    return column


def test_the_marks_of_phones_are_taken_away_as_they_were_set(column):
    flagging.flag(apps, None)
    column.refresh_from_db()
    marked = (column.meaning, Row.objects.filter(pupils_phones=True).exists())

    flagging.take_away(apps, None)

    column.refresh_from_db()
    assert marked == (Meaning.HANDED_IN, True)
    assert (column.meaning, Row.objects.filter(pupils_phones=True).exists()) == (Meaning.ACCEPTABLE, False)


def test_the_standard_text_knows_the_kind_of_an_e_safety_policy():
    assert E_SAFETY == Policy.Kind.E_SAFETY
