"""Who investigates: two different senior people, who stands in where one is left, who takes over."""

import pytest
from django.db import IntegrityError, transaction

from core.access import Refused
from incidents import actions
from incidents.actions import declare_interest
from incidents.models import Incident, Investigation
from incidents.models.investigation.reviewers import Second
from incidents.statement import Named
from people.models import User
from people.roles import Role
from tests.incidents.browser_form import sent_by
from tests.incidents.investigating import begin, review


class TestTwoPeople:
    def test_with_two_different_senior_people_it_starts(self, reviewed, coordinator, senior_leader):
        investigation = begin(reviewed, coordinator, coordinator, senior_leader)

        assert (investigation.status, investigation.first_name, investigation.second_name) == (
            "started", "Cora Coordinator", "Lena Leader",
        )  # fmt: skip
        assert (investigation.first_position, investigation.second_position) == (
            "E-Safety Coordinator", "Senior leader",
        )  # fmt: skip

    def test_the_same_person_twice_is_refused(self, reviewed, coordinator):
        with pytest.raises(Refused, match="Two different people investigate"):
            begin(reviewed, coordinator, coordinator, coordinator)

        assert not Investigation.objects.exists()

    def test_the_database_refuses_it_too(self, investigation):
        investigation.second_reviewer = investigation.first_reviewer

        with pytest.raises(IntegrityError), transaction.atomic():
            investigation.save_as(None)

    def test_one_alone_is_refused(self, reviewed, coordinator):
        with pytest.raises(Refused, match="Two people investigate: name the second"):
            begin(reviewed, coordinator, coordinator, {})

    @pytest.mark.parametrize("role", [Role.STAFF, Role.TECHNICIAN, Role.ADMINISTRATOR, Role.GOVERNOR])
    def test_somebody_who_is_not_senior_is_refused(self, reviewed, coordinator, appoint, school, role):
        other = appoint(role, school, "Otto Other")

        with pytest.raises(Refused, match="Otto Other is none of those who review"):
            begin(reviewed, coordinator, coordinator, other)

    def test_a_senior_person_of_another_school_is_refused(self, reviewed, coordinator, stranger):
        with pytest.raises(Refused, match="Stella Stranger is none of those who review"):
            begin(reviewed, coordinator, coordinator, stranger)

    @pytest.mark.parametrize("part", ["instigator", "target"])
    def test_nobody_who_is_accused_or_a_target_reviews(
        self, log_incident, headteacher, coordinator, senior_leader, chair, part
    ):
        incident = log_incident(people=[Named(part=part, person=senior_leader.person)])
        by = coordinator if part == "target" else headteacher
        incident.review(by=by, branch="unsuitable", user_action=None, safeguarding=False, reason="No.")
        if part == "instigator":
            incident.decide_allegation(by=by, threshold="conduct", reason="A matter of conduct.")

        with pytest.raises(Refused, match="Lena Leader is part of this incident, or close to it"):
            begin(incident, by, by, senior_leader)

    def test_nor_anybody_who_declared_an_interest(self, reviewed, coordinator, headteacher):
        declare_interest(reviewed, by=headteacher, text="A neighbour.", stays_because="Nobody else is here.")

        with pytest.raises(Refused, match="Hattie Head is part of this incident, or close to it"):
            begin(reviewed, coordinator, coordinator, headteacher)

    def test_who_is_named_reads_the_incident_from_here_and_nobody_else_does(
        self, reviewed, coordinator, senior_leader, appoint, school, signed_in
    ):
        other = appoint(Role.SENIOR_LEADER, school, "Another Leader")

        begin(reviewed, coordinator, coordinator, senior_leader)

        assert signed_in(senior_leader).get(reviewed.get_absolute_url()).status_code == 200
        assert signed_in(other).get(reviewed.get_absolute_url()).status_code == 404
        assert [(reader.user, reader.reason) for reader in reviewed.readers.all()] == [
            (senior_leader, "Named to investigate")
        ]

    def test_who_is_not_the_one_who_started_it_is_told(self, reviewed, coordinator, senior_leader):
        begin(reviewed, coordinator, coordinator, senior_leader)

        assert [(told.label, told.path) for told in senior_leader.notices.all()] == [
            (reviewed.reference, f"{reviewed.get_absolute_url()}investigation/")
        ]
        assert not coordinator.notices.filter(wanted__contains="investigate").exists()


