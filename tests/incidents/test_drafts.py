"""A report that is not sent yet is kept for the one who types it, as it was typed, for seven days."""

import uuid
from datetime import timedelta
from urllib.parse import parse_qs

import pytest
from django.urls import reverse

from core import clock
from incidents.models import Draft, Incident
from incidents.tasks import delete_old_drafts
from people.roles import Role
from tests.incidents.browser_form import sent_by
from tests.pages import main_of

URL = "/incidents/report/"
KEEP = "/incidents/report/draft/"
TWO_PEOPLE = {
    "people-TOTAL_FORMS": 2,
    "people-1-name": "Viv <Visitor>",
    "people-1-part": "witness",
    "people-1-who": "unsure",
}


@pytest.fixture
def kept(signed_in, teacher, answers):
    """A draft of the teacher, with two people."""
    signed_in(teacher).post(KEEP, answers | TWO_PEOPLE)
    return Draft.objects.get()


def test_what_was_typed_is_kept_field_by_field_and_nothing_is_logged(signed_in, teacher, answers):
    response = signed_in(teacher).post(KEEP, answers | {"time": "25:99", "description": "Zoë 🙂\n& more"})

    draft = Draft.objects.get()
    assert response.json()["kept"]
    assert draft.user == teacher
    assert parse_qs(draft.typed)["time"] == ["25:99"]
    assert draft.answers["description"] == "Zoë 🙂\n& more"
    assert Incident.objects.count() == 0


def test_no_token_and_no_button_is_kept(signed_in, teacher, answers):
    signed_in(teacher).post(KEEP, answers | {"csrfmiddlewaretoken": "x", "add": "1", "keep": "1"})

    assert Draft.objects.get().answers.keys() & {"csrfmiddlewaretoken", "add", "keep"} == set()


def test_keeping_again_keeps_the_last_words_under_the_same_key(signed_in, teacher, answers):
    browser = signed_in(teacher)
    browser.post(KEEP, answers)

    browser.post(KEEP, answers | {"description": "Better words."})

    assert Draft.objects.get().answers["description"] == "Better words."


def test_it_comes_back_as_it_was_typed_with_everybody_and_unjudged(signed_in, teacher, kept, answers):
    page = signed_in(teacher).get(URL, {"draft": kept.submission})

    shown = sent_by(page, "submission")
    expected = {name: str(value) for name, value in (answers | TWO_PEOPLE).items()}
    assert {name: shown[name] for name in expected if name != "people-INITIAL_FORMS"} == {
        name: value for name, value in expected.items() if name != "people-INITIAL_FORMS"
    }
    assert "There is a problem" not in page.content.decode()
    assert "This is your draft" in page.content.decode()


def test_sending_the_report_deletes_its_draft(signed_in, teacher, kept, answers):
    signed_in(teacher).post(URL, answers)

    assert Incident.objects.get().submission == kept.submission
    assert Draft.objects.count() == 0


def test_what_comes_in_after_the_report_was_sent_is_not_kept(signed_in, teacher, answers):
    browser = signed_in(teacher)
    browser.post(URL, answers)

    late = browser.post(KEEP, answers)

    assert late.json() == {"kept": "", "empty": False}
    assert Draft.objects.count() == 0


@pytest.mark.parametrize(
    "change",
    [{"kind": ""}, {"kind": "nudes"}, {"add": "1"}, {"remove": "0"}, {"people-0-name": "Nobody Known"}],
    ids=lambda change: next(iter(change.items())),
)
def test_every_report_that_is_not_taken_is_kept_as_a_draft(signed_in, teacher, answers, change):
    signed_in(teacher).post(URL, answers | change)

    assert Draft.objects.get(user=teacher).answers["description"] == answers["description"]
    assert Incident.objects.count() == 0


def test_another_incident_under_a_used_key_is_kept_under_its_new_one(signed_in, teacher, answers):
    browser = signed_in(teacher)
    browser.post(URL, answers)

    refused = browser.post(URL, answers | {"description": "Another."})

    assert str(Draft.objects.get().submission) == sent_by(refused, "submission")["submission"]


def test_without_a_script_a_button_keeps_it_and_comes_back_to_it(signed_in, teacher, answers):
    response = signed_in(teacher).post(URL, answers | {"keep": "1", "kind": ""}, follow=True)

    assert response.redirect_chain[0][0] == f"{URL}?draft={answers['submission']}"
    assert "Your draft is kept for seven days. It is not sent yet." in response.content.decode()
    assert "A proxy page was open." in response.content.decode()


@pytest.mark.both
def test_what_is_too_long_to_be_kept_says_so_and_stays_on_the_page(signed_in, teacher, answers):
    long = answers | {"description": "ж" * 100_000}
    browser = signed_in(teacher)

    by_script = browser.post(KEEP, long)
    by_button = browser.post(URL, long | {"keep": "1"})

    assert by_script.json() == {"kept": "", "empty": False}
    assert "This could not be kept as a draft" in by_button.content.decode()
    assert sent_by(by_button, "submission")["description"] == long["description"]
    assert Draft.objects.count() == 0


def emptied(answers):
    return answers | {"kind": "", "description": " ", "people-0-name": "", "told_by": ""}


