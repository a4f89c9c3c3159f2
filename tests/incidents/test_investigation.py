"""An investigation: when it may start, one computer, each thing they look at a row, a judgement."""

from datetime import timedelta

import pytest

from core import clock
from core.access import Refused
from incidents.investigation_states import STEPS, InvestigationStatus, after, allows
from incidents.models import Incident, Investigation, SiteReview
from incidents.statement import Named
from people.models import Notice
from people.roles import Role
from tests.incidents.investigating import JUDGED, SAID, begin, concluded, review, signed


class TestTheTableOfItsStates:
    def test_from_each_status_only_what_it_names_leads_on(self):
        led = {(status.value, verb) for status in InvestigationStatus for verb in verbs() if allows(status, verb)}

        assert led == {
            ("started", "conclude"), ("started", "stop"),
            ("concluded", "sign"), ("concluded", "take_up_again"), ("concluded", "stop"),
            ("signed_once", "sign"), ("signed_once", "take_up_again"),
        }  # fmt: skip

    def test_the_second_signature_seals_it(self):
        assert after(after("concluded", "sign"), "sign") == InvestigationStatus.SEALED

    def test_nothing_leads_out_of_what_is_sealed_or_stopped(self):
        assert {step.source for step in STEPS} & {InvestigationStatus.SEALED, InvestigationStatus.STOPPED} == set()

    def test_a_step_that_it_does_not_name_is_an_error(self):
        with pytest.raises(KeyError):
            after("sealed", "take_up_again")


def verbs():
    return {step.verb for step in STEPS}


class TestWhenItMayStart:
    def test_before_the_review_it_does_not(self, incident, coordinator, headteacher):
        with pytest.raises(Refused, match="An incident is investigated while it is under review"):
            begin(incident, coordinator, coordinator, headteacher)

    def test_while_the_authorities_have_it_it_does_not(self, referred, safeguarding_lead, headteacher):
        with pytest.raises(Refused, match="It is with the authorities: nobody investigates until they answer"):
            begin(referred, safeguarding_lead, safeguarding_lead, headteacher)

    def test_on_the_illegal_branch_it_does_not_before_they_were_asked(
        self, log_incident, safeguarding_lead, headteacher
    ):
        incident = log_incident(may_be_illegal=True)
        incident.review(by=safeguarding_lead, branch="illegal", user_action=None, safeguarding=False, reason="Yes.")

        with pytest.raises(Refused, match="Nobody investigates before the authorities answer"):
            begin(incident, safeguarding_lead, safeguarding_lead, headteacher)

    @pytest.mark.parametrize("answer", ["not_confirmed", "finished"])
    def test_after_their_answer_it_does(self, referred, safeguarding_lead, headteacher, coordinator, answer):
        referred.record_answer(
            by=safeguarding_lead, answer=answer, answer_text="They rang.", reference="", answered_by="PC Quince"
        )
        by = coordinator if answer == "not_confirmed" else safeguarding_lead

        assert begin(referred, by, by, headteacher).is_open

    def test_while_their_own_investigation_goes_on_it_does_not(self, referred, safeguarding_lead, headteacher):
        referred.record_answer(
            by=safeguarding_lead, answer="confirmed", answer_text="Go on.", reference="", answered_by="PC Quince"
        )

        with pytest.raises(Refused, match="It is with the authorities"):
            begin(referred, safeguarding_lead, safeguarding_lead, headteacher)

    def test_one_that_is_under_way_stands_still_while_the_authorities_have_it(
        self, investigation, coordinator, headteacher, safeguarding_lead, referral
    ):
        investigation.incident.notify_authorities(by=coordinator, **referral)

        with pytest.raises(Refused, match="It is with the authorities"):
            review(investigation, headteacher)

        assert not SiteReview.objects.exists()

    def test_who_does_not_handle_the_incident_does_not_start_it(
        self, reviewed, headteacher, senior_leader, coordinator
    ):
        reviewed.add_reader(by=headteacher, user=senior_leader, reason="Second person")

        with pytest.raises(Refused, match="Only somebody who handles this incident can start an investigation"):
            begin(reviewed, senior_leader, coordinator, headteacher)

    def test_a_restricted_one_is_started_by_the_head_alone(
        self, log_incident, appoint, school, headteacher, coordinator, senior_leader
    ):
        accused = appoint(Role.STAFF, school, "Abel Accused")
        incident = log_incident(people=[Named(part="instigator", person=accused.person)])
        incident.review(by=headteacher, branch="unsuitable", user_action=None, safeguarding=False, reason="No.")

        with pytest.raises(Refused, match="Only somebody who handles this incident"):
            begin(incident, coordinator, coordinator, senior_leader)
        with pytest.raises(Refused, match="Decide on the allegation first"):
            begin(incident, headteacher, headteacher, senior_leader)
        incident.decide_allegation(by=headteacher, threshold="conduct", reason="A matter of conduct.")
        investigation = begin(incident, headteacher, headteacher, senior_leader)

        assert incident.restricted
        assert investigation.second_reviewer == senior_leader

    def test_there_is_one_at_a_time(self, investigation, coordinator, headteacher):
        with pytest.raises(Refused, match="one investigation at a time"):
            begin(investigation.incident, coordinator, coordinator, headteacher)

    def test_once_it_was_stopped_there_may_be_another(self, investigation, coordinator, headteacher):
        investigation.stop(by=coordinator, reason="Begun for the wrong incident.")

        begin(investigation.incident, coordinator, coordinator, headteacher)

        assert [each.status for each in investigation.incident.investigations.all()] == ["started", "stopped"]


