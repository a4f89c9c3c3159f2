"""What the tests of the log share."""

import uuid

import pytest
from django.utils import timezone


@pytest.fixture
def answers(school, pupil):
    """A complete report, as the form sends it."""
    return {
        "submission": str(uuid.uuid4()),
        "school": school.pk,
        "kind": "bypass",
        "precision": "exact",
        "date": timezone.localdate().isoformat(),
        "time": "00:00",
        "place": "classroom",
        "device": "school_tablet",
        "people-TOTAL_FORMS": 1,
        "people-INITIAL_FORMS": 0,
        "people-0-name": "Pip Pupil, 5 Oak",
        "people-0-part": "instigator",
        "people-0-who": "",
        "description": "A proxy page was open.",
        "child_in_danger": "no",
    }