def test_a_form_without_a_word_a_person_or_a_kind_is_no_draft(signed_in, teacher, answers):
    browser = signed_in(teacher)

    by_script = browser.post(KEEP, emptied(answers))
    browser.post(URL, emptied(answers) | {"add": "1"})

    assert by_script.json() == {"kept": "", "empty": True}
    assert Draft.objects.count() == 0


@pytest.mark.parametrize("said", [{"kind": "bypass"}, {"description": "A"}, {"people-7-name": "Pip"}], ids=str)
def test_one_of_them_is_enough(signed_in, teacher, answers, said):
    signed_in(teacher).post(KEEP, emptied(answers) | said)

    assert Draft.objects.count() == 1


def test_what_was_emptied_is_kept_no_longer(signed_in, teacher, kept, answers):
    signed_in(teacher).post(KEEP, emptied(answers))

    assert Draft.objects.count() == 0


@pytest.mark.parametrize("key", ["", "forged", "9" * 5_000, "\0"])
def test_a_forged_key_keeps_nothing(signed_in, teacher, answers, key):
    assert signed_in(teacher).post(KEEP, answers | {"submission": key}).json() == {"kept": "", "empty": False}
    assert Draft.objects.count() == 0


def test_the_oldest_give_way_when_there_are_more_than_twenty(signed_in, teacher, answers):
    browser = signed_in(teacher)
    keys = [str(uuid.uuid4()) for _ in range(22)]

    for key in keys:
        browser.post(KEEP, answers | {"submission": key})

    assert {str(draft.submission) for draft in Draft.objects.all()} == set(keys[2:])


def test_a_governor_keeps_none(signed_in, governor, answers):
    assert signed_in(governor).post(KEEP, answers).status_code == 403
    assert Draft.objects.count() == 0


class TestSomebodyElse:
    @pytest.fixture
    def colleague(self, appoint, school):
        return appoint(Role.STAFF, school, "Cole Colleague")

    def test_a_draft_of_anybody_else_does_not_exist(self, signed_in, colleague, coordinator, kept):
        for user in (colleague, coordinator):
            browser = signed_in(user)
            assert browser.get(URL, {"draft": kept.submission}).status_code == 404
            assert browser.get(f"{KEEP}{kept.submission}/discard/").status_code == 404
            assert browser.post(f"{KEEP}{kept.submission}/discard/").status_code == 404
        assert Draft.objects.get() == kept

    def test_nor_is_it_in_their_lists(self, signed_in, colleague, teacher, kept):
        for user, listed in ((teacher, True), (colleague, False)):
            for page in (URL, reverse("incidents:receipts")):
                assert (str(kept.submission) in signed_in(user).get(page).content.decode()) is listed

    def test_somebody_elses_key_makes_a_draft_of_ones_own(self, signed_in, colleague, kept, answers):
        signed_in(colleague).post(KEEP, answers | {"description": "Mine."})

        kept.refresh_from_db()
        assert kept.answers["description"] == "A proxy page was open."
        assert Draft.objects.filter(submission=kept.submission).count() == 2


@pytest.mark.parametrize("key", ["forged", "", "9" * 5_000, "\0"])
def test_an_address_with_a_forged_key_is_not_found(signed_in, teacher, key):
    assert signed_in(teacher).get(URL, {"draft": key}).status_code == 404


def test_discarding_asks_once(signed_in, teacher, kept):
    browser, url = signed_in(teacher), f"{KEEP}{kept.submission}/discard/"

    asked = browser.get(url)
    still_there = Draft.objects.exists()
    browser.post(url)

    assert "Discard this draft?" in main_of(asked)
    assert "A proxy page was open." in main_of(asked)
    assert still_there
    assert Draft.objects.count() == 0


def test_the_receipts_list_what_was_begun_with_its_kind_and_first_words(signed_in, teacher, kept):
    page = main_of(signed_in(teacher).get(reverse("incidents:receipts")))

    assert "Begun and not sent" in page
    assert "Got round the filter" in page
    assert "A proxy page was open." in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_report_page_asks_as_much_however_many_drafts_there_are(
    signed_in, teacher, answers, count, django_assert_num_queries
):
    browser = signed_in(teacher)
    for _ in range(count):
        browser.post(KEEP, answers | {"submission": str(uuid.uuid4())})

    with django_assert_num_queries(10):
        page = browser.get(URL)

    assert len(page.context["drafts"]) == count


class TestAfterSevenDays:
    def test_it_is_shown_no_more(self, signed_in, teacher, kept):
        with clock.set_to(clock.now() + timedelta(days=6, hours=23)):
            before = signed_in(teacher).get(URL, {"draft": kept.submission}).status_code
        with clock.set_to(clock.now() + timedelta(days=7)):
            after = signed_in(teacher).get(URL, {"draft": kept.submission}).status_code

        assert (before, after) == (200, 404)

    def test_the_daily_job_deletes_it_and_no_other(self, kept, answers, teacher):
        with clock.set_to(clock.now() + timedelta(days=7)):
            young = Draft.keep("kind=bypass", of=teacher, submission=uuid.uuid4())
            delete_old_drafts.func()

        assert Draft.objects.get() == young

    def test_so_it_does_with_one_that_was_sent(self, log_incident, teacher):
        incident = log_incident()
        Draft.objects.create(user=teacher, submission=incident.submission, typed="a=b")

        delete_old_drafts.func()

        assert Draft.objects.count() == 0
