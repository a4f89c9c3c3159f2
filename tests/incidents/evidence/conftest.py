"""What the tests of evidence share."""

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from incidents.actions import attach
from people.roles import Role

from . import files


@pytest.fixture(autouse=True)
def _folders(folders):
    """Storing is tested without a database too."""


@pytest.fixture
def attached(reviewed, coordinator):
    """`attached()`: a picture that the coordinator attached to an incident under review."""

    def make(content=None, *, name="chat.png", title="Screenshot of the chat", incident=reviewed, by=coordinator):
        content = files.png() if content is None else content
        return attach(incident, io.BytesIO(content), by=by, name=name, title=title)

    return make


@pytest.fixture
def upload(reviewed, coordinator, signed_in):
    """`upload(content)`: send the form of the page, as a browser does."""

    def make(content, *, name="chat.png", by=coordinator, incident=reviewed, **said):
        url = reverse("incidents:attach-evidence", args=[incident.reference])
        answers = {"title": "Screenshot of the chat", "shows": "", "file": SimpleUploadedFile(name, content)} | said
        return signed_in(by).post(url, answers)

    return make


@pytest.fixture
def file_url():
    """`file_url(evidence, "shown")`"""
    return lambda evidence, copy: reverse(
        "incidents:evidence-file", args=[evidence.incident.reference, evidence.pk, copy]
    )


@pytest.fixture
def stored(settings):
    """`stored()`: every file below the store."""
    return lambda: sorted(path for path in Path(settings.EVIDENCE_ROOT).rglob("*") if path.is_file())


@pytest.fixture
def leader(appoint, school):
    return appoint(Role.SENIOR_LEADER, school, "Lena Leader")


@pytest.fixture
def with_police(log_incident, headteacher, referral, attached):
    """A picture of an incident that was referred to the Police; only then somebody saw that no file may be there."""
    incident = log_incident(may_be_illegal=True)
    incident.notify_authorities(by=headteacher, **referral)
    evidence = attached(incident=incident, by=headteacher)
    incident.mark_images(by=headteacher, reason="The officer says so.")
    evidence.refresh_from_db()
    return evidence


def alter(path: Path) -> None:
    """The last byte of a stored file is another, whatever it was."""
    *kept, last = path.read_bytes()
    path.write_bytes(bytes([*kept, last ^ 1]))
