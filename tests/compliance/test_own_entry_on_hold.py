"""A legal hold on somebody's entry of the register is nothing that they read, place or lift themselves."""

import pytest
from django.urls import reverse

from compliance.models import Hold
from core.access import Refused
from tests.pages import main_of

BECAUSE = "The LADO asks to keep everything"
RETENTION = reverse("compliance:retention")


@pytest.fixture
def hold_on_the_head(headteacher, safeguarding_lead):
    return Hold.on(headteacher.person, by=safeguarding_lead, reason=BECAUSE)


def test_the_head_neither_reads_of_it_nor_lifts_it(hold_on_the_head, headteacher, signed_in):
    browser = signed_in(headteacher)

    page = main_of(browser.get(RETENTION))
    answer = browser.post(reverse("compliance:lift-hold", args=[hold_on_the_head.pk]), {"reason": "x"})

    assert BECAUSE not in page
    assert answer.status_code == 404
    with pytest.raises(Refused, match="your own entry"):
        hold_on_the_head.lift(by=headteacher, reason="x")


def test_nor_of_one_that_was_merged_into_theirs(headteacher, safeguarding_lead, school):
    other = type(headteacher.person).objects.create(
        school=school, kind="staff", name="H. Head", merged_into=headteacher.person
    )
    hold = Hold.on(other, by=safeguarding_lead, reason=BECAUSE)

    assert not Hold.objects.readable_by(headteacher).filter(pk=hold.pk).exists()
    with pytest.raises(Refused, match="your own entry"):
        hold.lift(by=headteacher, reason="x")


def test_the_chair_of_governors_reads_of_it_and_lifts_it(hold_on_the_head, chair, signed_in):
    browser = signed_in(chair)

    assert BECAUSE in main_of(browser.get(RETENTION))
    answer = browser.post(reverse("compliance:lift-hold", args=[hold_on_the_head.pk]), {"reason": "It is over."})

    hold_on_the_head.refresh_from_db()
    assert (answer.status_code, hold_on_the_head.lifted_by) == (302, chair)


def test_the_chair_reads_of_no_other_hold_on_an_entry(pupil, headteacher, chair):
    hold = Hold.on(pupil, by=headteacher, reason=BECAUSE)

    assert list(Hold.objects.readable_by(headteacher)) == [hold]
    assert not Hold.objects.readable_by(chair).exists()
    with pytest.raises(Refused, match="Only the head"):
        hold.lift(by=chair, reason="x")


def test_the_lead_is_told_the_same_of_their_own_entry_with_and_without_a_hold(
    safeguarding_lead, headteacher, signed_in
):
    own, browser = safeguarding_lead.person, signed_in(safeguarding_lead)
    addresses = {
        reverse("compliance:hold-entry", args=[own.pk]): 403,
        reverse("sanctions:chronology", args=[own.pk]): 200,
    }
    before = [main_of(browser.get(address), status) for address, status in addresses.items()]

    Hold.on(own, by=headteacher, reason=BECAUSE)

    assert [main_of(browser.get(address), status) for address, status in addresses.items()] == before
