"""What the LADO advised: it has its own place, and nothing is judged lower before it is there."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from core.access import Refused
from incidents import actions
from incidents.statement import Named
from people.roles import Role
from tests.incidents.alleging import FRIDAY, MONDAY, TOLD, tell_lado
from tests.pages import said

ADVISED = {"text": "Hold a strategy meeting.", "given_by": "Lou Officer", "reference": "L-2"}


@pytest.fixture
def told(decide, headteacher):
    """The harm threshold is met, and the LADO was told on the Friday."""
    alleged = decide("harm")
    tell_lado(alleged, headteacher)
    return alleged


@pytest.mark.parametrize("lower", ["low_level", "conduct"])
def test_the_harm_threshold_is_not_judged_lower_before_they_have_advised(told, headteacher, lower):
    with pytest.raises(Refused, match="Record first what the LADO advised"):
        told.decide_allegation(by=headteacher, threshold=lower, reason="Less than I thought.")

    assert told.last_decision.threshold == "harm"


def test_it_is_not_withdrawn_before_that_either(told, headteacher):
    with pytest.raises(Refused, match="Before it is withdrawn: record what the LADO advised"):
        told.withdraw(by=headteacher, reason="A misunderstanding.")


def test_once_they_have_it_is(told, headteacher):
    told.record_advice(by=headteacher, at=MONDAY, **ADVISED)

    told.decide_allegation(by=headteacher, threshold="low_level", reason="As they advised.")

    assert told.last_decision.threshold == "low_level"


def test_advice_from_before_more_were_accused_does_not_count(told, headteacher, appoint, school):

    told.record_advice(by=headteacher, at=FRIDAY, **ADVISED)
    with clock.set_to(MONDAY):
        second = Named(part="instigator", person=appoint(Role.STAFF, school, "Sid Second").person)
        actions.add_person(told, second, by=headteacher)
        told.decide_allegation(by=headteacher, threshold="harm", reason="Two of them.")

        with pytest.raises(Refused, match="Record first what the LADO advised"):
            told.decide_allegation(by=headteacher, threshold="conduct", reason="Less.")


def test_it_is_written_down_with_who_when_and_their_reference(told, headteacher, signed_in):
    url = reverse("incidents:advice", args=[told.reference])

    with clock.set_to(MONDAY):
        sent = ADVISED | {"date": "23/11/2026", "time": "09:30"}
        page = said(signed_in(headteacher).post(url, sent, follow=True))

    referral = told.referrals.get()
    kept = (referral.answer_text, referral.answered_by, referral.reference, referral.answer)
    assert kept == ("Hold a strategy meeting.", "Lou Officer", "L-2", "")
    assert "The LADO advised" in page
    assert "Lou Officer, 23 Nov 2026, 9:30am, their reference L-2" in page
    assert "The LADO has advised. Follow their advice." in page


def test_what_lacks_is_said_and_what_was_typed_stays(told, headteacher, signed_in):
    url = reverse("incidents:advice", args=[told.reference])

    with clock.set_to(MONDAY):
        page = signed_in(headteacher).post(url, {"text": "Hold a meeting.", "date": "19/11/2026", "time": "09:30"})

    assert page.context["form"].errors == {
        "given_by": ["Say who of them advised"],
        "time": ["They were told 20 Nov 2026, 10:00am: give the day and time of their answer, after that"],
    }
    assert "Hold a meeting." in page.content.decode()


def test_it_is_told_and_advised_in_one_conversation(decide, headteacher, signed_in):
    alleged = decide("harm")
    url = reverse("incidents:tell-agency", args=[alleged.reference])
    sent = TOLD | {"agency": "lado", "date": "20/11/2026", "time": "11:00", "advice": "Wait for us."}

    with clock.set_to(MONDAY):
        without = signed_in(headteacher).post(url, sent)
        signed_in(headteacher).post(url, sent | {"advised_by": "Lou Officer"})

    referral = alleged.referrals.get()
    assert without.context["form"].errors == {"advised_by": ["Say who of them advised"]}
    assert (referral.answer_text, referral.answered_by) == ("Wait for us.", "Lou Officer")
    assert [entry.verb for entry in alleged.entries.all()[:2]] == ["record_advice", "tell_agency"]


class TestTheSameTellingOnceMore:
    """Sent again, maybe much later, by whoever goes back to the page of it."""

    ADVICE = {"advice": "Wait for us.", "advised_by": "Lou Officer"}

    @pytest.fixture
    def again(self, told, headteacher):
        """`again(advice=…)`: half an hour later, with what is new in it."""

        def send(**new):
            with clock.set_to(FRIDAY + timedelta(minutes=30)):
                told.tell_agency(by=headteacher, agency="lado", at=FRIDAY, **TOLD | new)

        return send

    def test_with_their_advice_it_is_the_advice_on_it(self, told, again):
        again(**self.ADVICE, reference="L-7")

        one = told.referrals.get()
        assert (one.answer_text, one.answered_by, one.reference) == ("Wait for us.", "Lou Officer", "L-7")
        assert [entry.verb for entry in told.entries.all()[:2]] == ["record_advice", "tell_agency"]

    def test_with_nothing_new_it_is_a_double_click(self, told, again):
        again(**self.ADVICE)
        written = told.entries.count()

        again(**self.ADVICE)
        again()

        assert (told.referrals.count(), told.entries.count()) == (1, written)

    @pytest.mark.parametrize("new", [{"reference": "L-9"}, {"advice": "Suspend.", "advised_by": "Lou Officer"}])
    def test_what_would_replace_something_is_refused(self, told, again, new):
        again(**self.ADVICE)

        with pytest.raises(Refused, match="That they were told is already recorded, and not with this"):
            again(**new)

        referral = told.referrals.get()
        assert (referral.answer_text, referral.reference) == ("Wait for us.", "L-1")


def test_advice_of_another_agency_is_not_the_lados(decide, headteacher, signed_in):
    url = reverse("incidents:tell-agency", args=[decide("harm").reference])
    sent = TOLD | {"agency": "childrens_services", "date": "20/11/2026", "time": "11:00"}

    with clock.set_to(MONDAY):
        page = signed_in(headteacher).post(url, sent | {"advice": "Wait.", "advised_by": "Lou"})

    assert "Only the advice of the LADO is written here" in page.context["form"].errors["advice"][0]


def test_where_nobody_was_told_there_is_no_advice(decide, headteacher):
    with pytest.raises(Refused, match="The LADO has not been told yet"):
        decide("harm").record_advice(by=headteacher, at=MONDAY, **ADVISED)


def test_it_is_not_closed_before_they_have_advised(told, headteacher):
    before = [point.text for point in told.missing_for_closure]

    told.record_advice(by=headteacher, at=MONDAY, **ADVISED)

    assert "record what the LADO advised" in before
    assert "record what the LADO advised" not in [point.text for point in told.missing_for_closure]


def test_an_answer_does_not_come_before_the_question(told, headteacher):
    with pytest.raises(Refused, match="That is before they were told"):
        told.record_advice(by=headteacher, at=FRIDAY - timedelta(minutes=1), **ADVISED)
