"""Opening a file: by the rule alone, as a file to save, and written down each time."""

import pytest
from django.urls import reverse

from core.access import Refused
from incidents.models import Evidence, Viewing

from . import files
from .conftest import alter


def body(response):
    return b"".join(response.streaming_content)


@pytest.fixture
def evidence(attached):
    return attached()


@pytest.mark.parametrize(("copy", "kind"), [("shown", "image/png"), ("original", "application/octet-stream")])
def test_it_leaves_as_a_file_to_save_that_nothing_runs_in(evidence, coordinator, signed_in, file_url, copy, kind):
    response = signed_in(coordinator).get(file_url(evidence, copy))

    content = body(response)
    assert response["Content-Type"] == kind
    assert response["Content-Disposition"].startswith(f'attachment; filename="{evidence.incident.reference}-evidence-')
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store, private"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert int(response["Content-Length"]) == len(content)
    assert (files.SECRET in content) == (copy == "original")


def test_of_a_document_there_is_only_the_original(attached, coordinator, signed_in, file_url):
    letter = attached(files.PDF, name="letter.pdf")
    browser = signed_in(coordinator)

    assert browser.get(file_url(letter, "shown")).status_code == 404
    assert browser.get(file_url(letter, "anything")).status_code == 404
    assert body(browser.get(file_url(letter, "original"))) == files.PDF


def test_each_opening_is_written_down_and_shown(evidence, coordinator, headteacher, signed_in, file_url):
    signed_in(coordinator).get(file_url(evidence, "shown"))
    signed_in(headteacher).get(file_url(evidence, "original"))

    page = signed_in(coordinator).get(evidence.get_absolute_url()).content.decode()

    assert [(str(v.user), v.copy) for v in Viewing.objects.all()] == [
        ("Cora Coordinator", "shown"),
        ("Hattie Head", "original"),
    ]
    assert "Opened the copy for showing" in page
    assert "Opened the original" in page


@pytest.mark.parametrize("method", ["head", "post", "options"])
def test_no_other_way_of_asking_opens_it(evidence, coordinator, signed_in, file_url, method):
    response = getattr(signed_in(coordinator), method)(file_url(evidence, "shown"))

    assert response.status_code == 405
    assert not Viewing.objects.exists()


def test_the_page_shows_the_picture_only_when_it_is_asked_for(evidence, coordinator, signed_in, file_url):
    browser, url = signed_in(coordinator), evidence.get_absolute_url()

    plain, asked = browser.get(url).content.decode(), browser.get(f"{url}?picture=1").content.decode()

    assert "<img" not in plain
    assert f'src="{file_url(evidence, "shown")}"' in asked


def test_who_reads_the_record_by_name_opens_it(evidence, headteacher, governor, signed_in, file_url):
    evidence.incident.add_reader(by=headteacher, user=governor, reason="Second person")

    assert signed_in(governor).get(file_url(evidence, "shown")).status_code == 200


@pytest.mark.parametrize("name", ["teacher", "governor", "chair", "administrator", "stranger", "safeguarding_lead"])
def test_for_anybody_else_it_is_not_there(evidence, request, signed_in, file_url, name):
    user = request.getfixturevalue(name)

    assert signed_in(user).get(file_url(evidence, "shown")).status_code == 404
    with pytest.raises(Refused, match="not for you to read"):
        evidence.open(by=user, copy="shown")
    assert not Viewing.objects.exists()


def test_under_the_address_of_another_incident_it_is_not_there(evidence, log_incident, coordinator, signed_in):
    other = log_incident()
    url = reverse("incidents:evidence-file", args=[other.reference, evidence.pk, "shown"])

    assert signed_in(coordinator).get(url).status_code == 404


def test_what_was_changed_where_it_is_stored_is_not_given(evidence, coordinator, signed_in, file_url, stored):
    for path in stored():
        alter(path)

    response = signed_in(coordinator).get(file_url(evidence, "shown"))

    assert response.status_code == 403
    assert "This file is not what was attached" in response.content.decode()
    assert evidence.incident.entries.first().text.startswith("Evidence “Screenshot of the chat” could not be opened")
    assert not Viewing.objects.exists()


def test_withdrawn_it_is_opened_by_the_authority_alone(evidence, coordinator, headteacher, signed_in, file_url):
    url = reverse("incidents:withdraw-evidence", args=[evidence.incident.reference, evidence.pk])

    signed_in(coordinator).post(url, {"reason": "It is another pupil’s."})

    assert "It was withdrawn" in signed_in(coordinator).get(file_url(evidence, "shown")).content.decode()
    assert signed_in(headteacher).get(file_url(evidence, "shown")).status_code == 200
    evidence.refresh_from_db()
    assert evidence.withdrawn_because == "It is another pupil’s."
    assert evidence.incident.entries.first().text.startswith("Evidence “Screenshot of the chat” withdrawn.")


def test_it_is_withdrawn_once_and_with_a_reason(evidence, coordinator, signed_in):
    url = reverse("incidents:withdraw-evidence", args=[evidence.incident.reference, evidence.pk])

    without = signed_in(coordinator).post(url, {"reason": ""})
    evidence.withdraw(by=coordinator, reason="In error.")
    again = signed_in(coordinator).post(url, {"reason": "Twice."})

    assert without.context["form"].errors == {"reason": ["Say why"]}
    assert again.status_code == 403
    assert "It is already withdrawn." in again.content.decode()
    evidence.refresh_from_db()
    assert evidence.withdrawn_because == "In error."


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_a_constant_number_of_queries(
    attached, reviewed, coordinator, signed_in, count, django_assert_num_queries
):
    for number in range(count):
        list(attached(title=f"File {number}").open(by=coordinator, copy="shown"))
    browser = signed_in(coordinator)

    with django_assert_num_queries(11):
        page = browser.get(reverse("incidents:evidence", args=[reviewed.reference]))

    assert page.content.decode().count(">File ") == count
    assert Evidence.objects.count() == count
