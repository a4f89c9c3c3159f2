"""Rows that an earlier program wrote keep to the rules that came after it: each upgrade brings them there itself.

SQLite writes, where it is asked to, what its constraints refuse: a row as it was.
"""

from contextlib import contextmanager
from datetime import UTC, date, datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.migrations import AddConstraint, AddField, RunPython

from incidents.codes import Told
from incidents.models import Referral
from people.models import Agency
from sanctions.models import Sanction
from tests.audit.conftest import no_triggers

pytestmark = [pytest.mark.sqlite, pytest.mark.django_db]

ANSWERED_AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
LIFTED_AT = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)  # in London it is the first of July


@contextmanager
def as_it_was():
    """Past the triggers, and past the constraints of today."""
    with no_triggers() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        yield
        cursor.execute("PRAGMA ignore_check_constraints = OFF")


@pytest.fixture
def answered(incident, coordinator) -> Referral:
    """Nobody had asked who gave the answer."""
    referral = Referral(incident=incident, agency=Agency.Kind.POLICE, told=Told.REFERRED, reason="A threat.")
    referral.spoke_to, referral.by = "Cora to PC Quince", coordinator
    referral.save_as(coordinator)
    was = {"answer": "finished", "answered_at": ANSWERED_AT, "answer_text": "Advice given."}
    with as_it_was():
        Referral.objects.update(**was)
        Referral.history.update(**was)
    return referral


@pytest.fixture
def lifted(incident, coordinator) -> Sanction:
    """The day of lifting was that on which somebody said so."""
    sanction = Sanction(involvement=incident.involvements.get(), text="No tablet", done=True, reason="Agreed.")
    sanction.done_on, sanction.by, sanction.recommended = date(2026, 6, 1), coordinator, "none"
    sanction.save_as(coordinator)
    with as_it_was():
        Sanction.objects.update(lifted_at=LIFTED_AT, lifted_by=coordinator)
        Sanction.history.update(lifted_at=LIFTED_AT, lifted_by=coordinator)
    return sanction


def bring_up(app: str, name: str) -> None:
    """What the migration does to rows, between the columns it adds and the rule it brings."""
    migration = import_module(f"{app}.migrations.{name}").Migration
    [step] = [operation for operation in migration.operations if isinstance(operation, RunPython)]
    at = migration.operations.index(step)
    assert not any(isinstance(operation, AddConstraint) for operation in migration.operations[:at])
    assert not any(isinstance(operation, AddField) for operation in migration.operations[at:])
    with no_triggers():  # there were none yet
        step.code(apps, None)


def test_an_answer_of_before_says_that_nobody_noted_who_gave_it(answered):
    with pytest.raises(ValidationError, match="answer_says_who_gave_it_and_when"):
        Referral.objects.get().validate_constraints()

    bring_up("incidents", "0002_who_gave_the_answer")

    referral = Referral.objects.get()
    referral.validate_constraints()
    assert (referral.answered_by, referral.answered_at) == ("Name not recorded", ANSWERED_AT)
    assert {row.answered_by for row in Referral.history.all()} == {"Name not recorded"}


def test_advice_of_before_came_when_it_was_recorded(answered):
    with as_it_was():
        Referral.objects.update(answer="", answered_at=None)
        Referral.history.update(answer="", answered_at=None)

    bring_up("incidents", "0002_who_gave_the_answer")

    referral = Referral.objects.get()
    referral.validate_constraints()
    assert referral.answered_at == referral.recorded_at


def test_a_sanction_of_before_was_lifted_on_the_day_on_which_it_was_said(lifted):
    with pytest.raises(ValidationError, match="lifted_sanction_says_when_and_by_whom"):
        Sanction.objects.get().validate_constraints()

    bring_up("sanctions", "0002_day_of_lifting")

    sanction = Sanction.objects.get()
    sanction.validate_constraints()
    assert sanction.lifted_on == date(2026, 7, 1)
    assert {row.lifted_on for row in Sanction.history.all()} == {date(2026, 7, 1)}


def test_and_never_before_it_began(lifted):
    with as_it_was():
        Sanction.objects.update(done_on=date(2026, 7, 9))

    bring_up("sanctions", "0002_day_of_lifting")

    assert Sanction.objects.get().lifted_on == date(2026, 7, 9)
