"""The sentences that a school writes often."""

import pytest
from django.urls import reverse

from core.access import Refused
from incidents.actions import keep_phrase
from incidents.models import Phrase
from people.roles import Role

URL = "/settings/phrases/"


@pytest.fixture
def phrase(school, coordinator):
    return keep_phrase(school, "Rang home, nobody answered.", by=coordinator)


def test_the_coordinator_keeps_one_and_it_is_offered_for_entries(incident, coordinator, headteacher, signed_in):
    signed_in(coordinator).post(URL, {"school": incident.school_id, "text": "Spoke to  the family."})

    page = signed_in(headteacher).get(reverse("incidents:entry", args=[incident.reference])).content.decode()
    assert "<option>Spoke to the family.</option>" in page
    assert "<li>Spoke to the family.</li>" in page  # to copy, without a script


def test_phrases_of_another_school_are_not_offered(phrase, stranger, log_incident, other_school, signed_in):
    incident = log_incident(school=other_school, by=stranger)

    page = signed_in(stranger).get(reverse("incidents:entry", args=[incident.reference])).content.decode()

    assert "Add the entry" in page
    assert "Rang home" not in page
    assert "Insert a frequent phrase" not in page


@pytest.mark.both
def test_the_same_sentence_is_kept_once_and_stays_typed(phrase, coordinator, signed_in):
    page = signed_in(coordinator).post(URL, {"school": phrase.school_id, "text": phrase.text})

    assert page.context["form"].errors == {"text": ["This sentence is already on the list."]}
    assert f'value="{phrase.text}"' in page.content.decode()
    assert Phrase.objects.count() == 1


def test_one_is_removed(phrase, headteacher, signed_in):
    url = reverse("phrases:remove", args=[phrase.pk])
    browser = signed_in(headteacher)

    asked = browser.get(url).content.decode()
    browser.post(url)

    assert "Remove this sentence?" in asked
    assert not Phrase.objects.exists()
    assert browser.post(url).status_code == 404


@pytest.mark.parametrize("name", ["teacher", "safeguarding_lead", "governor"])
def test_nobody_else_keeps_phrases(phrase, school, signed_in, request, name):
    user = request.getfixturevalue(name)
    browser = signed_in(user)

    assert browser.get(URL).status_code == 403
    assert browser.post(reverse("phrases:remove", args=[phrase.pk])).status_code == 404
    with pytest.raises(Refused, match="kept by the coordinator and the head"):
        keep_phrase(school, "No.", by=user)
    assert Phrase.objects.count() == 1


def test_a_stranger_sees_and_removes_only_those_of_the_own_school(phrase, school, stranger, signed_in):
    browser = signed_in(stranger)

    page = browser.get(URL).content.decode()
    forged = browser.post(URL, {"school": school.pk, "text": "Forged."})

    assert phrase.text not in page
    assert "None yet." in page
    assert forged.context["form"].errors == {"school": ["Choose one of your own schools"]}
    assert browser.post(reverse("phrases:remove", args=[phrase.pk])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_a_constant_number_of_queries(school, coordinator, signed_in, count, django_assert_num_queries):
    for number in range(count):
        keep_phrase(school, f"Number {number}.", by=coordinator)
    browser = signed_in(coordinator)

    with django_assert_num_queries(6):
        page = browser.get(URL)

    assert len(page.context["phrases"]) == count


def test_the_schools_of_who_keeps_several_are_asked_for(appoint, coordinator, other_school, signed_in):
    appoint(Role.COORDINATOR, other_school, user=coordinator)

    page = signed_in(coordinator).get(URL).content.decode()

    assert "For which school?" in page