class TestTheComputer:
    def test_it_is_recorded_once_with_its_place(self, investigation):
        assert (investigation.computer, investigation.computer_place) == (SAID["computer"], SAID["computer_place"])

    def test_another_one_needs_a_reason_that_stays_in_the_history(self, investigation, headteacher):
        investigation.change_computer(by=headteacher, computer="PC 2", computer_place="Store", reason="It broke.")

        last = investigation.history.first()
        assert (last.computer, last.history_user, last.history_change_reason) == ("PC 2", headteacher, "It broke.")
        assert "from Laptop SLT-4 (The head's office) to PC 2 (Store). It broke." in (
            investigation.incident.entries.first().text
        )

    def test_the_form_asks_for_the_reason(self, investigation, headteacher, signed_in):
        sent = {"computer": "PC 2", "computer_place": "Store", "reason": ""}

        page = signed_in(headteacher).post(f"{investigation.get_absolute_url()}computer/", sent)

        assert "Say why" in page.content.decode()
        assert Investigation.objects.get().computer == SAID["computer"]


class TestWhatIsLookedAt:
    def test_each_address_is_a_row_with_who_when_why_and_what(self, investigation, headteacher):
        row = review(investigation, headteacher)

        assert (row.reviewed_by, row.by, row.what) == ("Hattie Head", headteacher, "https://proxy.example/")
        assert investigation.incident.entries.first().text == "Web site address reviewed by Hattie Head."

    def test_an_address_is_text_and_never_a_link(self, investigation, headteacher, signed_in):
        review(investigation, headteacher)

        page = signed_in(headteacher).get(investigation.get_absolute_url()).content.decode()

        assert "https://proxy.example/" in page
        assert 'href="https://proxy.example' not in page

    def test_only_the_two_add_rows(self, investigation, senior_leader, safeguarding_lead, coordinator, headteacher):
        investigation.incident.add_reader(by=headteacher, user=senior_leader, reason="To know")

        with pytest.raises(Refused, match="Only the two named reviewers can do this"):
            review(investigation, senior_leader)

    def test_nothing_is_reviewed_before_the_two_are_named(self, investigation, headteacher):
        with pytest.raises(Refused, match="Nothing is reviewed before two people are named"):
            review(investigation, headteacher, at=investigation.started_at - timedelta(minutes=2))

    def test_a_double_click_makes_one_row(self, investigation, headteacher):
        at = clock.now() + timedelta(seconds=1)

        assert review(investigation, headteacher, at=at) == review(investigation, headteacher, at=at)

    def test_a_row_is_put_right_with_a_reason_and_its_history_keeps_the_old_one(self, investigation, headteacher):
        row = review(investigation, headteacher)
        said = {"kind": "site", "what": "https://other.example/", "at": row.at, "place": "second"}

        row.change(by=headteacher, reason="A slip.", concern="x", description="y", **said)

        assert [old.what for old in row.history.all()] == ["https://other.example/", "https://proxy.example/"]

    def test_a_row_that_was_taken_out_stays_in_the_chronology(self, investigation, headteacher):
        row = review(investigation, headteacher)

        row.remove(by=headteacher, reason="Twice.")

        assert not investigation.site_reviews.exists()
        assert "https://proxy.example/" in investigation.incident.entries.first().text

    def test_who_takes_out_what_is_gone_is_told(self, investigation, headteacher):
        row = review(investigation, headteacher)
        stale = SiteReview.objects.get()
        row.remove(by=headteacher, reason="Twice.")

        with pytest.raises(Refused, match="taken out meanwhile"):
            stale.remove(by=headteacher, reason="Twice.")


