"""A school that has left a policy decides nothing in it any more, and still reads what it was judged by."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from core import clock
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


@pytest.fixture
def approved_then_left(leave, approve, administrator):
    """Version 1, which the school was judged by; a later day on which version 2 is in force, and version 3 written."""
    version = leave(LEAVES_TODAY)
    approve(version, submitted_by=administrator)
    day = date(2026, 11, 19) + clock.ONE_DAY
    said = {"policy": version.policy, "approved_on": day, "effective_from": day}
    PolicyVersion.objects.filter(pk=version.pk).update(status="superseded")
    PolicyVersion.objects.create(number=2, status="approved", **said)
    PolicyVersion.objects.create(policy=version.policy, number=3)
    return version


def test_it_reads_what_it_was_judged_by_and_nothing_that_was_written_since(
    approved_then_left, teacher, signed_in, time_machine
):
    time_machine.move_to("2027-03-01 09:00", tick=False)
    version, browser = approved_then_left, signed_in(teacher)

    answers = [browser.get(f"/policies/e-safety-policy/{number}/") for number in (1, 2, 3)]

    assert [answer.status_code for answer in answers] == [200, 404, 404]
    assert "version 2" not in answers[0].content.decode()
    assert "draft 3" not in answers[0].content.decode()
    assert browser.get("/policies/e-safety-policy/3/compare/1/").status_code == 404
    assert "There is only one version" in browser.get("/policies/e-safety-policy/compare/").content.decode()
    listed = browser.get(reverse("policies:list")).content.decode()
    assert f'href="{version.get_absolute_url()}"' in listed
    assert "/policies/e-safety-policy/2/" not in listed
    assert "/policies/e-safety-policy/3/" not in listed


def test_who_stays_reads_everything(approved_then_left, appoint, other_school):
    stays = appoint(Role.STAFF, other_school)

    assert PolicyVersion.objects.readable_by(stays).filter(policy__is_standard=False).count() == 3


def test_what_was_replaced_before_a_school_joined_is_not_its_own(approved_then_left, teacher):
    Coverage.objects.filter(school=teacher.person.school_id).update(
        starts_on=date(2026, 11, 20), ends_on=date(2026, 11, 20)
    )

    with clock.set_to(datetime(2027, 3, 1, 9, tzinfo=UTC)):
        read = PolicyVersion.objects.readable_by(teacher).filter(policy__is_standard=False)

        assert [version.number for version in read] == [2]


def test_a_draft_that_was_never_approved_is_gone_with_the_policy(leave, teacher, signed_in):
    version = leave(LEFT_YESTERDAY)

    assert signed_in(teacher).get(version.get_absolute_url()).status_code == 404
    assert "E-safety policy</a>" not in signed_in(teacher).get(reverse("policies:list")).content.decode()


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
