"""An incident with everything that hangs on it: what there is is asked for once."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from incidents import full_incident
from incidents.models import Incident


@pytest.fixture
def read(incident, coordinator):
    return full_incident.with_parts(incident, coordinator)


def test_what_there_is_is_known(read, coordinator):
    assert not full_incident.may_have(read, "sanctions")
    assert not full_incident.may_have(read, "duplicates")

    Incident.objects.filter(pk=read.pk).update(duplicate_of=read)

    assert full_incident.may_have(full_incident.with_parts(Incident.objects.get(pk=read.pk), coordinator), "duplicates")


def test_of_one_that_was_locked_or_read_again_there_may_be_anything(read, incident):
    read.refresh_from_db()

    assert full_incident.may_have(read, "sanctions")
    assert full_incident.may_have(Incident.objects.get(pk=incident.pk), "sanctions")


def test_a_name_that_nothing_has_is_an_error_and_not_an_answer(read):
    with pytest.raises(KeyError, match="sanctoins: nothing of that name"):
        full_incident.may_have(read, "sanctoins")


def test_two_apps_cannot_take_one_name():
    with pytest.raises(ImproperlyConfigured, match="misuses: of an incident that is something else"):
        full_incident.register(misuses=lambda incident: Incident.objects.none())
