"""The pages of an investigation, as its people go through them, and its record on paper."""

import io
import re
import shutil
import subprocess

import pikepdf
import pytest

from incidents import record_of_reviewing
from incidents.models import Export, Investigation
from incidents.statement import Named
from people.roles import Role
from tests.incidents.browser_form import sent_by
from tests.incidents.investigating import JUDGED, SAID, begin, concluded, review, signed
from tests.pages import main_of

PASSWORD = "correct horse battery"
# The fields of the paper form: title, and what stands beside each blank.
PAPER_FORM = (
    "Record of reviewing devices and internet sites", "Group", "Date", "Reason for investigation", "First reviewer",
    "Second reviewer", "Name", "Position", "Signature", "Name and location of the computer used for the review",
    "Web site address or device", "Reason for concern", "Conclusion and action proposed or taken",
)  # fmt: skip


@pytest.fixture
def senior_leader(appoint, school):
    user = appoint(Role.SENIOR_LEADER, school, "Lena Leader")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def investigation(reviewed, coordinator, senior_leader):
    return begin(reviewed, coordinator, coordinator, senior_leader)


def printed(investigation, by):
    """The text of the record on paper."""
    pdf = record_of_reviewing.pdf_of(Investigation.objects.for_page().get(pk=investigation.pk), by=by)
    command = [shutil.which("pdftotext"), "-layout", "-", "-"]
    return pdf, " ".join(subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode().split())  # noqa: S603  the document that was just made


def test_from_the_start_to_the_seal_on_the_pages(reviewed, coordinator, senior_leader, signed_in):
    coordinator.set_password(PASSWORD)
    coordinator.save()
    browsers = {user: signed_in(user) for user in (coordinator, senior_leader)}
    url = f"{reviewed.get_absolute_url()}investigation/"

    def send(user, page, field, said):
        browser = browsers[user]
        answer = browser.post(url + page, sent_by(browser.get(url + page), field) | said, follow=True)
        assert answer.status_code == 200, answer.context["form"].errors
        return main_of(answer)

    send(coordinator, "start/", "reason", SAID | {"first": coordinator.pk, "second": senior_leader.pk})
    row = {"kind": "site", "what": "https://proxy.example/", "concern": "A proxy.", "description": "A page."}
    send(senior_leader, "rows/add/", "what", row)
    send(senior_leader, "conclude/", "reasons", JUDGED)
    send(senior_leader, "sign/", "password", {"password": PASSWORD})
    sealed = send(coordinator, "sign/", "password", {"password": PASSWORD})

    assert "Sealed" in sealed
    assert Investigation.objects.get().site_reviews.get().place == "second"
    assert browsers[senior_leader].get(f"{url}record.pdf")["Content-Type"] == "application/pdf"
    [export] = Export.objects.visible_to(senior_leader)
    assert (export.query, export.with_names) == (
        "The record of reviewing devices and internet sites, with every name", True,
    )  # fmt: skip


def test_the_home_page_says_what_one_of_the_two_does_next(investigation, coordinator, senior_leader, signed_in):
    def said(user):
        return re.findall(r"Review devices and sites|Read the record and sign it", home_of(signed_in(user)))

    assert said(senior_leader) == ["Review devices and sites"]
    concluded(investigation, coordinator)
    assert (said(senior_leader), said(coordinator)) == (["Read the record and sign it"],) * 2
    signed(investigation, senior_leader)
    assert (said(senior_leader), said(coordinator)) == ([], ["Read the record and sign it"])


def test_while_the_authorities_have_it_the_home_page_asks_nobody_to_investigate(
    investigation, coordinator, senior_leader, signed_in, referral
):
    assert "To investigate" in home_of(signed_in(senior_leader))

    investigation.incident.notify_authorities(by=coordinator, **referral)

    assert "To investigate" not in home_of(signed_in(senior_leader))


def home_of(browser):
    return main_of(browser.get("/"))


def test_without_one_the_page_says_how_it_is_started_or_why_not(incident, reviewed, coordinator, signed_in):
    browser = signed_in(coordinator)

    page = main_of(browser.get(f"{reviewed.get_absolute_url()}investigation/"))

    assert f"{reviewed.get_absolute_url()}investigation/start/" in page
    assert browser.get(f"{reviewed.get_absolute_url()}investigation/sign/").status_code == 404


def test_while_the_authorities_have_it_the_page_says_why_nobody_investigates(referred, safeguarding_lead, signed_in):
    browser, url = signed_in(safeguarding_lead), f"{referred.get_absolute_url()}investigation/"

    assert "It is with the authorities: nobody investigates until they answer." in main_of(browser.get(url))
    assert browser.get(f"{url}start/").status_code == 403


def test_a_refused_start_keeps_what_was_typed(reviewed, coordinator, senior_leader, signed_in):
    browser, url = signed_in(coordinator), f"{reviewed.get_absolute_url()}investigation/start/"

    page = browser.post(url, SAID | {"first": coordinator.pk, "second": coordinator.pk})

    assert "Two different people investigate: choose somebody else as the second" in page.content.decode()
    assert SAID["reason"] in page.content.decode()


def test_somebody_who_is_accused_is_not_offered_and_a_forged_choice_is_refused(
    log_incident, headteacher, senior_leader, coordinator, signed_in
):
    incident = log_incident(people=[Named(part="instigator", person=senior_leader.person)])
    incident.review(by=headteacher, branch="unsuitable", user_action=None, safeguarding=False, reason="No.")
    incident.decide_allegation(by=headteacher, threshold="conduct", reason="No child is concerned.")
    browser, url = signed_in(headteacher), f"{incident.get_absolute_url()}investigation/start/"
    shown = browser.get(url)

    page = browser.post(url, SAID | {"first": headteacher.pk, "second": senior_leader.pk})

    assert "Lena Leader" not in main_of(shown).partition("What was reported")[0]
    assert "Choose a senior member of staff who is not part of this incident" in page.content.decode()
    assert not Investigation.objects.exists()


