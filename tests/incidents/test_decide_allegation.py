"""What the authority decides about an allegation, and who decides."""

import pytest
from django.urls import reverse

from core.access import Refused
from incidents import actions
from incidents.models import AllegationDecision
from incidents.statement import Named
from people.roles import Role
from tests.incidents.alleging import MONDAY, TUESDAY, page_of, tell_lado
from tests.pages import main_of


def test_it_is_recorded_with_its_reason_and_its_author(alleged, headteacher, signed_in):
    url = reverse("incidents:decide-allegation", args=[alleged.reference])

    page = signed_in(headteacher).post(url, {"threshold": "low_level", "reason": "A nagging doubt."}, follow=True)

    decision = alleged.allegation_decisions.get()
    assert (decision.threshold, decision.reason, decision.by) == ("low_level", "A nagging doubt.", headteacher)
    assert alleged.entries.first().text == "Low-level concern. A nagging doubt."
    assert "<strong>Low-level concern</strong><br>A nagging doubt." in main_of(page)


def test_nothing_is_chosen_beforehand_and_what_was_typed_is_kept(alleged, headteacher, signed_in):
    browser, url = signed_in(headteacher), reverse("incidents:decide-allegation", args=[alleged.reference])

    first, without = browser.get(url), browser.post(url, {"reason": "A nagging doubt."})

    assert "checked" not in main_of(first)
    assert without.context["form"].errors == {"threshold": ["Say how serious it is"]}
    assert "A nagging doubt." in main_of(without)
    assert not AllegationDecision.objects.exists()


def test_it_is_changed_by_another_decision_and_both_stay(decide, headteacher, signed_in):
    decide("low_level", "A nagging doubt.")

    alleged = decide("harm", "There is more.")

    page = page_of(alleged, signed_in(headteacher))
    assert [one.threshold for one in alleged.allegation_decisions.all()] == ["harm", "low_level"]
    assert "There is more." in page
    assert "A nagging doubt." in page


def test_a_double_click_decides_once(decide):
    decide("conduct")

    assert decide("conduct").allegation_decisions.count() == 1


def test_only_the_authority_decides(alleged, coordinator, safeguarding_lead, teacher, chair):
    for user in (coordinator, safeguarding_lead, teacher, chair):
        with pytest.raises(Refused, match="Only the head"):
            alleged.decide_allegation(by=user, threshold="conduct", reason="No.")

    assert not AllegationDecision.objects.exists()


def test_about_the_head_the_chair_decides_and_the_head_does_not(log_incident, headteacher, chair):
    incident = log_incident(people=[Named(part="instigator", person=headteacher.person)])

    with pytest.raises(Refused, match="Only the head"):
        incident.decide_allegation(by=headteacher, threshold="conduct", reason="No.")
    incident.decide_allegation(by=chair, threshold="conduct", reason="Yes.")

    assert incident.last_decision.by == chair


def test_where_nothing_is_alleged_there_is_nothing_to_decide(incident, headteacher, signed_in):
    with pytest.raises(Refused, match="Nothing is alleged here"):
        incident.decide_allegation(by=headteacher, threshold="conduct", reason="No.")

    page = page_of(incident, signed_in(headteacher))
    assert "What happened" in page
    assert 'id="allegation"' not in page


def test_that_it_is_nobody_here_is_not_said_of_a_colleague(alleged, headteacher):
    with pytest.raises(Refused, match="It is said that Tess Teacher works or volunteers here, or may"):
        alleged.decide_allegation(by=headteacher, threshold="nobody_here", reason="Not ours.")

    assert not AllegationDecision.objects.exists()


def test_somebody_else_who_is_accused_later_needs_another_decision(decide, headteacher, appoint, school):
    alleged = decide("harm")
    tell_lado(alleged, headteacher)
    before = (alleged.needs_decision, alleged.owes_lado)
    second = appoint(Role.STAFF, school, "Sid Second")
    actions.add_person(alleged, Named(part="instigator", person=second.person), by=headteacher)

    added = alleged.needs_decision
    decide("harm", "Two of them.", at=MONDAY)

    assert (before, added) == ((False, False), True)
    assert (alleged.needs_decision, alleged.owes_lado) == (False, True)
    assert alleged.last_decision.lado_due == TUESDAY.date()  # of the Monday


def test_it_is_not_closed_or_withdrawn_undecided(alleged, headteacher):
    alleged.review(by=headteacher, branch="unsuitable", user_action=None, safeguarding=False, reason="Seen.")

    with pytest.raises(Refused, match="Before it can close: decide on the allegation"):
        alleged.close(by=headteacher, finding="unfounded", outcome="x", rationale="x")
    with pytest.raises(Refused, match="it is not withdrawn undecided"):
        alleged.withdraw(by=headteacher, reason="In error.")
    alleged.refresh_from_db()
    assert alleged.status == "under_review"


def test_a_head_who_is_a_target_declares_it_before_deciding(log_incident, teacher, headteacher, coordinator):
    people = [Named(part="instigator", person=teacher.person), Named(part="target", person=headteacher.person)]
    incident = log_incident(by=coordinator, people=people)
    with pytest.raises(Refused, match="You are a target in this incident: declare your interest first"):
        incident.decide_allegation(by=headteacher, threshold="conduct", reason="No.")

    actions.declare_interest(incident, by=headteacher, text="I am the target.", stays_because="Nobody else is here.")
    incident.decide_allegation(by=headteacher, threshold="conduct", reason="A matter of conduct.")

    assert incident.interests.get().stays_because == "Nobody else is here."
    assert incident.last_decision.by == headteacher


def test_where_the_head_steps_back_the_chair_decides(alleged, headteacher, chair):
    actions.declare_interest(alleged, by=headteacher, text="My brother.")

    alleged.refresh_from_db()
    alleged.decide_allegation(by=chair, threshold="conduct", reason="A matter of conduct.")

    assert not alleged.standing_of(headteacher).reads
    assert alleged.last_decision.by == chair
    with pytest.raises(Refused, match="The chair of governors alone handles this incident"):
        alleged.share(by=chair, reason="No.")


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_once_what_is_undecided_and_owed(
    decide, headteacher, signed_in, count, django_assert_num_queries
):
    for number in range(count):
        alleged = decide("harm", f"As I see it, {number}.")
    browser = signed_in(headteacher)

    with django_assert_num_queries(23):
        page = browser.get(alleged.get_absolute_url())

    assert page.content.decode().count("As I see it, ") == 2 * count  # and in the chronology


def test_once_the_lado_is_told_nobody_speaks_to_the_accused_before_they_have_advised(decide, headteacher, signed_in):
    alleged, browser = decide("harm", "Serious."), signed_in(headteacher)
    warning = "Before they have advised, do not speak to the person accused"
    before = page_of(alleged, browser)

    tell_lado(alleged, headteacher)

    after = page_of(alleged, browser)
    assert (before.count(warning), after.count(warning)) == (1, 1)
    assert "The LADO was told. Go by what they advise." in after
    assert "Record what they advised" in after


def test_below_the_harm_threshold_nobody_waits_for_the_lado(decide, headteacher, signed_in):
    assert "Before they have advised" not in page_of(decide("conduct"), signed_in(headteacher))
