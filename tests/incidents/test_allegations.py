"""What the authority decides about an allegation, the LADO's clock, and sharing it afterwards."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from core import clock
from core.access import Refused
from incidents import actions
from incidents.actions.settling import settle_schools
from incidents.home import blocks
from incidents.models import AllegationDecision, Incident, Involvement
from incidents.statement import Named
from incidents.tasks import remind
from people.models import Notice, Person
from people.roles import Role
from tests.incidents.browser_form import main_of

FRIDAY, SATURDAY, MONDAY, TUESDAY = (datetime(2026, 11, day, 10, tzinfo=UTC) for day in (20, 21, 23, 24))
TOLD = {"spoke_to": "Hattie Head to Lou Officer", "reason": "The messages.", "reference": "L-1"}


@pytest.fixture
def alleged(log_incident, teacher, coordinator, headteacher):
    """Something is alleged against the teacher, reported by the coordinator on a Friday."""
    with clock.set_to(FRIDAY):
        return log_incident(
            by=coordinator,
            occurred_at=FRIDAY - timedelta(hours=1),
            people=[Named(part="instigator", person=teacher.person)],
        )


@pytest.fixture
def decide(alleged, headteacher):
    """`decide(threshold)`: the head decides, on the Friday unless said otherwise."""

    def make(threshold, reason="As I see it.", at=FRIDAY):
        with clock.set_to(at):
            alleged.decide_allegation(by=headteacher, threshold=threshold, reason=reason)
        alleged.refresh_from_db()
        return alleged

    return make


def tell_lado(incident, by, at=FRIDAY):
    with clock.set_to(at):
        incident.tell_agency(by=by, agency="lado", at=at, **TOLD)


def page_of(incident, browser, name="incident"):
    return main_of(browser.get(reverse(f"incidents:{name}", args=[incident.reference])))


class TestTheDecision:
    def test_it_is_recorded_with_its_reason_and_its_author(self, alleged, headteacher, signed_in):
        url = reverse("incidents:decide-allegation", args=[alleged.reference])

        page = signed_in(headteacher).post(url, {"threshold": "low_level", "reason": "A nagging doubt."}, follow=True)

        decision = alleged.allegation_decisions.get()
        assert (decision.threshold, decision.reason, decision.by) == ("low_level", "A nagging doubt.", headteacher)
        assert alleged.entries.first().text == "Low-level concern. A nagging doubt."
        assert "<strong>Low-level concern</strong><br>A nagging doubt." in main_of(page)

    def test_nothing_is_chosen_beforehand_and_what_was_typed_is_kept(self, alleged, headteacher, signed_in):
        browser, url = signed_in(headteacher), reverse("incidents:decide-allegation", args=[alleged.reference])

        first, without = browser.get(url), browser.post(url, {"reason": "A nagging doubt."})

        assert "checked" not in main_of(first)
        assert without.context["form"].errors == {"threshold": ["Say how serious it is"]}
        assert "A nagging doubt." in main_of(without)
        assert not AllegationDecision.objects.exists()

    def test_it_is_changed_by_another_decision_and_both_stay(self, decide, headteacher, signed_in):
        decide("low_level", "A nagging doubt.")

        alleged = decide("harm", "There is more.")

        page = page_of(alleged, signed_in(headteacher))
        assert [one.threshold for one in alleged.allegation_decisions.all()] == ["harm", "low_level"]
        assert "There is more." in page
        assert "A nagging doubt." in page

    def test_a_double_click_decides_once(self, decide):
        decide("conduct")

        assert decide("conduct").allegation_decisions.count() == 1

    def test_only_the_authority_decides(self, alleged, coordinator, safeguarding_lead, teacher, chair):
        for user in (coordinator, safeguarding_lead, teacher, chair):
            with pytest.raises(Refused, match="Only the head"):
                alleged.decide_allegation(by=user, threshold="conduct", reason="No.")

        assert not AllegationDecision.objects.exists()

    def test_about_the_head_the_chair_decides_and_the_head_does_not(self, log_incident, headteacher, chair):
        incident = log_incident(people=[Named(part="instigator", person=headteacher.person)])

        with pytest.raises(Refused, match="Only the head"):
            incident.decide_allegation(by=headteacher, threshold="conduct", reason="No.")
        incident.decide_allegation(by=chair, threshold="conduct", reason="Yes.")

        assert incident.last_decision.by == chair

    def test_where_nothing_is_alleged_there_is_nothing_to_decide(self, incident, headteacher, signed_in):
        with pytest.raises(Refused, match="Nothing is alleged here"):
            incident.decide_allegation(by=headteacher, threshold="conduct", reason="No.")

        assert "The allegation" not in page_of(incident, signed_in(headteacher))

    def test_that_it_is_nobody_here_is_not_said_of_a_colleague(self, alleged, headteacher):
        with pytest.raises(Refused, match="It is said that Tess Teacher works or volunteers here, or may"):
            alleged.decide_allegation(by=headteacher, threshold="nobody_here", reason="Not ours.")

        assert not AllegationDecision.objects.exists()

    def test_somebody_else_who_is_accused_later_needs_another_decision(self, decide, headteacher, appoint, school):
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

    def test_it_is_not_closed_or_withdrawn_undecided(self, alleged, headteacher):
        alleged.review(by=headteacher, branch="unsuitable", user_action=None, safeguarding=False, reason="Seen.")

        with pytest.raises(Refused, match="Before it can close: decide on the allegation"):
            alleged.close(by=headteacher, finding="unfounded", outcome="x", rationale="x")
        with pytest.raises(Refused, match="it is not withdrawn undecided"):
            alleged.withdraw(by=headteacher, reason="In error.")
        alleged.refresh_from_db()
        assert alleged.status == "under_review"


class TestTheClock:
    def test_the_lado_is_told_within_one_working_day_of_when_it_was_alleged(self, decide):
        decided_late = decide("harm", at=MONDAY)

        assert decided_late.last_decision.lado_due == MONDAY.date()  # reported on Friday

    def test_a_decision_that_raises_it_counts_from_its_own_day(self, decide):
        decide("conduct")

        assert decide("harm", "There is more.", at=MONDAY).last_decision.lado_due == TUESDAY.date()

    def test_deciding_the_same_again_does_not_move_the_day(self, decide):
        decide("harm")

        assert decide("harm", "Put better.", at=TUESDAY).last_decision.lado_due == MONDAY.date()

    @pytest.mark.parametrize(
        ("at", "said"),
        [(SATURDAY, "Tell the LADO by Monday 23 November."), (TUESDAY, "The LADO was to be told by Monday 23")],
    )
    def test_it_is_shown_on_the_incident(self, decide, headteacher, signed_in, at, said):
        alleged, browser = decide("harm"), signed_in(headteacher)

        with clock.set_to(at):
            page = page_of(alleged, browser)

        assert said in page

    def test_it_is_shown_on_the_home_of_the_authority_alone(self, decide, headteacher, coordinator, chair):
        decide("harm")

        with clock.set_to(TUESDAY):
            items = {user: [b.items[0] for b in blocks(user) if b.key == "allegation"] for user in
                     (headteacher, coordinator, chair)}  # fmt: skip

        [item] = items.pop(headteacher)
        assert (item.text, item.alarm) == ("Tell the LADO", "Overdue")
        assert set(map(len, items.values())) == {0}

    def test_before_the_decision_it_says_by_when_the_lado_would_be_told(self, alleged, headteacher):
        [block] = [block for block in blocks(headteacher) if block.key == "allegation"]

        assert block.items[0].note == (
            "If the harm threshold is met, the Local Authority Designated Officer (LADO) is told by Monday 23 November."
        )

    def test_the_authority_is_reminded_on_the_day_and_nobody_else(self, decide, headteacher, coordinator):
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

    def test_telling_the_lado_stops_it(self, decide, headteacher, signed_in):
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
        assert not [block for block in blocks(headteacher) if block.key == "allegation"]

    def test_so_does_a_referral_to_the_lado_on_the_illegal_branch(self, decide, headteacher, referral):
        alleged = decide("harm")

        alleged.notify_authorities(by=headteacher, **referral | {"agency": "lado"})

        assert not alleged.owes_lado

    def test_told_before_the_decision_is_told(self, alleged, decide, headteacher):
        tell_lado(alleged, headteacher)

        assert not decide("harm").owes_lado

    def test_a_referral_to_the_police_does_not_stop_it(self, decide, headteacher, referral):
        alleged = decide("harm")

        alleged.notify_authorities(by=headteacher, **referral | {"agency": "police"})

        assert alleged.owes_lado

    def test_what_the_police_answer_stays_with_the_police(self, decide, headteacher, referral):
        alleged = decide("harm")
        alleged.notify_authorities(by=headteacher, **referral | {"agency": "police"})
        tell_lado(alleged, headteacher, at=clock.now())

        said = {"answer": "finished", "answer_text": "No charge.", "reference": ""}
        alleged.record_answer(by=headteacher, agency="police", **said)

        answers = dict(alleged.referrals.values_list("agency", "answer"))
        assert answers == {"police": "finished", "lado": ""}
        assert alleged.status == "under_review"

    def test_until_then_nobody_closes_withdraws_or_investigates(self, decide, headteacher):
        alleged = decide("harm")
        alleged.review(by=headteacher, branch="unsuitable", user_action=None, safeguarding=False, reason="Seen.")

        refusals = [
            alleged.access.refusal(headteacher, v, alleged) for v in ("close", "withdraw", "start_investigation")
        ]

        assert ["tell the LADO" in str(refusal) for refusal in refusals] == [True, True, True]

    def test_what_may_be_illegal_is_referred_first(self, log_incident, teacher, coordinator, headteacher):
        people = [Named(part="instigator", person=teacher.person)]
        incident = log_incident(by=coordinator, people=people, may_be_illegal=True)

        with pytest.raises(Refused, match="It may be illegal: refer it first"):
            tell_lado(incident, headteacher)

        assert not incident.referrals.exists()


class TestSharing:
    @pytest.fixture
    def leader(self, appoint, school):
        return appoint(Role.SENIOR_LEADER, school, "Lena Leader")

    def test_nobody_is_added_before_the_decision(self, alleged, headteacher, leader, signed_in):
        url = reverse("incidents:readers", args=[alleged.reference])

        page = signed_in(headteacher).post(url, {"user": leader.pk, "reason": "Second person"})

        assert "Decide on the allegation first" in main_of(page)
        assert not alleged.readers.exists()

    @pytest.mark.parametrize("threshold", ["harm", "low_level", "conduct"])
    def test_after_it_named_people_are(self, decide, headteacher, leader, threshold):
        alleged = decide(threshold)

        alleged.add_reader(by=headteacher, user=leader, reason="Second person")

        assert Incident.objects.readable_by(leader).get() == alleged

    @pytest.mark.parametrize("threshold", ["low_level", "conduct"])
    def test_below_the_threshold_it_goes_to_those_who_would_handle_it(
        self, decide, headteacher, coordinator, safeguarding_lead, teacher, signed_in, threshold
    ):
        alleged = decide(threshold)
        before = Incident.objects.readable_by(coordinator).exists()
        url = reverse("incidents:share", args=[alleged.reference])

        page = signed_in(headteacher).get(url)
        signed_in(headteacher).post(url, {"reason": "Cora trains the staff."})

        assert "Cora Coordinator, e-safety coordinator" in main_of(page)
        assert "Tess Teacher" not in main_of(page).partition("es-links")[2].partition("</ul>")[0]
        readers = [u for u in (coordinator, safeguarding_lead, teacher) if Incident.objects.readable_by(u).exists()]
        assert (before, readers) == (False, [coordinator])
        entry = alleged.entries.first()
        assert entry.text == "Shared with those who would handle it otherwise. Cora trains the staff."
        assert Notice.objects.filter(user=coordinator, wanted="It has come to you: handle it.").exists()

    def test_above_it_it_does_not(self, decide, headteacher):
        with pytest.raises(Refused, match="The harm threshold is met"):
            decide("harm").share(by=headteacher, reason="No.")

    def test_undecided_it_does_not(self, alleged, headteacher):
        with pytest.raises(Refused, match="Decide on the allegation first"):
            alleged.share(by=headteacher, reason="No.")

        alleged.refresh_from_db()
        assert alleged.restricted

    def test_the_accused_never_reads_what_is_shared(self, log_incident, coordinator, headteacher, appoint, school):
        second = appoint(Role.COORDINATOR, school, "Colin Coordinator")
        incident = log_incident(people=[Named(part="instigator", person=coordinator.person)])
        incident.decide_allegation(by=headteacher, threshold="conduct", reason="A matter of conduct.")

        incident.share(by=headteacher, reason="Colin goes on with it.")

        assert [user for user in (coordinator, second) if Incident.objects.readable_by(user).exists()] == [second]

    def test_shared_it_stays_shared_when_roles_change(self, decide, headteacher, coordinator, school):
        alleged = decide("conduct")
        alleged.share(by=headteacher, reason="Cora trains the staff.")

        settle_schools(schools=[school.pk], by=headteacher)

        assert Incident.objects.readable_by(coordinator).exists()

    def test_somebody_else_accused_restricts_it_again(self, decide, headteacher, coordinator, appoint, school):
        alleged = decide("conduct")
        alleged.share(by=headteacher, reason="Cora trains the staff.")
        second = appoint(Role.STAFF, school, "Sid Second")

        actions.add_person(alleged, Named(part="instigator", person=second.person), by=coordinator)

        assert alleged.restricted
        assert not Incident.objects.readable_by(coordinator).exists()

    def test_a_decision_that_the_threshold_is_met_restricts_it_again(self, decide, headteacher, coordinator):
        decide("conduct").share(by=headteacher, reason="Cora trains the staff.")

        alleged = decide("harm", "There is more.", at=MONDAY)

        assert alleged.restricted
        assert not Incident.objects.readable_by(coordinator).exists()
        assert alleged.entries.filter(text="Restricted. The harm threshold is met.").exists()


class TestWhoIsCloseToIt:
    def test_a_head_who_is_a_target_declares_it_before_deciding(self, log_incident, teacher, headteacher, coordinator):
        people = [Named(part="instigator", person=teacher.person), Named(part="target", person=headteacher.person)]
        incident = log_incident(by=coordinator, people=people)
        with pytest.raises(Refused, match="You are a target in this incident: declare your interest first"):
            incident.decide_allegation(by=headteacher, threshold="conduct", reason="No.")

        actions.declare_interest(
            incident, by=headteacher, text="I am the target.", stays_because="Nobody else is here."
        )
        incident.decide_allegation(by=headteacher, threshold="conduct", reason="A matter of conduct.")

        assert incident.interests.get().stays_because == "Nobody else is here."
        assert incident.last_decision.by == headteacher

    def test_where_the_head_steps_back_the_chair_decides(self, alleged, headteacher, chair):
        actions.declare_interest(alleged, by=headteacher, text="My brother.")

        alleged.refresh_from_db()
        alleged.decide_allegation(by=chair, threshold="conduct", reason="A matter of conduct.")

        assert not alleged.standing_of(headteacher).reads
        assert alleged.last_decision.by == chair
        with pytest.raises(Refused, match="The chair of governors alone handles this incident"):
            alleged.share(by=chair, reason="No.")


class TestWhoHadReadIt:
    @pytest.fixture
    def restricted_later(self, reviewed, coordinator, headteacher, teacher, safeguarding_lead, appoint, school):
        """The coordinator worked on it, a senior leader read it by name, and then a teacher is accused."""
        leader = appoint(Role.SENIOR_LEADER, school, "Lena Leader")
        appoint(Role.COORDINATOR, school, "Colin Coordinator")
        reviewed.add_reader(by=headteacher, user=leader, reason="Second person")
        accused = Person.objects.create(school=school, kind="staff", name="Abe Accused")
        actions.add_person(reviewed, Named(part="instigator", person=accused), by=coordinator)
        return reviewed

    def test_they_are_listed_with_how(self, restricted_later):
        listed = {str(one.user): one.how for one in restricted_later.earlier_readers.select_related("user")}

        assert listed == {
            "Cora Coordinator": "acted",
            "Colin Coordinator": "handled",
            "Hattie Head": "acted",
            "Lena Leader": "named",
            "Tess Teacher": "reported",
        }

    def test_the_page_shows_them_and_that_viewings_are_not_recorded(self, restricted_later, headteacher, signed_in):
        page = page_of(restricted_later, signed_in(headteacher))

        assert "Who opens an incident is not recorded." in page
        assert "Could read it, as one of those who handled it, until" in page
        assert page.count("<strong>Still reads it</strong>") == 2  # the head, and who reads it by name

    def test_one_that_was_restricted_from_the_start_says_so(self, alleged, headteacher, signed_in):
        assert "Nobody: it was restricted as it was reported. Cora Coordinator reported it" in page_of(
            alleged, signed_in(headteacher)
        )

    def test_another_kind_that_restricts_it_lists_them_too(self, reviewed, coordinator):
        reviewed.correct(by=coordinator, reason="It was an adult.", kind="staff_conduct")

        assert reviewed.restricted
        assert "Cora Coordinator" in [str(one.user) for one in reviewed.earlier_readers.all()]

    def test_the_clock_starts_when_it_was_restricted(self, reviewed, coordinator):
        with clock.set_to(clock.now() + timedelta(days=30)):
            reviewed.correct(by=coordinator, reason="It was an adult.", kind="staff_conduct")
            due, today = reviewed.lado_due, clock.today()

        assert today < due <= today + timedelta(days=3)


def test_the_reporters_receipt_says_no_more_than_of_any_other(
    log_incident, teacher, coordinator, headteacher, safeguarding_lead, pupil, signed_in
):
    """Reported as an ordinary one; that it is restricted since, decided on and shared changes no letter of it."""
    incident = log_incident(people=[Named(part="witness", person=pupil)])
    incident.review(by=headteacher, branch="unsuitable", user_action=None, safeguarding=False, reason="Seen.")
    browser = signed_in(teacher)
    before = page_of(incident, browser, "receipt")
    cook = Person.objects.create(school=incident.school, kind="staff", name="Abe Accused")

    actions.add_person(incident, Named(part="instigator", person=cook), by=headteacher)
    incident.decide_allegation(by=headteacher, threshold="harm", reason="As I see it.")
    incident.tell_agency(by=headteacher, agency="lado", at=clock.now(), **TOLD)

    assert "Being reviewed" in before
    assert Involvement.objects.filter(person=cook).exists()
    assert page_of(incident, browser, "receipt") == before
