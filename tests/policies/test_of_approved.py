"""What approved versions say is asked for once; drafts, and what may not stay approved, each time."""

from datetime import date

import pytest
from django.db import transaction

from core.statements import Statement
from people.models import School
from policies.models import Cell, Decision, Policy, PolicyVersion
from policies.presets import build
from policies.queries.approved import OfApproved, recommended
from policies.states import Status

pytestmark = pytest.mark.django_db(transaction=True)


def _decisions(version):
    return Decision.objects.filter(row__matrix__version=version).select_related("column").order_by("pk")[:3]


@pytest.fixture
def kept():
    return OfApproved(Statement(_decisions))


@pytest.fixture
def version():
    School.objects.create(name="Ashdown Primary School", code="ASH")
    version = PolicyVersion.objects.create(policy=Policy.objects.create(title="Policy", slug="policy"), number=1)
    build(version, sources=["worked-example"], by=None)
    return version


def become(version, status):
    day = date(2026, 9, 1)
    PolicyVersion.objects.filter(pk=version.pk).update(
        status=status, approving_body="The board", approved_on=day, effective_from=day, review_due=day
    )
    version.refresh_from_db()


@pytest.mark.parametrize("status", [Status.APPROVED, Status.SUPERSEDED])
def test_what_was_approved_is_asked_for_once(kept, version, status, django_assert_num_queries):
    become(version, status)
    first = kept.records(version, version.pk)

    with django_assert_num_queries(0):
        again = kept.records(version, version.pk)
        assert [str(decision.column) for decision in again] == [str(decision.column) for decision in first]

    assert again == first
    assert len(first) == 3


def test_each_page_has_records_of_its_own(kept, version):
    become(version, Status.APPROVED)
    [first, *_] = kept.records(version, version.pk)
    first.note = "Written on a page"

    [again, *_] = kept.records(version, version.pk)

    assert again.note != "Written on a page"


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SUBMITTED, Status.WITHDRAWN])
def test_what_was_not_approved_is_asked_for_each_time(kept, version, status, django_assert_num_queries):
    become(version, status)
    kept.records(version, version.pk)

    with django_assert_num_queries(1):
        kept.records(version, version.pk)


def test_an_approval_that_does_not_stay_leaves_nothing_behind(kept, version):
    with transaction.atomic():
        become(version, Status.APPROVED)
        [seen, *_] = kept.records(version, version.pk)
        transaction.set_rollback(True)
    Decision.objects.filter(pk=seen.pk).update(note="Changed in the draft")
    become(version, Status.APPROVED)

    [found, *_] = kept.records(version, version.pk)

    assert found.note == "Changed in the draft"


def test_whoever_asks_what_tables_recommend_is_answered_from_one_answer(version, django_assert_num_queries):
    """In whatever order they name the kinds of misuse; and with the actions, as both need them."""
    become(version, Status.APPROVED)
    cells = Cell.objects.recommended().filter(row__group__matrix__version=version)
    rows = sorted(set(cells.values_list("row", flat=True)))[:3]
    first = recommended(version, rows)

    with django_assert_num_queries(0):
        again = recommended(version, rows[::-1])
        assert {cell.column.meaning for cell in again} == {cell.column.meaning for cell in first}

    assert sorted(cell.pk for cell in again) == sorted(cells.filter(row__in=rows).values_list("pk", flat=True)) != []
