"""Decisions, sent from a tab that was opened before somebody else decided: nothing is undone unseen."""

from datetime import date

import pytest

from sanctions.actions import decide
from sanctions.choice import Choice
from sanctions.models import Sanction
from tests.incidents.browser_form import sent_by

pytestmark = pytest.mark.both


@pytest.fixture(params=["actions/", ""], ids=["page of decisions", "page of the incident"])
def stale(request, open_actions, coordinator, headteacher, signed_in, action):
    """`(browser, address, tab)`: since the tab was opened the head decided on the warning."""
    incident, browser = open_actions.incident, signed_in(coordinator)
    tab = sent_by(browser.get(f"{incident.get_absolute_url()}{request.param}"), "action-")
    warned = Choice(open_actions, done=True, action=action("warning"), done_by="Hattie", done_on=date(2026, 1, 5))
    decide(incident, [warned], by=headteacher)
    return browser, f"{incident.get_absolute_url()}actions/", tab


@pytest.fixture
def not_done(open_actions, action):
    """`not_done("warning", "First time.")`: what the browser sends when this is ticked and typed."""

    def answers(key, reason):
        prefix = f"action-{open_actions.pk}-{action(key).pk}"
        return {f"{prefix}-choice": "not", f"{prefix}-reason": reason}

    return answers


def decided():
    return {sanction.action.key: (sanction.done, sanction.by.name) for sanction in Sanction.objects.all()}


def test_a_stale_tab_about_another_action_leaves_what_was_decided(stale, not_done):
    browser, url, tab = stale

    browser.post(url, tab | not_done("further", "First time."))

    assert decided() == {"warning": (True, "Hattie Head"), "further": (False, "Cora Coordinator")}
    assert Sanction.objects.get(action__key="warning").history.count() == 1


def test_a_stale_tab_about_the_same_action_is_told_and_saves_nothing(stale, not_done):
    browser, url, tab = stale
    said = not_done("warning", "Kept as typed") | not_done("further", "First time.")

    page = browser.post(url, tab | said)

    assert "“Warning” was decided meanwhile: done, decided by Hattie Head." in page.content.decode()
    assert decided() == {"warning": (True, "Hattie Head")}
    assert sent_by(page, "action-").items() >= said.items()


def test_the_second_sending_after_having_been_told_goes_through(stale, not_done):
    browser, url, tab = stale
    told = browser.post(url, tab | not_done("warning", "The head was wrong."))

    page = browser.post(url, sent_by(told, "action-"), follow=True)

    assert "The decisions are saved." in page.content.decode()
    assert decided() == {"warning": (False, "Cora Coordinator")}


def test_a_tab_that_is_sent_untouched_decides_nothing(stale):
    browser, url, tab = stale

    page = browser.post(url, tab, follow=True)

    assert "Nothing was decided" in page.content.decode()
    assert decided() == {"warning": (True, "Hattie Head")}


def test_a_decision_is_changed_from_a_fresh_tab(stale, not_done):
    browser, url, _ = stale

    browser.post(url, sent_by(browser.get(url), "action-") | not_done("warning", "It was not given."))

    assert decided() == {"warning": (False, "Cora Coordinator")}
    assert Sanction.objects.get().history.count() == 2
