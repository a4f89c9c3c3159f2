"""What a version costs from its submission to its publication: as many queries, however long it is."""

from datetime import date

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from policies import printing
from policies.models import Matrix, PolicyVersion, Row, Section

from .test_in_force import NOVEMBER

PLACE = ["e-safety-policy", 2]
QUERIES = {"submit": 25, "submitted": 41, "approve": 26, "public list": 2, "public policy": 11, "paper": 11}


@pytest.fixture
def longer(second_draft, administrator):
    """`longer(3)`: the draft has three more rows, decided, and three more sections."""

    def lengthen(count: int) -> PolicyVersion:
        matrix = second_draft.matrices.get(kind=Matrix.Kind.USER_ACTIONS)
        like = matrix.all_rows.get(key="gambling")
        columns = matrix.column_groups.get().columns
        for number in range(count):
            row = Row.objects.create(
                matrix=matrix, group=like.group, key=f"own-{number}", label=f"Row {number}", position=50
            )
            matrix.decide(row, columns.get(key="acceptable"), by=administrator)
            Section.add_to(second_draft, by=administrator, title=f"More {number}", body="Text.")
        return PolicyVersion.objects.get(pk=second_draft.pk)

    return lengthen


def queries_of(browser, address) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("count", [1, 3])
def test_its_pages_take_as_many_queries_however_long_it_is(
    count, longer, approve, administrator, headteacher, signed_in
):
    version = longer(count)
    found = {"submit": queries_of(signed_in(administrator), reverse("policies:submit", args=PLACE))}
    version.submit(by=administrator)
    found["submitted"] = queries_of(signed_in(headteacher), version.get_absolute_url())
    found["approve"] = queries_of(signed_in(headteacher), reverse("policies:approve", args=PLACE))
    approve(version, approved_on=NOVEMBER, effective_from=date(2026, 11, 19))
    cache.clear()
    found["public list"] = queries_of(Client(), "/p/ash/")
    found["public policy"] = queries_of(Client(), "/p/ash/e-safety-policy/")
    with CaptureQueriesContext(connection) as queries:
        printing.html_of(version)
    found["paper"] = len(queries)

    assert found == QUERIES