class TestWhereOneAloneIsLeft:
    """The school has the coordinator, and nobody else who is senior."""

    OUTSIDE = {"name": "Orla Outside", "position": "Adviser", "fallback_reason": "The head is accused."}

    def test_somebody_of_the_local_authority_stands_in_and_the_record_says_so(self, reviewed, coordinator):
        investigation = begin(reviewed, coordinator, coordinator, self.OUTSIDE)

        assert (investigation.second_reviewer, investigation.second_name) == (None, "Orla Outside")
        assert investigation.fallback_reason == "The head is accused."
        assert "The head is accused." in reviewed.entries.get(verb="start_investigation").text

    def test_so_does_a_governor_who_reads_it_from_here(self, reviewed, coordinator, governor):
        begin(reviewed, coordinator, coordinator, {"user": governor, "fallback_reason": "Nobody else."})

        reviewed.refresh_from_db()
        assert reviewed.standing_of(governor).reads

    def test_but_not_where_another_senior_person_is_left(self, reviewed, coordinator, headteacher):
        with pytest.raises(Refused, match=r"Hattie Head can be the second\. A governor or the local authority"):
            begin(reviewed, coordinator, coordinator, self.OUTSIDE)

    def test_nor_without_a_reason(self, reviewed, coordinator):
        with pytest.raises(Refused, match="name the second"):
            begin(reviewed, coordinator, coordinator, self.OUTSIDE | {"fallback_reason": ""})

    def test_a_governor_without_a_reason_is_no_stand_in(self, reviewed, coordinator, governor):
        with pytest.raises(Refused, match="Gwen Governor is none of those who review"):
            begin(reviewed, coordinator, coordinator, {"user": governor})

    def test_nor_is_somebody_who_is_no_governor(self, reviewed, coordinator, teacher):
        with pytest.raises(Refused, match="is no governor of the school"):
            begin(reviewed, coordinator, coordinator, {"user": teacher, "fallback_reason": "Nobody else."})

    def test_nor_a_governor_of_another_school(self, reviewed, coordinator, appoint, other_school):
        elsewhere = appoint(Role.GOVERNOR, other_school, "Greta Governor")

        with pytest.raises(Refused, match="Greta Governor is no governor of the school"):
            begin(reviewed, coordinator, coordinator, {"user": elsewhere, "fallback_reason": "Nobody else."})

    def test_nor_a_governor_who_is_part_of_it(self, reviewed, coordinator, governor):
        actions.add_person(reviewed, Named(part="target", person=governor.person), by=coordinator)

        with pytest.raises(Refused, match="Gwen Governor is part of this incident, or close to it"):
            begin(reviewed, coordinator, coordinator, {"user": governor, "fallback_reason": "Nobody else."})

    def test_nor_a_governor_whose_account_is_closed(self, reviewed, coordinator, governor):
        governor.is_active = False

        with pytest.raises(Refused, match="The account of Gwen Governor is closed"):
            begin(reviewed, coordinator, coordinator, {"user": governor, "fallback_reason": "Nobody else."})

    def test_nobody_stands_in_for_the_first_of_the_two(self, reviewed, coordinator, governor, teacher):
        with pytest.raises(Refused, match="Gwen Governor is none of those who review"):
            begin(reviewed, coordinator, governor, self.OUTSIDE)

    @pytest.mark.parametrize("name", ["CORA Coordinator", "Mrs Córa Coordinator", "Coordinator, Cora"])
    def test_nor_under_the_name_of_the_first(self, reviewed, coordinator, name):
        with pytest.raises(Refused, match="Two different people"):
            begin(reviewed, coordinator, coordinator, self.OUTSIDE | {"name": name})


