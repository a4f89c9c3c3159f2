"""Approval: what stands in its way, who records it, and what follows."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from core import clock
from core.access import Refused
from policies.actions import new_draft, structure
from policies.models import Cell, Decision, Lock, Matrix, PolicyVersion
from tests.pages import said


def test_an_undecided_row_stands_in_the_way_by_its_name(approve, draft, decide_all):
    decide_all(draft)
    Decision.objects.filter(row__matrix__version=draft, row__key="blogs", group__key="pupils").delete()
    Cell.objects.filter(row__matrix__version=draft, row__key="P3", column__key="police").delete()

    with pytest.raises(Refused) as refused:
        approve(draft)

    assert str(refused.value) == (
        "Communication technologies: undecided in “Using blogs”. Sanctions for pupils: undecided in “Using a mobile "
        "phone, camera or other mobile device without permission”."
    )


def test_more_than_three_rows_are_counted(draft):
    said = iter(map(str, draft.obstacles()))
    assert next(each for each in said if "Communication" in each) == (
        "Communication technologies: undecided in “Using mobile phones in lessons”, “Taking photos with mobile phones "
        "or cameras”."
    )
    Decision.objects.filter(row__matrix__version=draft, row__matrix__kind="communications").delete()
    [undecided] = [str(each) for each in draft.obstacles() if "Communication" in str(each)]
    assert undecided.endswith("“Using mobile phones in social time” and 7 more.")


def test_a_decision_against_a_lock_stands_in_the_way(approve, draft, decide_all):
    decide_all(draft)
    decision = Decision.objects.get(row__matrix__version=draft, row__key="gambling")
    Lock.objects.create(row=decision.row, column=decision.column)

    with pytest.raises(Refused, match="a locked decision is overruled in “Online gambling”"):
        approve(draft)


def test_a_decision_against_what_is_fixed_stands_in_the_way(approve, draft, decide_all):
    decide_all(draft)
    decision = Decision.objects.get(row__matrix__version=draft, row__key="pornography")
    decision.column = decision.group.columns.get(key="acceptable")
    decision.save()

    with pytest.raises(Refused, match="a locked decision is overruled in “Pornography”"):
        approve(draft)


def test_an_action_against_a_lock_stands_in_the_way(approve, draft, decide_all):
    decide_all(draft)
    cell = Cell.objects.get(row__matrix__version=draft, row__key="P1", column__key="police")
    Lock.objects.create(row=cell.row, column=cell.column)

    with pytest.raises(Refused, match="Sanctions for pupils: a locked decision is overruled"):
        approve(draft)


def test_a_version_without_sanctions_tables_can_be_approved(approve, draft, decide_all):
    draft.matrices.filter(kind__in=Matrix.SANCTIONS).delete()

    assert approve(decide_all(draft)).status == "approved"


def test_a_new_approval_supersedes_the_version_before(approve, second_draft, approved):
    approve(second_draft, approved_on=date(2026, 11, 1), effective_from=date(2026, 11, 19))

    approved.refresh_from_db()
    assert (approved.status, second_draft.status) == ("superseded", "approved")


def test_a_version_is_approved_once(approve, approved):
    with pytest.raises(Refused, match="A version that is approved cannot be approved"):
        approve(approved)


@pytest.fixture
def written_by_the_head(draft, decide_all, headteacher):
    """The draft as if the head, who may record approvals, had started it."""
    PolicyVersion.objects.filter(pk=draft.pk).update(started_by=headteacher)
    return PolicyVersion.objects.get(pk=decide_all(draft).pk)


SECOND = "Somebody else approves what you started, wrote in or submitted: the school asks for a second person."


def test_nobody_approves_a_draft_of_their_own(written_by_the_head, approve, headteacher, signed_in):
    with pytest.raises(Refused) as refused:
        approve(written_by_the_head)

    assert written_by_the_head.status == "submitted"
    response = signed_in(headteacher).get(reverse("policies:approve", args=["e-safety-policy", 1]))
    assert str(refused.value) == SECOND
    assert response.status_code == 403
    assert SECOND in response.content.decode()


def test_somebody_else_approves_it(written_by_the_head, approve, chair):
    assert approve(written_by_the_head, by=chair).status == "approved"


def test_a_school_may_do_without_a_second_person(written_by_the_head, approve, school):
    school.second_approver = False
    school.save_as(None)

    assert approve(written_by_the_head).status == "approved"


def test_one_school_that_asks_for_it_is_enough(written_by_the_head, approve, school, other_school):
    school.second_approver = False
    school.save_as(None)
    written_by_the_head.policy.cover(other_school, by=None, starts_on=date(2026, 12, 1))

    with pytest.raises(Refused, match="Somebody else approves"):
        approve(written_by_the_head)


@pytest.mark.parametrize("day", [date(2026, 9, 1), date(2026, 8, 31)])
def test_a_version_begins_after_the_one_before(approve, approved, second_draft, day):
    with pytest.raises(Refused) as refused:
        approve(second_draft, effective_from=day)

    second_draft.refresh_from_db()
    assert str(refused.value) == "Version 1 is in force from 1 September 2026: this one must begin later."
    assert second_draft.status == "submitted"


def test_a_version_does_not_begin_on_days_that_were_judged_by_another(approve, approved, second_draft):
    with pytest.raises(Refused, match="Version 1 was in force on that day: this one begins today or later"):
        approve(second_draft, approved_on=date(2026, 9, 3), effective_from=date(2026, 11, 18))

    assert approve(second_draft, effective_from=date(2026, 11, 19)).status == "approved"


def test_the_page_says_so_beside_whatever_else_is_wrong_and_keeps_what_was_typed(
    approved, second_draft, submit, governor, signed_in
):
    submit(second_draft)
    given = {
        "approving_body": "The full board",
        "approved_on": "2026-07-08",
        "effective_from": "2026-09-01",
        "review_due": "",
    }

    response = signed_in(governor).post(reverse("policies:approve", args=["e-safety-policy", 2]), given)

    page = response.content.decode()
    assert response.status_code == 200
    assert "Version 1 is in force from 1 September 2026: this one must begin later" in page
    assert "Enter the date of the next review" in page
    assert "The full board" in page


@pytest.mark.parametrize("effective_from", [date(1999, 12, 31), date(2026, 9, 1)])
@pytest.mark.parametrize("approved_on", [date(1, 1, 1), date(1999, 12, 31)])
def test_the_database_holds_no_version_older_than_the_standard_set(
    draft, decide_all, approve, approved_on, effective_from
):
    decide_all(draft)

    with pytest.raises(IntegrityError, match="version_is_not_older_than_the_standard_set"), transaction.atomic():
        approve(draft, approved_on=approved_on, effective_from=effective_from)


def test_a_coordinator_does_not_record_the_approval(draft, decide_all, coordinator, signed_in):
    response = signed_in(coordinator).get(reverse("policies:approve", args=["e-safety-policy", 1]))

    assert response.status_code == 403
    assert "The approval is recorded by the head, a governor or the chair." in response.content.decode()


def test_a_governor_records_the_approval_on_its_page(draft, decide_all, submit, governor, signed_in):
    submit(decide_all(draft))

    response = signed_in(governor).post(
        reverse("policies:approve", args=["e-safety-policy", 1]),
        {
            "approving_body": "The board",
            "approved_on": "2026-11-18",
            "minute_reference": "14",
            "effective_from": "2026-12-01",
            "review_due": "2027-11-18",
        },
    )

    draft.refresh_from_db()
    assert response.status_code == 302
    assert (draft.status, draft.approved_on, draft.effective_from) == (
        "approved",
        date(2026, 11, 18),
        date(2026, 12, 1),
    )


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("approved_on", "", "Enter the date of the approval"),
        ("approved_on", "soon", "Write the date as day/month/year"),
        ("approved_on", "2026-11-20", "The approval cannot be in the future"),
        ("approved_on", "0001-01-01", "Check the year"),
        ("approved_on", "1999-12-31", "Check the year"),
        ("approved_on", "9999-12-31", "The approval cannot be in the future"),
        ("effective_from", "0001-01-01", "Check the year"),
        ("effective_from", "2029-01-01", "Check the year"),
        ("effective_from", "9999-12-31", "Check the year"),
        ("review_due", "0001-01-01", "Check the year"),
        ("review_due", "2037-01-01", "Check the year"),
        ("review_due", "9999-12-31", "Check the year"),
        ("effective_from", "2026-11-17", "It can be in force from the day of its approval on"),
        ("review_due", "2026-11-18", "The next review is after the day"),
        ("approving_body", "x" * 121, "at most 120 characters"),
        ("approving_body", "a\x00b", "Null characters are not allowed"),
    ],
)
@pytest.mark.once
def test_what_is_wrong_with_an_approval_is_said_and_nothing_is_saved(
    field, value, error, draft, decide_all, submit, governor, signed_in
):
    submit(decide_all(draft))
    given = {
        "approving_body": "The board",
        "approved_on": "2026-11-18",
        "effective_from": "2026-12-01",
        "review_due": "2027-11-18",
    }

    response = signed_in(governor).post(
        reverse("policies:approve", args=["e-safety-policy", 1]), given | {field: value}
    )

    draft.refresh_from_db()
    assert response.status_code == 200
    assert error in response.content.decode()
    assert draft.status == "submitted"


def test_the_page_of_a_version_that_lost_a_decision_says_what_is_open(draft, decide_all, submit, governor, signed_in):
    submit(decide_all(draft))
    Decision.objects.filter(row__matrix__version=draft, row__key="phones_in_lessons").delete()

    page = said(signed_in(governor).get(reverse("policies:approve", args=["e-safety-policy", 1])))

    assert "It cannot be approved yet: send it back." in page
    assert "Communication technologies: undecided in <a href=" in page


def test_who_submitted_a_draft_does_not_approve_it_either(draft, decide_all, approve, headteacher):
    with pytest.raises(Refused) as refused:
        approve(decide_all(draft), submitted_by=headteacher)

    assert str(refused.value) == SECOND


def test_a_draft_is_not_approved_before_it_is_submitted(draft, decide_all, governor, signed_in):
    decide_all(draft)

    response = signed_in(governor).get(reverse("policies:approve", args=["e-safety-policy", 1]))

    assert response.status_code == 403
    assert "A draft is submitted first, so that nobody edits it while the board reads it." in response.content.decode()


def test_what_got_lost_since_the_submission_stands_in_the_way(draft, decide_all, submit, approve):
    submit(decide_all(draft))
    Decision.objects.filter(row__matrix__version=draft, row__key="gambling").delete()

    with pytest.raises(Refused, match="undecided in “Online gambling”"):
        approve(draft)


def test_an_approval_says_when_the_next_review_is(draft, decide_all, approve):
    with pytest.raises(Refused, match="Say by when it is reviewed next"):
        approve(decide_all(draft), review_due=None)


def test_everything_that_stands_in_its_way_is_said_at_once(approve, submit, second_draft):
    submit(second_draft)
    Decision.objects.filter(row__matrix__version=second_draft, row__key="gambling").delete()

    with pytest.raises(Refused) as refused:
        approve(second_draft, effective_from=date(2026, 9, 1), review_due=None)

    assert str(refused.value) == (
        "Version 1 is in force from 1 September 2026: this one must begin later. Say by when it is reviewed next. "
        "User actions: undecided in “Online gambling”."
    )


class TestWhoHadAHandInIt:
    """Nobody gets round the second person: the history tells who wrote."""

    def refused(self, approve, version: PolicyVersion) -> bool:
        with pytest.raises(Refused) as refused:
            approve(version)
        return str(refused.value) == SECOND

    def test_who_wrote_a_section_does_not_approve_it(self, draft, decide_all, approve, headteacher):
        draft.sections.first().rewrite(by=headteacher, title="All mine", body="The head wrote it.")

        assert self.refused(approve, decide_all(draft))

    def test_nor_who_decided_a_cell_that_is_decided_otherwise_now(
        self, draft, user_actions, decide_all, approve, headteacher, administrator, part
    ):
        for by, column in ((headteacher, "acceptable"), (administrator, "unacceptable")):
            user_actions.decide(*part(user_actions, "gambling", column), by=by)

        assert self.refused(approve, decide_all(draft))

    def test_nor_who_added_a_row_that_is_gone_with_its_table(
        self, draft, pupil_sanctions, decide_all, approve, headteacher, administrator
    ):
        heading = pupil_sanctions.row_groups.first()
        structure.add_row(pupil_sanctions, by=headteacher, label="Mine", place=f"heading.{heading.key}")
        structure.remove_table(pupil_sanctions, by=administrator)

        assert self.refused(approve, decide_all(draft))

    def test_nor_who_submitted_it_before_it_was_sent_back(self, draft, decide_all, approve, governor, headteacher):
        decide_all(draft).submit(by=headteacher)
        draft.send_back(by=governor, reason="Say more.")

        assert self.refused(approve, draft)

    def test_nor_who_started_a_withdrawn_draft_that_it_takes_up(
        self, written_by_the_head, approve, headteacher, administrator
    ):
        written_by_the_head.withdraw(by=headteacher, reason="Not now.")

        assert self.refused(approve, new_draft(written_by_the_head.policy, by=administrator))

    def test_who_only_sent_it_back_approves_it(self, draft, decide_all, submit, approve, headteacher):
        submit(decide_all(draft)).send_back(by=headteacher, reason="Say more.")

        assert approve(draft).status == "approved"

    def test_who_wrote_in_an_earlier_version_approves_the_next(
        self, draft, decide_all, approve, headteacher, governor, administrator
    ):
        draft.sections.first().rewrite(by=headteacher, title="All mine", body="The head wrote it.")
        approve(decide_all(draft), by=governor)
        second = new_draft(draft.policy, by=administrator)

        approve(second, approved_on=clock.today(), effective_from=clock.today())

        assert second.status == "approved"
