"""A reviewed row, put right from a tab of before the other reviewer did: nothing is undone unseen."""

import pytest
from django.urls import reverse

from core import clock
from core.access import Refused
from incidents.models import SiteReview
from people.roles import Role
from tests.incidents.browser_form import sent_by
from tests.incidents.investigating import begin, review
from tests.pages import main_of

SEEN = "A page with threats to a child."


@pytest.fixture
def other(appoint, school):
    """The second reviewer."""
    return appoint(Role.SENIOR_LEADER, school, "Lena Leader")


@pytest.fixture
def row(reviewed, coordinator, other):
    return review(begin(reviewed, coordinator, coordinator, other), coordinator, at=clock.now())


@pytest.fixture
def read_before(row):
    return SiteReview.objects.select_related("investigation__incident").get(pk=row.pk)


@pytest.fixture
def stale(reviewed, row, coordinator, other, signed_in):
    """`(browser, address, tab)` of the first reviewer: since it was opened the other one described the content."""
    browser, url = signed_in(coordinator), reverse("incidents:change-review", args=[reviewed.reference, row.pk])
    tab = sent_by(browser.get(url), "concern")
    row.change(by=other, reason="I saw more.", description=SEEN)
    return browser, url, tab


def kept(row):
    row.refresh_from_db()
    return row.concern, row.description


def test_what_the_other_one_wrote_is_shown_and_stays(row, stale):
    browser, url, tab = stale
    mine = {"concern": "It goes round the school's filter.", "reason": "A slip."}

    page = browser.post(url, tab | mine)
    left = kept(row)
    browser.post(url, sent_by(page, "concern"))

    [meanwhile] = page.context["form"].others
    assert (meanwhile.field.name, meanwhile.now, meanwhile.typed) == ("description", SEEN, "")
    assert "Changed while you were writing" in main_of(page)
    assert left == ("It goes round the filter.", SEEN)
    assert kept(row) == (mine["concern"], SEEN)  # told once, then it is as it is wanted


def test_a_page_on_which_nothing_was_changed_says_so(row, stale):
    browser, url, _ = stale

    page = browser.post(url, sent_by(browser.get(url), "concern") | {"reason": "To be sure."})

    assert page.context["form"].non_field_errors() == ["Nothing is changed yet: change what is wrong, then save"]
    assert row.history.count() == 2


def test_only_what_was_changed_is_written_also_of_the_moment(row, stale):
    browser, url, _ = stale
    looked_at = row.at

    browser.post(url, sent_by(browser.get(url), "concern") | {"kind": "device", "reason": "A tablet."})

    row.refresh_from_db()
    assert (row.kind, row.at) == ("device", looked_at)


def test_at_the_very_same_moment_the_second_changes_nothing(row, read_before, coordinator, other):
    row.change(by=other, reason="I saw more.", description=SEEN)

    with pytest.raises(Refused, match="Somebody else put this row right at the same moment"):
        read_before.change(by=coordinator, reason="A slip.", description="A page.")

    assert kept(row)[1] == SEEN


def test_two_who_change_different_things_at_once_are_no_conflict(row, read_before, coordinator, other):
    row.change(by=other, reason="I saw more.", description=SEEN)

    read_before.change(by=coordinator, reason="A slip.", concern="Threats.")

    assert kept(row) == ("Threats.", SEEN)
