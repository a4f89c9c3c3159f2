"""Referring, deciding not to, and the answer: who decided keeps reading, and the incident goes to whom it belongs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core import clock
from core.access import Refused
from core.dates import moment_in_words, short_moment
from incidents.codes import Branch, Told
from incidents.models import Incident
from incidents.printing.record import referrals
from incidents.states import Answer, Status
from tests.incidents.browser_form import sent_by

TO_COORDINATOR = "It goes to the E-Safety Coordinator or the Headteacher."
TO_LEAD = "It goes to the Designated Safeguarding Lead or the Headteacher."


@pytest.fixture
def answered(referred, safeguarding_lead):
    """`answered(Answer.FINISHED)`: the authorities said this."""

    def make(answer):
        referred.record_answer(
            by=safeguarding_lead, answer=answer, answer_text="They rang.", reference="", answered_by="PC Quince"
        )
        return referred

    return make


def test_not_confirmed_hands_over_and_who_wrote_it_down_keeps_reading(
    referred, safeguarding_lead, coordinator, signed_in
):
    browser, url = signed_in(safeguarding_lead), f"{referred.get_absolute_url()}answer/"
    answer = sent_by(browser.get(url), "answer") | {
        "answer": "not_confirmed",
        "answer_text": "They rang.",
        "answered_by": "PC Quince",
        "time": f"{timezone.localtime(clock.now()):%H:%M}",
    }

    page = browser.post(url, answer, follow=True)

    referred.refresh_from_db()
    assert page.status_code == 200
    assert "It is recorded." in page.content.decode()
    assert (referred.route, referred.handler) == ("ordinary", None)
    assert referred.standing_of(safeguarding_lead) == (True, False, False, False, False)
    assert referred.standing_of(coordinator).handles
    assert [entry.text for entry in referred.entries.all()][:2] == [
        TO_COORDINATOR,
        "No illegal activity or material confirmed. They rang.",
    ]


def test_a_decision_not_to_refer_hands_over_and_who_decided_keeps_reading(
    log_incident, safeguarding_lead, coordinator, signed_in
):
    illegal = log_incident(may_be_illegal=True)
    said = {"agency": "police", "reason": "A misunderstanding."}

    page = signed_in(safeguarding_lead).post(f"{illegal.get_absolute_url()}not-refer/", said, follow=True)

    illegal.refresh_from_db()
    assert page.status_code == 200
    assert illegal.route == "ordinary"
    assert illegal.standing_of(safeguarding_lead) == (True, False, False, False, False)
    assert illegal.standing_of(coordinator).handles
    assert illegal.entries.first().text == TO_COORDINATOR
    assert illegal.history.first().history_user == safeguarding_lead


def test_who_refers_it_away_from_their_own_desk_lands_on_a_page_they_can_read(
    incident, coordinator, signed_in, safeguarding_lead
):
    browser, url = signed_in(coordinator), f"{incident.get_absolute_url()}refer/"
    referral = {"agency": "police", "date": "2026-01-05", "time": "10:00", "spoke_to": "Cora", "reason": "May be."}

    page = browser.post(url, sent_by(browser.get(url), "agency") | referral | {"device_kept": "Locked"}, follow=True)

    incident.refresh_from_db()
    assert page.status_code == 200
    assert incident.status == Status.WITH_AUTHORITIES
    assert incident.entries.first().text == TO_LEAD
    assert (incident.handler, incident.route) == (None, "safeguarding")


@pytest.mark.parametrize("answer", ["not_confirmed", "confirmed", "finished"])
def test_after_any_answer_nobody_decides_not_to_refer(answered, headteacher, answer):
    incident = answered(answer)

    with pytest.raises(Refused, match="The authorities have answered: their answer stands"):
        incident.decide_not_to_refer(by=headteacher, agency="police", reason="No.")

    assert not incident.referrals.filter(told=Told.NOT_REFERRED).exists()


def test_nothing_that_the_policy_does_not_refer_is_decided_not_to_be_referred(incident, coordinator):
    with pytest.raises(Refused, match="Nothing here is what the policy refers to others"):
        incident.decide_not_to_refer(by=coordinator, agency="police", reason="No.")


def test_only_who_may_close_decides_that_something_serious_is_not_referred(log_incident, coordinator):
    illegal = log_incident(may_be_illegal=True)

    with pytest.raises(Refused, match="The safeguarding lead or the head decides that it is not referred"):
        illegal.decide_not_to_refer(by=coordinator, agency="police", reason="No.")


def test_what_may_be_illegal_is_not_withdrawn_before_it_is_referred_or_decided_on(log_incident, safeguarding_lead):
    illegal = log_incident(may_be_illegal=True)

    with pytest.raises(Refused, match="Before it is withdrawn: refer it to the authorities, or say why not"):
        illegal.withdraw(by=safeguarding_lead, reason="In error.")

    illegal.refresh_from_db()
    assert illegal.status == Status.REPORTED


def test_what_they_did_not_confirm_may_be_withdrawn(answered, coordinator):
    incident = answered(Answer.NOT_CONFIRMED)

    incident.withdraw(by=coordinator, reason="In error.")

    assert (incident.status, incident.branch) == (Status.WITHDRAWN, Branch.UNSUITABLE)


def test_what_they_investigated_is_closed_and_not_withdrawn(answered, safeguarding_lead):
    incident = answered(Answer.FINISHED)

    with pytest.raises(Refused, match="The authorities investigated it: close it with its finding"):
        incident.withdraw(by=safeguarding_lead, reason="Done.")


def test_a_second_person_may_write_the_answer_down_and_the_first_stays_handler(
    referred, headteacher, safeguarding_lead
):
    referred.record_answer(
        by=headteacher, answer=Answer.CONFIRMED, answer_text="Going on.", reference="P-2", answered_by="PC Quince"
    )

    referred.refresh_from_db()
    assert referred.handler == safeguarding_lead
    assert [(row.reference, row.answer) for row in referred.referrals.all()] == [("P-2", "confirmed")]
    assert Incident.objects.get().authority_outcome == "confirmed"


ASKED_OF_A_REFERRAL = {
    "way_in": ["Say which of these it is"],
    "agency": ["Choose who was told"],
    "date": ["Give the day"],
    "time": ["Give the time"],
    "spoke_to": ["Say who spoke to whom"],
    "device_kept": ["Say where the device is, or why it is not isolated"],
    "reason": ["Say why it is referred"],
}


def test_a_referral_that_lacks_something_says_what(incident, coordinator, signed_in):
    page = signed_in(coordinator).post(f"{incident.get_absolute_url()}refer/", {})

    assert page.context["form"].errors == ASKED_OF_A_REFERRAL
    assert not incident.referrals.exists()


def test_their_answer_says_who_gave_it_and_when(referred, safeguarding_lead, signed_in):
    browser, url = signed_in(safeguarding_lead), f"{referred.get_absolute_url()}answer/"
    said = {"answer": "confirmed", "answer_text": "They rang.", "date": "2026-01-05", "time": "10:00"}

    without = browser.post(url, said | {"date": "", "time": ""}).context["form"].errors
    early = browser.post(url, said | {"answered_by": "PC Quince"}).context["form"].errors

    assert without == {
        "answered_by": ["Say who gave the answer"],
        "date": ["Give the day"],
        "time": ["Give the time"],
    }
    assert list(early) == ["time"]  # they were told later
    assert "give the day and time of their answer, after that" in early["time"][0]


def test_a_double_click_writes_their_answer_down_once_and_the_same_words_later_are_another(answered, referred):
    answered(Answer.CONFIRMED)
    answered(Answer.CONFIRMED)
    once = referred.entries.filter(verb="record_answer").count()

    with clock.set_to(clock.now() + timedelta(minutes=2)):
        answered(Answer.CONFIRMED)

    assert (once, referred.entries.filter(verb="record_answer").count()) == (1, 2)


def test_who_gave_it_and_when_stand_on_the_page_and_on_paper(answered, safeguarding_lead, signed_in):
    incident = answered(Answer.CONFIRMED)
    at = incident.referrals.get().answered_at

    page = signed_in(safeguarding_lead).get(incident.get_absolute_url()).content.decode()

    facts = dict(referrals(incident).parts[0].rows)
    assert f"They rang. (PC Quince, {short_moment(at)})" in page
    assert (facts["Given by"], facts["Answered"]) == ("PC Quince", moment_in_words(at))


def test_after_not_confirmed_the_authority_alone_is_asked_to_clear_the_mark_of_images(
    answered, headteacher, safeguarding_lead, signed_in
):
    incident = answered(Answer.CONFIRMED)
    Incident.objects.update(images_of_children=True)
    asked, clear = "clear the mark, and say why", f"{incident.get_absolute_url()}clear-images/"
    before = signed_in(headteacher).get(incident.get_absolute_url()).content.decode()

    answered(Answer.NOT_CONFIRMED)

    pages = [
        signed_in(user).get(incident.get_absolute_url()).content.decode() for user in (headteacher, safeguarding_lead)
    ]
    assert asked not in before
    assert [asked in page for page in pages] == [True, False]
    assert [clear in page for page in pages] == [True, False]