class TestAnotherReviewer:
    def test_who_becomes_part_of_it_meanwhile_goes_on_no_more(
        self, reviewed, coordinator, headteacher, senior_leader, school
    ):
        investigation = begin(reviewed, coordinator, coordinator, senior_leader)
        actions.add_person(reviewed, Named(part="target", person=senior_leader.person), by=coordinator)

        with pytest.raises(Refused, match="ask its handler to name another reviewer"):
            review(investigation, senior_leader)
        actions.replace_reviewer(
            investigation, by=coordinator, first=coordinator, second=Second(user=headteacher), reason="Hurt by it."
        )

        assert review(investigation, headteacher).reviewed_by == "Hattie Head"
        assert "from Cora Coordinator and Lena Leader to Cora Coordinator and Hattie Head" in (
            reviewed.entries.get(verb="replace_reviewer").text
        )

    def test_who_is_accused_meanwhile_is_told_nothing_of_it(self, reviewed, headteacher, senior_leader):
        investigation = begin(reviewed, headteacher, headteacher, senior_leader)
        actions.add_person(reviewed, Named(part="instigator", person=senior_leader.person), by=headteacher)

        investigation.stop(by=headteacher, reason="Named anew.")

        told = [notice.wanted for notice in senior_leader.notices.all()]
        assert told == ["You are one of two who investigate it: begin together."]  # before they were accused

    def test_who_was_let_read_it_only_to_investigate_reads_it_no_more(
        self, reviewed, coordinator, headteacher, senior_leader
    ):
        investigation = begin(reviewed, coordinator, coordinator, senior_leader)
        assert Incident.objects.readable_by(senior_leader).exists()

        actions.replace_reviewer(
            investigation, by=coordinator, first=coordinator, second=Second(user=headteacher), reason="An aunt of Pip."
        )

        assert not Incident.objects.readable_by(User.objects.get(pk=senior_leader.pk)).exists()
        assert reviewed.entries.filter(verb="end_reader", text__startswith="Lena Leader no longer reads").exists()

    def test_a_row_that_is_put_right_afterwards_keeps_who_looked_at_it(
        self, reviewed, coordinator, headteacher, senior_leader, signed_in
    ):
        investigation = begin(reviewed, headteacher, coordinator, senior_leader)
        row = review(investigation, coordinator)
        second = Second(user=senior_leader)
        actions.replace_reviewer(investigation, by=headteacher, first=headteacher, second=second, reason="Ill.")
        browser, url = signed_in(headteacher), f"{reviewed.get_absolute_url()}investigation/rows/{row.pk}/"

        page = browser.get(url)
        browser.post(url, sent_by(page, "concern") | {"concern": "Put right.", "reason": "A slip."})

        row.refresh_from_db()
        assert page.context["form"].fields["place"].choices == [
            ("first", "Cora Coordinator"),
            ("second", "Lena Leader"),
        ]
        assert (row.concern, row.reviewed_by) == ("Put right.", "Cora Coordinator")

    def test_unless_it_is_said_that_the_other_one_looked(self, investigation, headteacher):
        row = review(investigation, headteacher)
        said = {"kind": "site", "what": row.what, "at": row.at, "concern": "x", "description": "y"}

        row.change(by=headteacher, reason="It was her.", place="first", **said)

        assert row.reviewed_by == "Cora Coordinator"

    @pytest.mark.parametrize("stand_in", ["governor", "outside"])
    def test_a_stand_in_displaces_nobody_who_is_senior(self, reviewed, coordinator, headteacher, governor, stand_in):
        investigation = begin(reviewed, coordinator, coordinator, headteacher)
        named = Second(user=governor) if stand_in == "governor" else Second(name="Orla Outside", position="Adviser")
        second = named._replace(fallback_reason="The head has no time.")

        with pytest.raises(Refused, match="Hattie Head can be the second"):
            actions.replace_reviewer(investigation, by=coordinator, first=coordinator, second=second, reason="Busy.")

        investigation.refresh_from_db()
        assert investigation.second_reviewer == headteacher

    def test_nor_does_one_who_stood_in_stay_where_somebody_senior_came_since(
        self, reviewed, coordinator, governor, appoint, school
    ):
        second = {"user": governor, "fallback_reason": "Nobody else."}
        investigation = begin(reviewed, coordinator, coordinator, second)
        appoint(Role.HEADTEACHER, school, "Hattie Head")

        with pytest.raises(Refused, match="Hattie Head can be the second"):
            actions.replace_reviewer(
                investigation, by=coordinator, first=coordinator, second=Second(**second), reason="Named anew."
            )

    def test_who_was_given_it_to_read_for_another_reason_goes_on_reading_it(
        self, reviewed, coordinator, headteacher, senior_leader
    ):
        reviewed.add_reader(by=headteacher, user=senior_leader, reason="Leads the year.")
        investigation = begin(reviewed, coordinator, coordinator, senior_leader)

        actions.replace_reviewer(
            investigation, by=coordinator, first=coordinator, second=Second(user=headteacher), reason="Away."
        )

        assert Incident.objects.readable_by(senior_leader).exists()

    def test_the_two_do_not_name_each_other(self, reviewed, coordinator, headteacher, senior_leader):
        investigation = begin(reviewed, coordinator, headteacher, senior_leader)

        with pytest.raises(Refused, match="Only somebody who handles this incident can name its reviewers"):
            actions.replace_reviewer(
                investigation, by=senior_leader, first=headteacher, second=Second(user=coordinator), reason="No."
            )
