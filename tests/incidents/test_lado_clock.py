"""By when the LADO is told of an allegation, who is reminded, and what stops the clock."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from core.access import Refused
from incidents import actions, home
from incidents.allegations import asked_of_authority, with_state_of_allegation
from incidents.models import Incident, Involvement
from incidents.statement import Named
from incidents.tasks import remind
from people.models import Notice
from people.roles import Role
from tests.homes import blocks_of
from tests.incidents.alleging import FRIDAY, MONDAY, SATURDAY, TOLD, TUESDAY, page_of, tell_lado
from tests.pages import main_of


def test_the_lado_is_told_within_one_working_day_of_when_it_was_alleged(decide):
    decided_late = decide("harm", at=MONDAY)

    assert decided_late.last_decision.lado_due == MONDAY.date()  # reported on Friday


def test_a_decision_that_raises_it_counts_from_its_own_day(decide):
    decide("conduct")

    assert decide("harm", "There is more.", at=MONDAY).last_decision.lado_due == TUESDAY.date()


def test_deciding_the_same_again_does_not_move_the_day(decide):
    decide("harm")

    assert decide("harm", "Put better.", at=TUESDAY).last_decision.lado_due == MONDAY.date()


@pytest.mark.parametrize(
    ("at", "said"),
    [(SATURDAY, "Tell the LADO by Monday 23 November."), (TUESDAY, "The LADO was to be told by Monday 23")],
)
def test_it_is_shown_on_the_incident(decide, headteacher, signed_in, at, said):
    alleged, browser = decide("harm"), signed_in(headteacher)

    with clock.set_to(at):
        page = page_of(alleged, browser)

    assert said in page


def test_until_then_it_is_the_first_button_of_the_page(decide, headteacher, signed_in):
    alleged = decide("harm")
    with clock.set_to(FRIDAY):
        alleged.review(by=headteacher, branch="unsuitable", user_action=None, safeguarding=False, reason="No.")

    page = signed_in(headteacher).get(alleged.get_absolute_url())
    verbs = page.content.decode().partition('class="es-verbs">')[2].partition("</div>")[0]

    assert page.context["to_decide"] == []
    assert verbs.count("btn-primary") == 1
    assert "Tell the LADO" in verbs.partition("btn-primary")[2].partition("</a>")[0]


def test_it_is_shown_on_the_home_of_the_authority_alone(decide, headteacher, coordinator, chair):
    decide("harm")

    with clock.set_to(TUESDAY):
        items = {user: [b.items[0] for b in blocks_of(home, user) if b.key == "allegation"] for user in
                 (headteacher, coordinator, chair)}  # fmt: skip

    [item] = items.pop(headteacher)
    assert (item.text, item.alarm) == ("Tell the LADO by Monday 23 November", "Overdue")
    assert set(map(len, items.values())) == {0}


def test_before_the_decision_it_says_by_when_the_lado_would_be_told(alleged, headteacher):
    with clock.set_to(FRIDAY):
        [block] = [block for block in blocks_of(home, headteacher) if block.key == "allegation"]

    assert block.items[0].note == (
        "If the harm threshold is met, the Local Authority Designated Officer (LADO) is told by Monday 23 November."
    )


def test_the_authority_is_reminded_on_the_day_and_nobody_else(decide, headteacher, coordinator):
    alleged = decide("harm")
    asked = {"label": alleged.reference, "wanted__startswith": "Open it today"}
    with clock.set_to(SATURDAY):
        remind.call()
    before = Notice.objects.filter(**asked).count()

    with clock.set_to(MONDAY):
        remind.call()
        remind.call()

    notice = Notice.objects.get(**asked)
    assert before == 0
    assert (notice.user, notice.wanted) == (headteacher, "Open it today: what it asks of you is due today.")


def test_telling_the_lado_stops_it(decide, headteacher, signed_in):
    alleged = decide("harm")
    before = alleged.owes_lado
    url = reverse("incidents:tell-agency", args=[alleged.reference])

    sent = TOLD | {"agency": "lado", "date": "20/11/2026", "time": "11:00"}
    with clock.set_to(MONDAY):
        page = signed_in(headteacher).post(url, sent, follow=True)

    alleged.refresh_from_db()
    assert (before, alleged.owes_lado) == (True, False)
    assert "told 20 Nov 2026, 11:00am, Hattie Head to Lou Officer" in main_of(page)
    assert (alleged.status, alleged.branch) == ("reported", "unsuitable")
    assert not [block for block in blocks_of(home, headteacher) if block.key == "allegation"]


def test_so_does_a_referral_to_the_lado_on_the_illegal_branch(decide, headteacher, referral):
    alleged = decide("harm")

    alleged.notify_authorities(by=headteacher, **referral | {"agency": "lado"})

    assert not alleged.owes_lado


def test_told_before_the_decision_is_told(alleged, decide, headteacher):
    tell_lado(alleged, headteacher)

    assert not decide("harm").owes_lado


def test_a_referral_to_the_police_does_not_stop_it(decide, headteacher, referral):
    alleged = decide("harm")

    alleged.notify_authorities(by=headteacher, **referral | {"agency": "police"})

    assert alleged.owes_lado


def test_what_the_police_answer_stays_with_the_police(decide, headteacher, referral):
    alleged = decide("harm")
    alleged.notify_authorities(by=headteacher, **referral | {"agency": "police"})
    tell_lado(alleged, headteacher, at=clock.now())

    said = {"answer": "finished", "answer_text": "No charge.", "answered_by": "PC Quince", "reference": ""}
    alleged.record_answer(by=headteacher, agency="police", **said)

    answers = dict(alleged.referrals.values_list("agency", "answer"))
    assert answers == {"police": "finished", "lado": ""}
    assert alleged.status == "under_review"


def test_until_then_nobody_closes_withdraws_or_investigates(decide, headteacher):
    alleged = decide("harm")
    alleged.review(by=headteacher, branch="unsuitable", user_action=None, safeguarding=False, reason="Seen.")

    refusals = [alleged.access.refusal(headteacher, v, alleged) for v in ("close", "withdraw", "start_investigation")]

    assert ["tell the LADO" in str(refusal) for refusal in refusals] == [True, True, True]


def test_what_may_be_illegal_is_referred_first(log_incident, teacher, coordinator, headteacher):
    people = [Named(part="instigator", person=teacher.person)]
    incident = log_incident(by=coordinator, people=people, may_be_illegal=True)

    with pytest.raises(Refused, match="It may be illegal: refer it first"):
        tell_lado(incident, headteacher)

    assert not incident.referrals.exists()


def test_a_witness_who_is_accused_later_is_told_of_anew(decide, headteacher, appoint, school):
    """They were named from the start: it is since they are accused that the LADO is to be told."""
    second = appoint(Role.STAFF, school, "Sid Second")
    alleged = decide("harm")
    with clock.set_to(FRIDAY + timedelta(hours=1)):
        actions.add_person(alleged, Named(part="witness", person=second.person), by=headteacher)
    tell_lado(alleged, headteacher, at=SATURDAY)
    before = alleged.owes_lado
    accuse(alleged, second, by=headteacher, at=MONDAY)

    alleged = decide("harm", "Two of them.", at=TUESDAY)

    assert (before, alleged.owes_lado) == (False, True)
    assert alleged.last_decision.lado_told_counts_from == MONDAY


def test_so_it_is_where_nobody_had_decided_when_the_lado_was_told(alleged, decide, headteacher, appoint, school):
    second = appoint(Role.STAFF, school, "Sid Second")
    with clock.set_to(FRIDAY + timedelta(hours=1)):
        actions.add_person(alleged, Named(part="witness", person=second.person), by=headteacher)
    tell_lado(alleged, headteacher, at=SATURDAY)
    accuse(alleged, second, by=headteacher, at=MONDAY)

    assert decide("harm", at=TUESDAY).owes_lado


def test_of_several_the_last_who_is_accused_counts(decide, headteacher, appoint, school):
    alleged = decide("conduct")
    for at, name in ((SATURDAY, "Sid Second"), (TUESDAY, "Thea Third")):
        accused = appoint(Role.STAFF, school, name)
        with clock.set_to(at):
            actions.add_person(alleged, Named(part="instigator", person=accused.person), by=headteacher)
    tell_lado(alleged, headteacher, at=MONDAY)

    assert decide("harm", "All three.", at=TUESDAY).owes_lado


def accuse(incident, user, *, by, at):
    with clock.set_to(at):
        involvement = incident.involvements.get(person=user.person)
        actions.change_person(involvement, by=by, reason="There is more.", part=Involvement.Part.INSTIGATOR)


@pytest.mark.parametrize("count", [1, 3])
def test_lists_and_the_incident_say_the_same(log_incident, teacher, headteacher, count, django_assert_num_queries):
    """What is asked in one query of many is what each would answer."""
    for number in range(count):
        incident = log_incident(people=[Named(part="instigator", person=teacher.person)])
        if number:
            incident.decide_allegation(by=headteacher, threshold="harm", reason="As I see it.")

    with django_assert_num_queries(1):
        listed = list(with_state_of_allegation(Incident.objects.select_related("school")))
        asked = [asked_of_authority(incident) for incident in listed]

    assert asked == [asked_of_authority(incident) for incident in Incident.objects.all()]
    assert {one.verb for one in asked} == {"decide_allegation", "tell_agency"} if count > 1 else {"decide_allegation"}
