"""A school whose policy in force has the worked example's sanctions tables."""

from datetime import date

import pytest
from django.db import transaction

from policies.models import Cell, Column, Coverage, Decision, Matrix, Policy, PolicyVersion, Row
from policies.presets import build
from sanctions.actions import choose_misuse

SINCE = date(2020, 1, 1)


@pytest.fixture(scope="module")
def approved(django_db_setup, django_db_blocker):
    """Approved since 2020: presets, with what they leave open left to the tests. Made once for those of a module."""
    with django_db_blocker.unblock(), transaction.atomic():
        policy = Policy.objects.create(title="E-safety policy", slug="ashdown")
        version = PolicyVersion.objects.create(policy=policy, number=1)
        build(version, sources=["worked-example", "primary-2020"])
        PolicyVersion.objects.filter(pk=version.pk).update(status="approved", approved_on=SINCE, effective_from=SINCE)
        assert Cell.objects.filter(row__group__matrix__version=version).exists()
        assert Decision.objects.filter(row__group__matrix__version=version).exists()
        yield version.pk
        transaction.set_rollback(True)


@pytest.fixture
def version(approved, school):
    """In force at the school."""
    version = PolicyVersion.objects.get(pk=approved)
    Coverage.objects.create(policy=version.policy, kind=version.policy.kind, school=school, starts_on=SINCE)
    return version


@pytest.fixture
def pupil_table(version):
    return version.matrices.get(kind=Matrix.Kind.PUPIL_SANCTIONS)


@pytest.fixture
def misuse_row(pupil_table):
    """`misuse_row("P13")`"""
    return lambda key: Row.objects.get(group__matrix=pupil_table, key=key)


@pytest.fixture
def action(pupil_table):
    """`action("parents")`"""
    return lambda key: Column.objects.get(group__matrix=pupil_table, key=key)


@pytest.fixture
def involvement(version, reviewed):
    """Under review, in a school with a sanctions table."""
    return reviewed.involvements.select_related("incident__school", "person").get()


@pytest.fixture
def open_actions(involvement, coordinator, misuse_row):
    """P3: class teacher yes, parents if appropriate, warning yes, further sanction yes."""
    choose_misuse(involvement, [misuse_row("P3")], by=coordinator)
    return involvement
