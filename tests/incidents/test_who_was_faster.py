"""The handler and the policy row, sent from a tab of before a colleague changed them: nobody is overruled unseen."""

import pytest

from core.access import Refused
from incidents.models import Incident
from incidents.queries import told
from people.roles import Role
from policies.models import Row
from tests.incidents.browser_form import sent_by
from tests.pages import main_of


@pytest.fixture
def second_coordinator(appoint, school):
    return appoint(Role.COORDINATOR, school, "Colin Coordinator")


@pytest.fixture
def stale(reviewed, second_coordinator, headteacher, signed_in):
    """`stale("assign/", "handler")`: the head's browser, the address and the tab; Colin took it over meanwhile."""

    def make(page, field):
        browser, url = signed_in(headteacher), f"{reviewed.get_absolute_url()}{page}"
        tab = sent_by(browser.get(url), field)
        Incident.objects.get(pk=reviewed.pk).take_over(by=second_coordinator)
        return browser, url, tab

    return make


@pytest.mark.parametrize(("address", "said"), [("assign/", {"reason": "Kept as typed"}), ("take-over/", {})])
def test_who_hands_it_over_or_takes_it_is_told_who_has_it_now(
    reviewed, stale, headteacher, second_coordinator, address, said
):
    browser, url, tab = stale(address, "handler")
    wanted = tab | said | ({"to": headteacher.pk} if said else {})

    page = browser.post(url, wanted)
    reviewed.refresh_from_db()
    left = reviewed.handler
    browser.post(url, sent_by(page, "handler"))
    reviewed.refresh_from_db()

    assert f"{reviewed} has changed hands: Colin Coordinator handles it now." in main_of(page)
    assert sent_by(page, "handler").items() >= said.items()
    assert (left, reviewed.handler) == (second_coordinator, headteacher)  # told once, then it is as it is wanted


def test_what_a_colleague_did_already_is_said_to_be_so(reviewed, stale, second_coordinator):
    browser, url, tab = stale("assign/", "handler")

    page = browser.post(url, tab | {"to": second_coordinator.pk})

    assert [str(error) for error in page.context["form"].non_field_errors()] == [
        "Colin Coordinator is already its handler."
    ]
    assert not reviewed.entries.filter(verb="assign").exists()


@pytest.mark.parametrize("verb", ["take_over", "assign"])
def test_at_the_very_same_moment_the_second_changes_no_handler(reviewed, headteacher, second_coordinator, verb):
    read_before = Incident.objects.get(pk=reviewed.pk)
    reviewed.take_over(by=second_coordinator)
    to = {"to": headteacher} if verb == "assign" else {}

    with pytest.raises(Refused, match="has changed hands: Colin Coordinator handles it now"):
        getattr(read_before, verb)(by=headteacher, **to)


@pytest.fixture
def other_row(reviewed, coordinator, headteacher, signed_in):
    """`(browser, address, tab, other)`: since the coordinator's tab was opened the head chose this other row."""
    browser, url = signed_in(coordinator), f"{reviewed.get_absolute_url()}row/"
    tab = sent_by(browser.get(url), "reason")
    other = Row.objects.get(group=reviewed.user_action.group, key="copyright")
    Incident.objects.get(pk=reviewed.pk).choose_row(by=headteacher, user_action=other, reason="Asked.")
    return browser, url, tab, other


def test_a_policy_row_that_a_colleague_chose_is_shown_and_then_said_with_what_it_was(reviewed, other_row):
    browser, url, tab, other = other_row
    before = reviewed.user_action

    page = browser.post(url, tab | {"user_action": "", "reason": "Kept as typed"})
    reviewed.refresh_from_db()
    left = reviewed.user_action
    browser.post(url, sent_by(page, "reason"))

    reviewed.refresh_from_db()
    [shown] = page.context["form"].others
    assert (shown.before, shown.now, left) == (str(before), str(other), other)
    assert "Changed while you were writing" in main_of(page)
    assert reviewed.user_action is None
    assert [entry.text for entry in reviewed.entries.filter(verb="choose_row").order_by("pk")] == [
        f"Policy row: from {before} to {other}. Asked.",
        f"Policy row: from {other} to none. Kept as typed",
    ]


def test_the_row_that_a_colleague_chose_too_is_no_conflict(reviewed, other_row):
    browser, url, tab, other = other_row

    browser.post(url, tab | {"user_action": other.key, "reason": "So I think."})

    assert reviewed.entries.first().text == f"Policy row: still {other}. So I think."


def test_at_the_very_same_moment_the_second_chooses_no_row(reviewed, coordinator, headteacher):
    read_before = Incident.objects.get(pk=reviewed.pk)
    reviewed.choose_row(by=headteacher, user_action=None, reason="None fits.")

    with pytest.raises(Refused, match="Somebody else changed this at the same moment"):
        read_before.choose_row(by=coordinator, user_action=read_before.user_action, reason="As before.")


def test_the_changes_tell_which_row_it_was(reviewed, coordinator):
    before = reviewed.user_action
    reviewed.choose_row(by=coordinator, user_action=None, reason="None fits.")

    [change] = [change for change in told(reviewed) if change.reason == "None fits."]

    assert (change.field, change.old, change.new) == ("policy row", f"“{before}”", "nothing")
