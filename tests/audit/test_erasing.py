"""What is sealed goes by one way alone: under a permit, which stays."""

import pytest
from django.db import IntegrityError, transaction

from audit.erasing import NotSealedError, erasing
from audit.models import Erasure, Link, Permit
from core.sealing import seal_what_waits
from incidents.models import Entry

from .conftest import link_of, problems


@pytest.fixture
def entry(incident, coordinator):
    incident.note("Pip Pupil told us.", by=coordinator)
    seal_what_waits()
    return incident.entries.first()


def under_permit(coordinator, school):
    return erasing(permit="Disposal 2026/4", reason="Six years have passed.", by=coordinator, school=school.pk)


def test_a_row_is_removed_with_its_salt_and_a_link_says_so(entry, coordinator, school):
    sealed = link_of(entry)

    with under_permit(coordinator, school) as erasure:
        erasure.remove(Entry, [entry.pk])

    sealed.refresh_from_db()
    assert not Entry.objects.filter(pk=entry.pk).exists()
    assert sealed.salt is None
    assert bytes(link_of(entry, kind=Link.ERASED).digest) == bytes(sealed.hash)
    assert problems() == []


def test_what_takes_the_place_of_an_erased_text_is_sealed_anew(entry, coordinator, school):
    with under_permit(coordinator, school) as erasure:
        erasure.blank(Entry, [entry.pk], text="Erased.")

    assert Entry.objects.get(pk=entry.pk).text == "Erased."
    assert [link.kind for link in Link.objects.filter(object="incidents.entry", object_id=entry.pk)] == [
        "entry",
        Link.ERASED,
        "entry",
    ]
    assert problems() == []


def test_a_history_is_blanked_where_its_record_is(incident, coordinator, school):
    incident.description = "Erased."
    incident.save_as(coordinator, "Disposal 2026/4")
    seal_what_waits()
    history = incident.history.model
    keys = [row.pk for row in incident.history.all()]

    with under_permit(coordinator, school) as erasure:
        erasure.blank(history, keys, description="Erased.")

    assert set(incident.history.values_list("description", flat=True)) == {"Erased."}
    assert problems() == []


def test_the_permit_stays_as_a_certificate_and_erases_nothing_more(entry, coordinator, school):
    with under_permit(coordinator, school) as erasure:
        erasure.remove(Entry, [entry.pk])

    certificate = Erasure.objects.get()
    assert (certificate.permit, certificate.rows, certificate.by_name) == ("Disposal 2026/4", 1, "Cora Coordinator")
    assert link_of(certificate).kind == Link.ERASURE
    assert not Permit.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.all()._raw_delete("default")


def test_what_fails_on_the_way_erases_nothing(entry, coordinator, school):
    with pytest.raises(NotSealedError), under_permit(coordinator, school) as erasure:
        erasure.remove(Entry, [entry.pk, 10**9])

    assert Entry.objects.filter(pk=entry.pk).exists()
    assert not Erasure.objects.exists()
    assert problems() == []


def test_an_erased_row_that_is_back_is_found(entry, coordinator, school, behind_the_triggers):
    with under_permit(coordinator, school) as erasure:
        erasure.remove(Entry, [entry.pk])

    behind_the_triggers(
        "INSERT INTO incidents_entry (id, incident_id, verb, text, by_id, at) SELECT %s, incident_id, verb, text, "
        "by_id, at FROM incidents_entry WHERE incident_id = %s LIMIT 1",
        entry.pk,
        entry.incident_id,
    )

    assert [problem.what for problem in problems()] == ["the row is there, although it was erased"]
