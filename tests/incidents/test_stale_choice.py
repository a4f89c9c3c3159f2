"""What goes along with a pupil's file, chosen from a tab of before a colleague chose: nothing is undone unseen."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from core.access import Refused
from incidents import actions
from incidents.models import PupilWithFile
from incidents.models.going_along import as_marked
from incidents.statement import Named
from tests.incidents.browser_form import sent_by
from tests.pages import main_of

THEIRS = "Quinn goes to the same school."


@pytest.fixture
def two(log_incident, pupil):
    """Two incidents of a child in danger: the head reads them, and the safeguarding lead."""
    people = [Named(part="target", person=pupil)]
    return [log_incident(people=people, child_in_danger=True) for _ in range(2)]


@pytest.fixture
def begun(two, pupil, headteacher):
    """By the head, who chose the first of the two."""
    left = {"to_school": "Elm Park School", "left_on": clock.today()}
    transfer = PupilWithFile.objects.get(pk=pupil.pk).begin_transfer(by=headteacher, **left)
    transfer.choose(by=headteacher, incidents=two[:1], open_because="They ask.")
    return transfer


@pytest.fixture
def stale(begun, two, headteacher, safeguarding_lead, signed_in):
    """`(browser, address, tab)` of the head: since the tab was opened the lead chose both."""
    browser, url = signed_in(headteacher), reverse("incidents:choose-going-along", args=[begun.pk])
    tab = sent_by(browser.get(url), "shown")
    begun.choose(by=safeguarding_lead, incidents=two, open_because=THEIRS)
    return browser, url, tab


def chosen(transfer):
    return {mark.incident: mark.open_because for mark in transfer.going_along.all()}


def test_what_a_colleague_chose_is_shown_and_stays(begun, two, stale):
    browser, url, tab = stale

    page = browser.post(url, tab | {"open_because": "They rang."})
    left = chosen(begun)
    browser.post(url, tab | {"open_because": "They rang.", "shown": sent_by(page, "shown")["shown"]})

    found = f"{two[0]} and {two[1]}. Check what is ticked, and save again."
    assert f"A colleague chose meanwhile what goes along: {found}" in main_of(page)
    assert f"Chosen by Sam Safeguarding, because: {THEIRS}" in main_of(page)
    assert sent_by(page, "shown")["open_because"] == "They rang."
    assert left == {two[0]: "They ask.", two[1]: THEIRS}
    assert chosen(begun) == {two[0]: "They rang."}  # told once, then it is as it is wanted


def test_the_reason_that_another_gave_is_not_replaced_by_ones_own(begun, two, stale):
    browser, url, _ = stale
    both = {"incidents": [one.pk for one in two], "open_because": "They rang."}

    browser.post(url, sent_by(browser.get(url), "shown") | both)

    assert chosen(begun) == {two[0]: "They rang.", two[1]: THEIRS}


def test_at_the_very_same_moment_the_second_chooses_nothing(begun, two, headteacher, safeguarding_lead):
    seen = as_marked(begun.marks_for(headteacher))
    begun.choose(by=safeguarding_lead, incidents=two, open_because=THEIRS)

    with pytest.raises(Refused, match="A colleague chose meanwhile what goes along"):
        begun.choose(by=headteacher, incidents=[], shown=seen)

    assert chosen(begun).keys() == set(two)


def test_what_both_chose_alike_is_no_conflict(begun, two, headteacher, safeguarding_lead):
    seen = as_marked(begun.marks_for(headteacher))
    begun.choose(by=safeguarding_lead, incidents=two, open_because=THEIRS)

    begun.choose(by=headteacher, incidents=two, open_because="They ask.", shown=seen)

    assert chosen(begun) == {two[0]: "They ask.", two[1]: THEIRS}


def test_an_incident_that_a_forged_form_has_twice_goes_along_once(begun, two, headteacher):
    begun.choose(by=headteacher, incidents=[*two, *two], open_because="They ask.")

    assert [mark.incident for mark in begun.going_along.all()] == two


def test_it_was_not_sent_before_its_file_was_made(begun, two, headteacher):
    made = clock.now() + timedelta(days=3)
    with clock.set_to(made):
        actions.keep_printed_file(begun, two[:1], b"%PDF-", by=headteacher)

        with pytest.raises(Refused, match="The file was made on"):
            begun.send(by=headteacher, sent_on=made.date() - timedelta(days=1), sent_how="By hand")

    assert begun.sent_on is None


def test_it_was_sent_before_the_same_file_was_made_once_more(begun, two, headteacher):
    for days in (1, 3):
        with clock.set_to(clock.now() + timedelta(days=days)):
            actions.keep_printed_file(begun, two[:1], b"%PDF-", by=headteacher)

    sent_on = clock.today() + timedelta(days=1)
    with clock.set_to(clock.now() + timedelta(days=4)):
        begun.send(by=headteacher, sent_on=sent_on, sent_how="By hand")

    assert begun.sent_on == sent_on
