"""The subject of a page goes away while somebody writes: their own words are shown once more, nothing of the record."""

import pytest
from django.urls import reverse

from incidents.actions import remove_person
from incidents.models import Incident, Involvement
from incidents.statement import Named
from tests.incidents.browser_form import sent_by
from tests.pages import main_of

OLD, NEW = "The record says this.", "What I learnt since."
NOT_SAVED = "This is not saved."


@pytest.fixture
def take_away():
    """`take_away(incident)`: it becomes a matter for the safeguarding lead alone, whom the coordinator is not."""

    def make(incident):
        incident = Incident.objects.get(pk=incident.pk)
        incident.restrict_within(by=incident.reported_by, why="It may be about a colleague")

    return make


@pytest.fixture
def two(log_incident, pupil, other_pupil):
    return log_incident(people=[Named(part="instigator", person=pupil), Named(part="target", person=other_pupil)])


def taken_out(involvement, by):
    remove_person(Involvement.objects.get(pk=involvement.pk), by=by, reason="Named by mistake.")


def test_an_entry_for_an_incident_that_is_out_of_reach_by_now(incident, coordinator, signed_in, take_away):
    browser, url = signed_in(coordinator), f"{incident.get_absolute_url()}entry/"
    tab = sent_by(browser.get(url), "text")
    take_away(incident)

    page = browser.post(url, tab | {"text": NEW})

    assert page.status_code == 404
    assert NEW in main_of(page, 404)
    assert NOT_SAVED in main_of(page, 404)
    assert incident.reference not in main_of(page, 404)
    assert not incident.entries.filter(text=NEW).exists()


def test_nothing_of_the_record_comes_back_with_it(incident, coordinator, signed_in, take_away):
    person = incident.involvements.get()
    person.record_words(by=coordinator, voice=OLD)
    browser, url = signed_in(coordinator), reverse("incidents:record-words", args=[incident.reference, person.pk])
    tab = sent_by(browser.get(url), "voice")
    take_away(incident)

    page = browser.post(url, tab | {"voice": f"{OLD}\n{NEW}"})

    assert OLD in tab["voice"]
    assert (page.status_code, NEW in main_of(page, 404), OLD in main_of(page, 404)) == (404, True, False)


def test_the_words_of_somebody_taken_out_meanwhile(two, coordinator, headteacher, signed_in):
    person = two.involvements.last()
    browser, url = signed_in(coordinator), reverse("incidents:record-words", args=[two.reference, person.pk])
    tab = sent_by(browser.get(url), "voice")
    taken_out(person, headteacher)

    page = browser.post(url, tab | {"voice": NEW})

    assert page.status_code == 403
    assert "This person was taken out of the incident meanwhile." in main_of(page, 403)
    assert NEW in main_of(page, 403)


def test_parents_of_somebody_taken_out_are_said_not_to_be_saved(two, coordinator, headteacher, signed_in):
    first, second = two.involvements.all()
    browser, url = signed_in(coordinator), f"{two.get_absolute_url()}parents/"
    tab = sent_by(browser.get(url), "pupil-")
    said = {f"pupil-{first.pk}-parents": "not_informed", f"pupil-{first.pk}-parents_reason": "They told us."}
    gone = {f"pupil-{second.pk}-parents": "not_informed", f"pupil-{second.pk}-parents_reason": NEW}
    taken_out(second, headteacher)

    page = browser.post(url, tab | said | gone)
    left = two.involvements.get().parents
    browser.post(url, sent_by(page, "pupil-"))

    assert "that you wrote about was taken out meanwhile" in main_of(page)
    assert NEW in main_of(page)
    assert (left, two.involvements.get().parents_reason) == ("", "They told us.")


def test_an_action_for_somebody_taken_out_is_said_not_to_be_saved(reviewed, coordinator, headteacher, signed_in):
    [person] = reviewed.involvements.all()
    browser, url = signed_in(coordinator), f"{reviewed.get_absolute_url()}actions/"
    tab = sent_by(browser.get(url), "other-")
    taken_out(person, headteacher)

    page = browser.post(url, tab | {f"other-{person.pk}-text": "A talk", f"other-{person.pk}-reason": NEW})

    assert page.status_code == 200
    assert NEW in main_of(page)


def test_an_address_that_leads_nowhere_shows_nothing(coordinator, signed_in):
    page = signed_in(coordinator).post("/nowhere/", {"text": NEW})

    assert (page.status_code, NEW in page.content.decode()) == (404, False)