class TestTheJudgement:
    def test_it_needs_something_that_was_reviewed(self, investigation, headteacher):
        with pytest.raises(Refused, match="Nothing has been reviewed yet"):
            investigation.conclude(by=headteacher, **JUDGED)

    def test_it_has_its_reasons_and_a_conclusion(self, investigation, headteacher, signed_in):
        review(investigation, headteacher)

        page = signed_in(headteacher).post(f"{investigation.get_absolute_url()}conclude/", {"finding": "false"})

        assert {"Give the reasons", "Write the conclusion and the action"} <= {
            error for errors in page.context["form"].errors.values() for error in errors
        }

    def test_only_the_two_judge(self, investigation, headteacher, senior_leader):
        review(investigation, headteacher)

        with pytest.raises(Refused, match="Only the two named reviewers"):
            investigation.conclude(by=senior_leader, **JUDGED)

    @pytest.mark.parametrize("finding", ["substantiated", "unsubstantiated", "unfounded", "malicious", "false"])
    def test_each_finding_of_an_incident_may_be_judged(self, investigation, headteacher, finding):
        review(investigation, headteacher)

        investigation.conclude(by=headteacher, **JUDGED | {"finding": finding})

        assert investigation.status == "concluded"

    def test_from_here_nothing_is_changed_before_it_is_taken_up_again(self, investigation, headteacher):
        concluded(investigation, headteacher)

        with pytest.raises(Refused, match="It is concluded: take it up again before anything in it is changed"):
            review(investigation, headteacher)
        investigation.take_up_again(by=headteacher, reason="One more address.")

        assert review(investigation, headteacher, what="https://second.example/").pk


class TestClosing:
    def test_the_incident_waits_until_both_have_signed(self, investigation, coordinator, headteacher):
        incident = investigation.incident
        assert "have the investigation signed by both, or stop it" in needed(incident)

        concluded(investigation, headteacher)
        signed(investigation, headteacher)
        assert "have the investigation signed by both, or stop it" in needed(incident)

        signed(investigation, coordinator)
        assert "have the investigation signed by both, or stop it" not in needed(incident)

    def test_or_until_it_is_stopped_with_a_reason(self, investigation, coordinator):
        investigation.stop(by=coordinator, reason="Nothing to review.")

        assert "have the investigation signed by both, or stop it" not in needed(investigation.incident)

    def test_where_the_incident_is_withdrawn_it_is_stopped(self, investigation, coordinator, headteacher):
        investigation.incident.withdraw(by=coordinator, reason="In error.")

        investigation.refresh_from_db()
        assert (investigation.status, investigation.stopped_because) == ("stopped", "The incident was withdrawn.")
        assert Notice.objects.filter(user=headteacher, wanted="The investigation was stopped: read why.").exists()

    def test_but_what_one_has_signed_is_undone_by_nobody_on_the_way(self, investigation, coordinator, headteacher):
        signed(concluded(investigation, headteacher), headteacher)

        with pytest.raises(Refused, match="One of the reviewers has signed its investigation"):
            investigation.incident.withdraw(by=coordinator, reason="In error.")

        assert Incident.objects.get().status == "under_review"

    def test_nor_is_what_two_have_signed_as_having_happened(self, investigation, coordinator, headteacher):
        concluded(investigation, headteacher)
        for reviewer in (headteacher, coordinator):
            signed(investigation, reviewer)

        with pytest.raises(Refused, match="Both reviewers have signed that it happened: close it with its finding"):
            investigation.incident.withdraw(by=coordinator, reason="In error.")


def needed(incident):
    incident.refresh_from_db()
    return [point.text for point in incident.missing_for_closure]
