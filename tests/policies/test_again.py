"""The policy that most tests here start from is put in again, not built: it is the same."""

import pytest

from people.models import School, User
from people.roles import Role
from policies.actions import start_policy
from policies.copying import PARTS

from .conftest import SOURCES


@pytest.fixture
def built(appoint, administrator):
    other = School.objects.create(name="Birchwood Primary", code="BIR")
    appoint(Role.ADMINISTRATOR, other, user=administrator)
    by = User.objects.get(pk=administrator.pk)  # who knows of the role
    return start_policy(title="E-safety policy", schools=[other], by=by, sources=SOURCES)


def rows_of(version):
    for model, path in PARTS:
        for row in model.objects.filter(**{path: version}).order_by("pk"):
            said = row.history.values_list("history_type", "history_user", "history_date", "history_change_reason")
            yield model, str(row), list(said)


def test_its_rows_and_their_history_are_those_that_are_built(draft, built):
    again = list(rows_of(draft))

    assert len(again) > 400
    assert again == list(rows_of(built))
    assert draft.policy.history.get().history_user == built.policy.history.get().history_user
