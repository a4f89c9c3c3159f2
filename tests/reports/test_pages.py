"""Who sees which page of the reports, and what the pages do."""

import hashlib

import pytest
from django.urls import reverse

from people.roles import Role
from reports.actions import prepare
from reports.forms import WHY_REPLACED
from reports.models import Download, GovernorReport, Making

from .conftest import YEAR

PASSWORD = "correct horse battery"
READERS = ["coordinator", "headteacher", "safeguarding_lead", "governor", "chair"]


def address(name, report=None):
    return reverse(f"reports:{name}", args=[report.pk] if report else [])


@pytest.mark.parametrize("who", READERS)
@pytest.mark.parametrize("page", ["governor", "governor-pdf"])
def test_a_released_report_is_read_by_those_who_govern_or_lead(request, signed_in, released, who, page):
    assert signed_in(request.getfixturevalue(who)).get(address(page, released)).status_code == 200


@pytest.mark.parametrize("who", ["teacher", "administrator", "stranger"])
@pytest.mark.parametrize("page", ["governor", "governor-pdf", "release"])
def test_for_everybody_else_it_does_not_exist(request, signed_in, released, who, page):
    assert signed_in(request.getfixturevalue(who)).get(address(page, released)).status_code == 404


@pytest.mark.parametrize("who", ["governor", "chair", "safeguarding_lead", "stranger", "teacher"])
@pytest.mark.parametrize("page", ["governor", "governor-pdf", "release"])
def test_a_draft_does_not_exist_for_those_who_neither_prepare_nor_release(request, signed_in, draft, who, page):
    assert signed_in(request.getfixturevalue(who)).get(address(page, draft)).status_code == 404


@pytest.mark.parametrize("who", ["coordinator", "headteacher"])
def test_a_draft_says_that_it_is_one(request, signed_in, draft, who):
    page = signed_in(request.getfixturevalue(who)).get(address("governor", draft))

    assert page.status_code == 200
    assert "This is a draft." in page.content.decode()


def test_what_is_listed_is_what_may_be_read(appoint, signed_in, draft, released, school, federation, sister_schools):
    from reports.access import ReportAccess

    prepare(list(sister_schools), YEAR, appoint(Role.HEADTEACHER, federation))
    prepare([school], YEAR, GovernorReport.objects.get(pk=released.pk).prepared_by, "Again.")
    people = [appoint(role, place) for role in Role for place in (school, sister_schools[0], federation)]

    for user in people:
        listed = set(GovernorReport.objects.readable_by(user))
        allowed = {each for each in GovernorReport.objects.all() if ReportAccess.allows(user, "read", each)}
        assert listed == allowed, user


@pytest.mark.parametrize("who", READERS)
def test_the_list_opens_for_those_who_govern_or_lead(request, signed_in, released, who):
    page = signed_in(request.getfixturevalue(who)).get(address("list"))

    assert page.status_code == 200
    assert [report.pk for report in page.context["released"]] == [released.pk]


def test_the_list_is_refused_to_others_with_the_reason(signed_in, teacher):
    page = signed_in(teacher).get(address("list"))

    assert page.status_code == 403
    assert "Reports are for governors, the head" in page.content.decode()


def test_governors_see_no_drafts_in_the_list(signed_in, draft, governor, coordinator):
    assert signed_in(coordinator).get(address("list")).context["drafts"] == [draft]

    page = signed_in(governor).get(address("list"))

    assert (page.context["drafts"], page.context["released"]) == ([], [])
    assert "No report has been released yet" in page.content.decode()
    assert address("prepare") not in page.content.decode()
    assert f'href="{address("method")}"' in page.content.decode()


def test_the_list_takes_as_many_queries_for_three_reports_as_for_one(
    signed_in, released, school, coordinator, headteacher, django_assert_num_queries
):
    client = signed_in(coordinator)
    client.get(address("list"))
    with django_assert_num_queries(6):
        client.get(address("list"))

    prepare([school], YEAR, coordinator, "Incidents were missing.").release(by=headteacher)
    prepare([school], YEAR.previous, coordinator)
    with django_assert_num_queries(6):
        client.get(address("list"))


def test_the_prepare_page_is_for_coordinator_and_head(signed_in, coordinator, governor):
    assert signed_in(coordinator).get(address("prepare")).status_code == 200
    refused = signed_in(governor).get(address("prepare"))
    assert refused.status_code == 403
    assert "prepared by the coordinator or the head" in refused.content.decode()


def test_preparing_leads_to_the_page_that_says_how_far_it_is(signed_in, coordinator, school):
    answer = signed_in(coordinator).post(
        address("prepare"), {"place": f"school-{school.pk}", "year": str(YEAR.start), "reason": ""}
    )

    making = Making.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, making.get_absolute_url())
    assert (making.what, making.school, making.year) == ("prepare", school, YEAR.start)


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({}, "Choose a school or a federation"),
        ({"place": "school-999999", "year": "2025"}, "Choose one of those shown"),
        ({"place": "federation-1", "year": "2025"}, "Choose one of those shown"),
        ({"place": "<b>", "year": "2025"}, "Choose one of those shown"),
        ({"year": "2090"}, "Choose one of the years shown"),
        ({"year": "-1"}, "Choose one of the years shown"),
        ({"year": "two thousand"}, "Choose one of the years shown"),
    ],
)
def test_a_forged_school_or_year_is_refused_in_words(signed_in, coordinator, school, said, error):
    page = signed_in(coordinator).post(address("prepare"), {"place": f"school-{school.pk}" if said else "", **said})

    assert page.status_code == 200
    assert error in page.content.decode()
    assert not GovernorReport.objects.exists()


