"""Every table of every report of the demonstration, released or a draft, with all that is released beside it."""

from datetime import UTC, datetime

import pytest
from django.db import transaction
from django.test import override_settings

from core import clock
from esafety.demonstration import reports as telling
from esafety.demonstration.loading import load
from reports.models import GovernorReport

from .demonstration import Prepared

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NOW = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def prepared(django_db_setup, django_db_blocker, tmp_path_factory):
    """The whole demonstration, as `make run` shows it."""
    found = Prepared()
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as watched:
        watched.setattr(telling, "prepare", found.prepare)
        with clock.set_to(NOW), override_settings(EVIDENCE_ROOT=tmp_path_factory.mktemp("evidence")):
            load(say=lambda words: None)
        yield found
        transaction.set_rollback(True)


def test_nothing_that_a_released_report_withholds_can_be_worked_out(prepared):
    released = GovernorReport.objects.released().order_by("pk")
    known = prepared.knowledge(released)

    assert {str(report.place) for report in released.filter(school=None)} == {"Alder Grove Federation"}
    for school in known.schools:
        inside = prepared.knowledge(released, school)
        assert inside.secrets
        assert inside.pinned() == []
    assert known.secrets
    assert known.pinned() == []
    assert known.known_to_be_small() == []


def test_nor_what_a_draft_does_beside_them(prepared):
    released = list(GovernorReport.objects.released().order_by("pk"))
    drafts = list(GovernorReport.objects.drafts())

    found = {str(draft.place): prepared.knowledge([*released, draft]).pinned() for draft in drafts}

    assert [place for place, pinned in found.items() if pinned] == []
    assert len(found) == 4  # of each school, and of the federation
