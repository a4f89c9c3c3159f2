"""What a pupil and the parents said, in their own words: written down, read, and not repeated in the chronology."""

import pytest
from django.urls import reverse

from core.access import Refused
from incidents.actions import record_parents
from incidents.models import Incident, Involvement
from incidents.statement import Named
from tests.incidents.browser_form import sent_by
from tests.pages import main_of

DARE, SORRY = "It was a dare, and I want to say sorry.", "We had no idea. He is not allowed a phone now."


@pytest.fixture
def involvement(reviewed):
    return reviewed.involvements.select_related("person", "incident__school").get()


@pytest.fixture
def url(involvement):
    return reverse("incidents:record-words", args=[involvement.incident.reference, involvement.pk])


@pytest.fixture
def informed(involvement, coordinator):
    answer = {"parents": "not_informed", "parents_reason": "Not yet reached."}
    record_parents(involvement.incident, [(involvement, answer)], by=coordinator)
    told = {"parents": "informed", "parents_informed_on": involvement.incident.day, "parents_reason": ""}
    record_parents(involvement.incident, [(involvement, told)], by=coordinator)
    return involvement


def test_they_are_kept_and_the_chronology_says_so_without_repeating_them(informed, coordinator):
    informed.record_words(by=coordinator, voice=DARE, parents_voice=SORRY)

    informed.refresh_from_db()
    assert (informed.voice, informed.parents_voice) == (DARE, SORRY)
    assert informed.history.first().history_user == coordinator
    assert informed.incident.entries.first().text == ("Pip Pupil and the parents of Pip Pupil: own words written down.")


def test_the_same_words_again_are_no_new_entry(involvement, coordinator):
    involvement.record_words(by=coordinator, voice=DARE)
    before = involvement.incident.entries.count()

    involvement.record_words(by=coordinator, voice=DARE)

    assert involvement.incident.entries.count() == before


def test_parents_who_came_with_it_themselves_have_words_before_they_are_informed(involvement, coordinator):
    involvement.record_words(by=coordinator, voice="", parents_voice=SORRY)

    involvement.refresh_from_db()
    assert (involvement.parents, involvement.parents_voice) == ("", SORRY)


def test_the_parents_of_an_adult_have_no_words_here(log_incident, coordinator):
    adult = log_incident(people=[Named(part="target", name="A. Visitor", kind="other", works_or_volunteers="no")])

    with pytest.raises(Refused, match=r"A\. Visitor is no pupil"):
        adult.involvements.get().record_words(by=coordinator, voice="", parents_voice=SORRY)


def test_only_who_handles_it_writes_them_down_and_only_while_it_is_open(involvement, teacher, coordinator, headteacher):
    with pytest.raises(Refused, match="Only somebody who handles this incident"):
        involvement.record_words(by=teacher, voice=DARE)
    involvement.incident.withdraw(by=coordinator, reason="Twice.")
    with pytest.raises(Refused, match="An incident that is withdrawn cannot be changed"):
        involvement.record_words(by=headteacher, voice=DARE)

    assert Involvement.objects.get(pk=involvement.pk).voice == ""


def test_words_that_somebody_else_wrote_meanwhile_are_not_overwritten(involvement, coordinator, headteacher):
    same = Involvement.objects.select_related("incident__school", "person").get(pk=involvement.pk)
    same.record_words(by=headteacher, voice=DARE)

    with pytest.raises(Refused, match="Somebody else wrote words down at the same moment"):
        involvement.record_words(by=coordinator, voice="I did nothing.")

    assert Involvement.objects.get(pk=involvement.pk).voice == DARE


def test_the_page_keeps_them_and_the_incident_shows_them(informed, coordinator, signed_in, url):
    browser = signed_in(coordinator)

    page = browser.post(url, {"voice": DARE, "parents_voice": SORRY}, follow=True)

    assert page.redirect_chain == [(f"{informed.incident.get_absolute_url()}#words", 302)]
    assert DARE in main_of(page)
    assert SORRY in main_of(page)


@pytest.mark.parametrize(
    ("waits", "says"), [(False, "if they came to you with it"), (True, "Do not ask them yet: informing them waits")]
)
def test_the_page_says_when_the_words_of_the_parents_are_written_down(headteacher, signed_in, url, waits, says):
    Incident.objects.update(safeguarding=waits)

    page = signed_in(headteacher).get(url)

    assert says in main_of(page)


def test_that_nothing_is_written_down_yet_is_a_line_of_its_own(involvement, coordinator, signed_in):
    page = main_of(signed_in(coordinator).get(involvement.incident.get_absolute_url()))

    assert "Not written down yet</p>" in page
    assert "Write down what was said" in page


@pytest.mark.both
def test_a_stale_page_says_what_changed_and_keeps_what_was_typed(involvement, coordinator, headteacher, signed_in, url):
    browser = signed_in(coordinator)
    tab = sent_by(browser.get(url), "voice")
    involvement.record_words(by=headteacher, voice=DARE)

    page = browser.post(url, tab | {"voice": "I did nothing."})

    [other] = page.context["form"].others
    assert (other.before, other.now, other.typed) == ("nothing", DARE, "I did nothing.")
    assert sent_by(page, "voice")["voice"] == "I did nothing."
    assert Involvement.objects.get(pk=involvement.pk).voice == DARE
