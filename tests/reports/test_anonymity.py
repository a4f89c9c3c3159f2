"""Nothing that was written about anybody reaches a report: not the data, not the page, not the document."""

import json
import re
import shutil
import subprocess

import pytest
from django.utils import timezone

from core import clock
from incidents.models import Incident
from incidents.statement import Named
from people.models import Person
from reports import document
from reports.actions import prepare

from .conftest import AFTER, TERMS, YEAR

pytestmark = pytest.mark.once

WORDS = ["Zebedee", "Quixote", "marmalade", "wardrobe", "periscope", "Kaleidoscope"]


@pytest.fixture
def told(school, log_incident, logged, coordinator, headteacher):
    """A report of thirty plain incidents and one that tells everything a form can tell."""
    logged(30, group="5")
    child = Person.objects.create(
        school=school, kind="pupil", name="Zebedee Quixote", year_group="5", class_name="Kaleidoscope"
    )
    with clock.set_to(TERMS["spring"]):
        incident = log_incident(
            people=[Named(part="instigator", person=child)],
            place="home",
            place_detail="behind the wardrobe",
            description="It was about marmalade.",
            immediate_action="A periscope was taken away.",
            told_by="Zebedee's aunt",
        )
    with clock.set_to(AFTER):
        return incident, prepare([school], YEAR, coordinator)


def secrets(incident):
    day = timezone.localtime(incident.reported_at)
    return [*WORDS, incident.reference, f"{day:%-d %B %Y}", f"{day:%Y-%m-%d}", f"{day:%d/%m/%Y}"]


def test_the_words_are_in_the_log(told):
    incident = Incident.objects.get(pk=told[0].pk)
    logged = [incident.description, incident.place_detail, incident.immediate_action, incident.told_by]
    person = incident.involvements.get().person

    assert all(word in " ".join([*logged, person.name, person.class_name]) for word in WORDS)


def test_nothing_of_it_is_kept_with_the_report(told):
    incident, report = told
    kept = json.dumps(report.data)

    assert [word for word in secrets(incident) if word in kept] == []
    assert not re.search(r"\d{4}-\d\d-\d\d|\d\d/\d\d/\d{4}|\d{1,2} (January|February|March)", kept)


def test_nothing_of_it_is_on_the_page(told, signed_in, coordinator):
    incident, report = told

    page = signed_in(coordinator).get(report.get_absolute_url()).content.decode()

    assert "31 incidents were logged" in page
    assert [word for word in secrets(incident) if word in page] == []


def test_nothing_of_it_is_in_the_document(told, tmp_path):
    incident, report = told
    (tmp_path / "report.pdf").write_bytes(document.pdf_of(report))

    command = [shutil.which("pdftotext"), str(tmp_path / "report.pdf"), "-"]
    text = subprocess.run(command, capture_output=True, check=True, text=True).stdout  # noqa: S603  Poppler's own

    assert "31 incidents were logged" in text
    assert [word for word in secrets(incident) if word in text] == []


def test_the_history_keeps_no_figures(told):
    assert "data" not in {field.name for field in told[1].history.model._meta.get_fields()}


def test_a_restricted_incident_does_not_show_as_one(school, logged, coordinator):
    logged(30, group="5")
    logged(2, kind="staff_conduct", restricted=True, group="", person_kind="staff")
    with clock.set_to(AFTER):
        restricted = prepare([school], YEAR, coordinator).data
    Incident.objects.filter(restricted=True).update(kind="other")
    with clock.set_to(AFTER):
        ordinary = prepare([school], YEAR, coordinator).data

    assert restricted == ordinary
