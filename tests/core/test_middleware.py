"""After signing out, the back button shows nothing."""

import pytest
from django.test import Client
from django.urls import reverse

KEPT_NOWHERE = "no-store, private"


@pytest.mark.parametrize("address", ["home", "privacy", "incidents:receipts", "incidents:stop"])
def test_no_page_of_a_signed_in_person_is_kept(signed_in, teacher, address):
    response = signed_in(teacher).get(reverse(address))

    assert response.status_code == 200
    assert response["Cache-Control"] == KEPT_NOWHERE


@pytest.mark.parametrize(("address", "status"), [("/nowhere/", 404), ("/people/", 403)])
def test_nor_is_a_page_that_says_no(signed_in, teacher, address, status):
    response = signed_in(teacher).get(address)

    assert response.status_code == status
    assert response["Cache-Control"] == KEPT_NOWHERE


def test_nor_is_a_form_that_was_not_accepted(teacher):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(teacher)

    response = browser.post(reverse("incidents:report"), {})

    assert response.status_code == 403
    assert response["Cache-Control"] == KEPT_NOWHERE


def test_a_public_page_may_be_kept_by_who_is_not_signed_in(client, db):
    response = client.get(reverse("privacy"))

    assert response.status_code == 200
    assert "Cache-Control" not in response