def test_where_one_alone_is_left_the_form_asks_who_stands_in_and_why(reviewed, coordinator, governor, signed_in):
    browser, url = signed_in(coordinator), f"{reviewed.get_absolute_url()}investigation/start/"
    sent = sent_by(browser.get(url), "reason") | SAID | {"first": coordinator.pk}

    unnamed = browser.post(url, sent)
    browser.post(url, sent | {"governor": governor.pk, "fallback_reason": "The head is away for a term."})

    assert unnamed.context["form"].errors.keys() == {"outside_name", "fallback_reason"}
    assert Investigation.objects.get().second_position == "Governor"


def test_a_reader_who_is_neither_of_the_two_reads_it_and_prints_nothing(
    investigation, headteacher, appoint, school, signed_in
):
    reader = appoint(Role.SENIOR_LEADER, school, "Rita Reader")
    investigation.incident.add_reader(by=headteacher, user=reader, reason="To know")
    browser, url = signed_in(reader), investigation.get_absolute_url()

    assert browser.get(url).status_code == 200
    assert browser.get(f"{url}record.pdf").status_code == 403
    assert browser.post(f"{url}conclude/", JUDGED).status_code == 403
    assert not Investigation.objects.exclude(status="started").exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_a_constant_number_of_queries(
    investigation, coordinator, signed_in, count, django_assert_num_queries
):
    for number in range(count):
        review(investigation, coordinator, what=f"https://{number}.example/")
    browser = signed_in(coordinator)

    with django_assert_num_queries(21):
        page = browser.get(investigation.get_absolute_url())

    assert page.content.decode().count(".example/</span>") >= count


def test_what_is_sent_is_meant_for_the_one_that_the_page_showed(investigation, coordinator, senior_leader, signed_in):
    browser, url = signed_in(coordinator), f"{investigation.get_absolute_url()}stop/"
    form = sent_by(browser.get(url), "reason")
    Investigation.objects.get().stop(by=coordinator, reason="The wrong computer.")
    second = begin(investigation.incident, coordinator, coordinator, senior_leader)

    answer = browser.post(url, form | {"reason": "The wrong computer."})

    second.refresh_from_db()
    assert (answer.status_code, second.is_open) == (403, True)


def test_an_earlier_one_is_corrected_by_its_number(investigation, coordinator, senior_leader, signed_in):
    for reviewer in (coordinator, senior_leader):
        signed(investigation if investigation.concluded_at else concluded(investigation, coordinator), reviewer)
    begin(investigation.incident, coordinator, coordinator, senior_leader)
    browser, url = signed_in(coordinator), investigation.get_absolute_url()

    form = sent_by(browser.get(f"{url}1/correction/"), "text")
    browser.post(f"{url}1/correction/", form | {"of": "group", "text": "It was another."})

    assert f'href="{url}1/correction/"' in browser.get(url).content.decode()
    assert [browser.get(f"{url}{number}/correction/").status_code for number in ("3", "9" * 30)] == [404] * 2
    assert investigation.corrections.get().text == "It was another."


class TestOnPaper:
    def test_it_has_every_field_of_the_paper_form(self, investigation, coordinator):
        review(investigation, coordinator)

        html = record_of_reviewing.html_of(investigation, by=coordinator)

        assert [field for field in PAPER_FORM if f">{field}<" not in html] == []

    def test_it_says_everything_that_was_recorded_and_who_signed_when(self, investigation, coordinator, senior_leader):
        concluded(investigation, coordinator)
        signed(investigation, coordinator)
        signed(investigation, senior_leader)

        pdf, text = printed(investigation, senior_leader)

        for said in (*SAID.values(), JUDGED["conclusion"], "It goes round the filter.", "Lena Leader", "Senior leader"):
            assert said.replace("'", "’") in text.replace("'", "’"), said
        assert text.count("Signed ") == 2
        assert "Printed by Lena Leader" in text
        assert "Signature" not in text
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            assert bool(opened.Root.MarkInfo.Marked)
            assert not opened.Root.get("/AcroForm")
            assert [note for page in opened.pages for note in page.get("/Annots", [])] == []  # no address is a link

    @pytest.mark.parametrize("judged", [True, False])
    def test_it_says_why_it_was_stopped_also_after_they_had_judged(self, investigation, coordinator, judged):
        if judged:
            concluded(investigation, coordinator)
        investigation.stop(by=coordinator, reason="The wrong computer.")

        html = record_of_reviewing.html_of(investigation, by=coordinator)

        assert "The wrong computer." in html
        assert ("Stopped before both had signed." in html, JUDGED["conclusion"] in html) == (judged, judged)

    def test_each_of_several_is_printed_by_its_number(self, investigation, coordinator, senior_leader, signed_in):
        investigation.stop(by=coordinator, reason="The wrong computer.")
        begin(investigation.incident, coordinator, coordinator, senior_leader)
        browser, url = signed_in(coordinator), investigation.get_absolute_url()

        answers = {number: browser.get(f"{url}{number}/record.pdf").status_code for number in (1, 2, 3)}

        assert answers == {1: 200, 2: 200, 3: 404}
        assert f"{url}1/record.pdf" in main_of(browser.get(url))
