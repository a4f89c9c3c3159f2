"""Which misuse it was, sent by something that is not the page."""

import pytest
from django.urls import reverse

from incidents.models import Misuse

pytestmark = pytest.mark.both


@pytest.mark.parametrize("row", ["9" * 30, "9" * 19, "9" * 5000, "-1", "nonsense", "1.0", "\0", "٣", "999999"])
def test_what_is_no_row_of_the_table_is_refused_with_a_sentence(row, involvement, coordinator, signed_in, misuse_row):
    address = reverse("sanctions:misuse", args=[involvement.incident.reference, involvement.pk])

    response = signed_in(coordinator).post(address, {"rows": [misuse_row("P3").pk, row]})

    assert response.status_code == 200
    assert "Choose rows of the sanctions table in force when it happened" in response.content.decode()
    assert Misuse.objects.count() == 0