def test_the_school_of_somebody_else_cannot_be_chosen(signed_in, coordinator, other_school):
    page = signed_in(coordinator).post(address("prepare"), {"place": f"school-{other_school.pk}", "year": "2025"})

    assert "Choose one of those shown" in page.content.decode()


def test_replacing_without_a_reason_says_what_is_missing(signed_in, released, coordinator, school):
    page = signed_in(coordinator).post(address("prepare"), {"place": f"school-{school.pk}", "year": "2025"})

    assert page.status_code == 409
    assert "Say why it is replaced" in page.content.decode()


def test_a_reason_of_ones_own_is_not_printed_for_governors(signed_in, released, coordinator, school):
    said = {"place": f"school-{school.pk}", "year": "2025", "reason": "Pip Pupil of 5 Oak was wrongly counted."}

    page = signed_in(coordinator).post(address("prepare"), said)

    assert page.status_code == 200
    assert "Choose one of the reasons shown" in page.content.decode()
    assert not Making.objects.exists()


def test_a_reason_of_those_shown_goes_along(signed_in, released, coordinator, school):
    said = {"place": f"school-{school.pk}", "year": "2025", "reason": WHY_REPLACED[0]}

    assert signed_in(coordinator).post(address("prepare"), said).status_code == 302

    assert Making.objects.get().reason == WHY_REPLACED[0]


def test_the_head_releases_after_confirming_and_proving_who_they_are(signed_in, draft, headteacher, plain_pdf, work):
    headteacher.set_password(PASSWORD)
    headteacher.save_as(headteacher)
    client = signed_in(headteacher)

    said = {"confirmed": "on", "password": PASSWORD, "edition": draft.edition}

    unconfirmed = client.post(address("release", draft), said | {"confirmed": ""})
    assert "Confirm that you have read the draft" in unconfirmed.content.decode()
    wrong = client.post(address("release", draft), said | {"password": "another"})
    assert "That is not your password" in wrong.content.decode()
    assert not Making.objects.exists()

    assert client.post(address("release", draft), said).status_code == 302
    work()
    assert GovernorReport.objects.get().is_released


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_coordinator_is_refused_the_release_with_the_reason(signed_in, draft, coordinator, method):
    page = getattr(signed_in(coordinator), method)(address("release", draft))

    assert page.status_code == 403
    assert "Only the head releases a governor report." in page.content.decode()


def test_a_second_release_is_refused_with_the_reason(signed_in, released, headteacher):
    page = signed_in(headteacher).post(address("release", released), {"confirmed": "on"})

    assert page.status_code == 403
    assert "already released" in page.content.decode()


def test_each_download_of_a_released_report_is_recorded(signed_in, released, governor):
    answer = signed_in(governor).get(address("governor-pdf", released))

    assert answer.content == released.document.copy_of("pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == (
        'attachment; filename="annual-e-safety-report-2025-to-2026-ashdown-primary.pdf"'
    )
    assert list(Download.objects.values_list("report", "user")) == [(released.pk, governor.pk)]


def test_a_draft_is_drawn_by_the_worker_and_downloaded_as_a_draft(signed_in, draft, coordinator, plain_pdf, work):
    client = signed_in(coordinator)
    first = client.get(address("governor-pdf", draft))
    assert first["Location"] == Making.objects.get().get_absolute_url()
    work()

    answer = client.get(address("governor-pdf", draft))

    assert "-draft.pdf" in answer["Content-Disposition"]
    assert not Download.objects.exists()


def test_the_page_of_a_released_report_shows_the_fingerprints_of_its_documents(signed_in, released, governor):
    page = signed_in(governor).get(address("governor", released)).content.decode()

    kept = released.document
    assert released.sha256 == hashlib.sha256(kept.pdf).hexdigest()
    assert [hashlib.sha256(each).hexdigest() in page for each in (kept.pdf, kept.archive, kept.page)] == [True] * 3


def test_a_number_that_is_no_report_is_not_found(signed_in, governor):
    client = signed_in(governor)

    assert client.get("/reports/governors/0/").status_code == 404
    assert client.get(f"/reports/governors/{10**30}/").status_code == 404
    assert client.get(f"/reports/governors/{10**30}.pdf").status_code == 404


def test_the_home_of_a_governor_shows_what_was_released(signed_in, released, governor):
    block = next(block for block in signed_in(governor).get("/").context["blocks"] if block.key == "reports")

    assert [item.url for item in block.items] == [released.get_absolute_url()]


def test_the_home_of_a_head_shows_what_waits_for_release(signed_in, draft, headteacher, coordinator):
    blocks = {block.key: block for block in signed_in(headteacher).get("/").context["blocks"]}

    assert [item.url for item in blocks["report-drafts"].items] == [draft.get_absolute_url()]
    assert "report-drafts" not in {block.key for block in signed_in(coordinator).get("/").context["blocks"]}
