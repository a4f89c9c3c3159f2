"""Correcting what was recorded: old and new value in the chronology, and two people at once."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core import clock
from core.access import Refused
from incidents.codes import Place
from incidents.models import Incident
from tests.incidents.browser_form import sent_by
from tests.pages import main_of


@pytest.fixture
def url(reviewed):
    return reverse("incidents:edit", args=[reviewed.reference])


@pytest.fixture
def stale(reviewed, coordinator, headteacher, signed_in, url):
    """`(browser, tab)`: since the coordinator's tab was opened the head corrected the place."""
    browser = signed_in(coordinator)
    tab = sent_by(browser.get(url), "place")
    Incident.objects.get(pk=reviewed.pk).correct(by=headteacher, reason="The head saw it.", place=Place.TRIP)
    return browser, tab


def test_a_correction_keeps_the_old_value_beside_the_new_one(reviewed, coordinator, signed_in, url):
    browser = signed_in(coordinator)

    browser.post(url, sent_by(browser.get(url), "place") | {"place": "playground", "reason": "Asked the class."})

    reviewed.refresh_from_db()
    assert reviewed.place == Place.PLAYGROUND
    assert reviewed.entries.first().text == "Place: from Classroom to Playground or hall. Asked the class."
    assert reviewed.history.first().history_change_reason == "Asked the class."


def test_only_what_was_changed_is_saved(reviewed, coordinator, signed_in, url):
    browser, before = signed_in(coordinator), reviewed.occurred_at

    browser.post(url, sent_by(browser.get(url), "place") | {"device": "unknown", "reason": "Asked."})

    reviewed.refresh_from_db()
    assert reviewed.occurred_at == before
    assert reviewed.entries.first().text == "Device: from School tablet to Not known, or none. Asked."


def test_the_words_of_the_reporter_are_not_on_the_form_and_not_taken(reviewed, coordinator, signed_in, url):
    browser = signed_in(coordinator)
    tab = sent_by(browser.get(url), "place")

    browser.post(url, tab | {"description": "Forged", "place": "trip", "reason": "Asked."})
    with pytest.raises(Refused, match="This cannot be corrected: description"):
        reviewed.correct(by=coordinator, reason="No.", description="Forged")

    reviewed.refresh_from_db()
    assert "description" not in tab
    assert reviewed.description == "A proxy page was open."


def test_nothing_changed_is_said_and_saves_nothing(reviewed, coordinator, signed_in, url):
    browser = signed_in(coordinator)

    page = browser.post(url, sent_by(browser.get(url), "place") | {"reason": "Kept as typed"})

    assert page.context["form"].non_field_errors() == ["Nothing is changed yet: correct what is wrong, then save"]
    assert "Kept as typed" in page.content.decode()
    assert not reviewed.entries.filter(verb="correct").exists()


def test_a_correction_needs_a_reason(reviewed, coordinator, signed_in, url):
    browser = signed_in(coordinator)

    page = browser.post(url, sent_by(browser.get(url), "place") | {"place": "trip"})

    assert page.context["form"].errors == {"reason": ["Say why it is corrected"]}
    assert sent_by(page, "place")["place"] == "trip"


def test_another_date_is_said_in_words(reviewed, coordinator, signed_in, url):
    browser = signed_in(coordinator)
    day = timezone.localdate() - timedelta(days=3)
    said = {"date": day.isoformat(), "time": "", "precision": "about", "reason": "Remembered."}

    browser.post(url, sent_by(browser.get(url), "place") | said)

    reviewed.refresh_from_db()
    assert timezone.localdate(reviewed.occurred_at) == day
    assert reviewed.occurred_precision == "about"
    assert reviewed.entries.first().text.startswith("When: from ")
    assert reviewed.entries.first().text.count("When") == 1


def test_it_did_not_happen_after_it_was_reported(reviewed, coordinator, signed_in, url):
    browser = signed_in(coordinator)
    tab = sent_by(browser.get(url), "place")

    with clock.set_to(clock.now() + timedelta(days=2)):
        tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
        page = browser.post(url, tab | {"date": tomorrow, "reason": "Wrong."})

    assert "check the date and the time" in str(page.context["form"].errors)
    assert not reviewed.entries.filter(verb="correct").exists()


def test_the_second_editor_sees_what_the_first_changed_and_loses_nothing(reviewed, stale, url):
    browser, tab = stale

    page = browser.post(url, tab | {"place": "club", "told_by": "A parent", "reason": "Kept as typed"})

    [other] = page.context["form"].others
    assert (other.field.name, other.before, other.now, other.typed) == (
        "place", "Classroom", "On a trip or on the way", "Before- or after-school club",
    )  # fmt: skip
    assert "Changed while you were writing" in main_of(page)
    sent = sent_by(page, "place")
    assert (sent["place"], sent["told_by"], sent["reason"]) == ("club", "A parent", "Kept as typed")
    reviewed.refresh_from_db()
    assert (reviewed.place, reviewed.told_by) == (Place.TRIP, "")


def test_what_the_second_editor_did_not_touch_follows_the_first(reviewed, stale, url):
    browser, tab = stale

    told = browser.post(url, tab | {"told_by": "A parent", "reason": "Asked."})
    browser.post(url, sent_by(told, "place"))

    reviewed.refresh_from_db()
    assert sent_by(told, "place")["place"] == "trip"
    assert (reviewed.place, reviewed.told_by) == (Place.TRIP, "A parent")
    assert reviewed.entries.first().text == "Who told: from nothing to A parent. Asked."


def test_saved_again_after_having_been_told_goes_through(reviewed, stale, url):
    browser, tab = stale
    told = browser.post(url, tab | {"place": "club", "reason": "I asked."})

    browser.post(url, sent_by(told, "place"))

    reviewed.refresh_from_db()
    assert reviewed.place == Place.CLUB


def test_at_the_very_same_moment_the_second_changes_nothing(reviewed, coordinator, headteacher):
    read_before = Incident.objects.get(pk=reviewed.pk)
    reviewed.correct(by=headteacher, reason="Saw it.", place=Place.TRIP)

    with pytest.raises(Refused, match="Somebody else changed this at the same moment"):
        read_before.correct(by=coordinator, reason="No.", place=Place.CLUB)

    reviewed.refresh_from_db()
    assert reviewed.place == Place.TRIP


def test_a_kind_brings_what_must_be_known_of_it_and_hands_over(reviewed, coordinator, headteacher):
    reviewed.correct(by=headteacher, reason="It was this.", kind="nudes")

    reviewed.refresh_from_db()
    assert reviewed.images_of_children
    assert reviewed.route == "safeguarding"
    assert reviewed.handler is None
    assert reviewed.standing_of(coordinator) == (True, False, False, False, False)


@pytest.mark.parametrize("name", ["teacher", "stranger", "safeguarding_lead"])
def test_nobody_else_corrects_it(reviewed, request, name):
    with pytest.raises(Refused, match="Only somebody who handles this incident can correct it"):
        reviewed.correct(by=request.getfixturevalue(name), reason="No.", place=Place.TRIP)


def test_what_is_withdrawn_is_not_corrected(reviewed, coordinator, headteacher):
    reviewed.withdraw(by=headteacher, reason="In error.")

    with pytest.raises(Refused, match="An incident that is withdrawn cannot be changed"):
        reviewed.correct(by=coordinator, reason="No.", place=Place.TRIP)
