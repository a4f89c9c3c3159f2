"""A school that has left a policy decides nothing in it any more, and still reads it."""

from datetime import date

import pytest
from django.urls import reverse

from core.access import Refused
from people.roles import Role
from policies.actions import new_draft
from policies.models import Coverage, Policy, PolicyVersion

LEFT_YESTERDAY, LEAVES_TODAY = date(2026, 11, 18), date(2026, 11, 19)


@pytest.fixture
def leave(draft, decide_all, other_school):
    """`leave(day)`: the school's last day in the policy, which goes on at another school; the version read again."""
    decide_all(draft)
    Coverage.objects.update(starts_on=date(2026, 9, 1))
    Coverage.objects.create(
        policy=draft.policy, kind=draft.policy.kind, school=other_school, starts_on=date(2026, 9, 1)
    )

    def end(day: date) -> PolicyVersion:
        Coverage.objects.exclude(school=other_school).update(ends_on=day)
        return PolicyVersion.objects.get(pk=draft.pk)

    return end


def test_it_neither_edits_nor_approves_nor_drafts(leave, coordinator, headteacher, approve):
    version = leave(LEFT_YESTERDAY)

    refused = [
        version.access.refusal(coordinator, "edit", version),
        version.access.refusal(headteacher, "approve", version),
        version.access.refusal(coordinator, "draft", version.policy),
    ]

    assert refused == [
        "Drafts are edited by the administrator, the coordinator, the head or a senior leader.",
        "The approval is recorded by the head, a governor or the chair.",
        "Drafts are made by the administrator, the coordinator, the head or a senior leader.",
    ]
    with pytest.raises(Refused):
        approve(version)


def test_it_still_reads_what_it_was_judged_by(leave, teacher, signed_in):
    version = leave(LEFT_YESTERDAY)

    assert signed_in(teacher).get(version.get_absolute_url()).status_code == 200
    assert signed_in(teacher).get(reverse("policies:list")).status_code == 200


def test_on_its_last_day_it_still_decides(leave, coordinator, headteacher):
    version = leave(LEAVES_TODAY)

    assert version.access.allows(coordinator, "edit", version)
    version.submit(by=coordinator)
    assert version.access.allows(headteacher, "approve", version)


def test_the_school_that_stayed_goes_on(leave, appoint, other_school, approve):
    version = leave(LEFT_YESTERDAY)
    head, writer = appoint(Role.HEADTEACHER, other_school), appoint(Role.COORDINATOR, other_school)

    approve(version, submitted_by=writer, by=head)

    assert new_draft(Policy.objects.get(pk=version.policy_id), by=head).number == 2


def test_a_school_that_has_left_asks_for_no_second_person(leave, appoint, school, other_school, approve):
    version = leave(LEFT_YESTERDAY)
    head = appoint(Role.HEADTEACHER, other_school)
    PolicyVersion.objects.filter(pk=version.pk).update(started_by=head)
    other_school.second_approver = False
    other_school.save_as(None)
    assert school.second_approver

    approve(version, submitted_by=head, by=head)

    assert version.status == "approved"
