"""Misuse and decisions, sent from a tab that was opened before somebody else decided: nothing is undone unseen."""

from dataclasses import replace
from datetime import date

import pytest

from core.access import Refused
from incidents.actions import remove_person
from incidents.models import Involvement
from sanctions.actions import choose_misuse, decide
from sanctions.choice import Choice
from sanctions.misuse import said_so_far
from sanctions.models import Sanction
from tests.incidents.browser_form import sent_by
from tests.pages import main_of

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


class TestAtTheVerySameMoment:
    """Two pages judged by their forms before either is saved; `shown` is what both showed."""

    @pytest.fixture
    def shown(self, open_actions, coordinator, action):
        was = Choice(open_actions, done=False, action=action("warning"), reason="Not yet.")
        return decide(open_actions.incident, [was], by=coordinator)[0]

    @pytest.fixture
    def taken(self, open_actions, headteacher, action, shown):
        """The head's decision, saved first."""
        choice = Choice(open_actions, True, action("warning"), done_by="Hattie", instead_of=shown)
        decide(open_actions.incident, [choice], by=headteacher)
        return choice

    @pytest.mark.parametrize("nothing", [{}, {"instead_of": None}], ids=["as shown", "nothing was decided yet"])
    def test_the_second_decision_does_not_replace_the_first(self, open_actions, taken, coordinator, nothing):
        with pytest.raises(Refused, match="“Warning” was decided meanwhile: done, decided by Hattie Head"):
            decide(open_actions.incident, [replace(taken, done_by="Cora", **nothing)], by=coordinator)

        assert Sanction.objects.get().done_by == "Hattie"

    def test_the_same_decision_is_no_conflict(self, open_actions, taken, coordinator):
        decide(open_actions.incident, [taken], by=coordinator)

        assert decided() == {"warning": (True, "Hattie Head")}

    def test_what_was_read_since_is_replaced(self, open_actions, taken, coordinator):
        again = replace(taken, done_by="Cora", instead_of=Sanction.objects.get())

        decide(open_actions.incident, [again], by=coordinator)

        assert Sanction.objects.get().done_by == "Cora"


class TestMisuse:
    @pytest.fixture
    def tab(self, involvement, coordinator, signed_in):
        """`(browser, address, tab)` of the coordinator: nobody has said yet which misuse it was."""
        browser, involvement.no_misuse = signed_in(coordinator), False
        involvement.save_as(coordinator, "Not said yet")
        url = f"/incidents/{involvement.incident.reference}/misuse/{involvement.pk}/"
        return browser, url, sent_by(browser.get(url), "shown")

    @pytest.mark.parametrize(("meanwhile", "said"), [(["P3"], ""), ([], "none of the sanctions table")])
    def test_what_a_colleague_said_is_not_taken_away_unseen(
        self, involvement, tab, headteacher, misuse_row, meanwhile, said
    ):
        browser, url, sent = tab
        rows = [misuse_row(key) for key in meanwhile]
        choose_misuse(Involvement.objects.get(pk=involvement.pk), rows, by=headteacher)
        stood = said_so_far(Involvement.objects.get(pk=involvement.pk))
        own = str(misuse_row("P2").pk)

        page = browser.post(url, sent | {"rows": own})
        left = said_so_far(Involvement.objects.get(pk=involvement.pk))
        browser.post(url, sent_by(page, "shown"))

        sentence = f"A colleague said meanwhile which misuse it was: {said or rows[0].label}."
        assert sentence in main_of(page)
        assert sent_by(page, "shown").items() >= {"rows": own, "shown": stood}.items()
        assert left == stood
        assert said_so_far(Involvement.objects.get(pk=involvement.pk)) == own  # told once, then it is as it is wanted

    def test_what_a_colleague_said_too_is_no_conflict(self, involvement, tab, headteacher, misuse_row):
        browser, url, sent = tab
        choose_misuse(Involvement.objects.get(pk=involvement.pk), [misuse_row("P3")], by=headteacher)

        assert browser.post(url, sent | {"rows": misuse_row("P3").pk}).status_code == 302

    def test_at_the_very_same_moment_the_second_says_nothing(self, involvement, coordinator, headteacher, misuse_row):
        seen = said_so_far(involvement)
        choose_misuse(Involvement.objects.get(pk=involvement.pk), [misuse_row("P3")], by=headteacher)

        with pytest.raises(Refused, match="A colleague said meanwhile which misuse it was"):
            choose_misuse(involvement, [misuse_row("P2")], by=coordinator, shown=seen)

    def test_words_written_down_meanwhile_are_not_undone(self, involvement, coordinator, headteacher, misuse_row):
        Involvement.objects.get(pk=involvement.pk).record_words(by=headteacher, voice="I was asked to.")

        choose_misuse(involvement, [misuse_row("P3")], by=coordinator)

        assert Involvement.objects.get(pk=involvement.pk).voice == "I was asked to."

    def test_somebody_taken_out_meanwhile_has_no_misuse(self, involvement, coordinator, headteacher):
        remove_person(Involvement.objects.get(pk=involvement.pk), by=headteacher, reason="Named by mistake.")

        with pytest.raises(Refused, match="This person was taken out of the incident meanwhile"):
            choose_misuse(involvement, [], by=coordinator)
