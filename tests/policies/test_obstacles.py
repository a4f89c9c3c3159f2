"""What stands in the way of approval, and the way out of it: notes that are missing, sections that are missing."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.access import Refused
from policies.actions import new_draft
from policies.models import Decision, Omission, Policy, Section

PLACE = ["e-safety-policy", 1]
SUBMIT = "/policies/e-safety-policy/1/submit/"
LACKS = "Sections that a policy has, and this one lacks: “Scope”."


@pytest.fixture
def whole(draft, decide_all):
    return decide_all(draft)


@pytest.fixture
def without_scope(whole, administrator):
    whole.sections.get(key="scope").remove(by=administrator)
    return whole


def texts(version) -> list[str]:
    return [str(obstacle) for obstacle in version.obstacles()]


def address(verb: str, key: str = "scope") -> str:
    return reverse(f"policies:section-{verb}", args=[*PLACE, key])


def test_a_decision_that_says_neither_who_nor_when_stands_in_the_way(whole, coordinator, signed_in):
    assert texts(whole) == []
    Decision.objects.filter(row__matrix__version=whole, row__key="blogs", group__key="pupils").update(note=" ")

    assert texts(whole) == ["Communication technologies: the note must say who or when in “Using blogs”."]
    page = signed_in(coordinator).get(SUBMIT).content.decode()
    assert 'href="/policies/e-safety-policy/1/matrices/communications/edit/#row-blogs"' in page


def test_what_a_preset_decides_without_a_note_is_marked_for_who_reads_the_table(draft, teacher, signed_in):
    page = signed_in(teacher).get("/policies/e-safety-policy/1/matrices/communications/").content.decode()

    assert page.count("Say who or when") == 5


def test_a_standard_section_that_is_missing_stands_in_the_way(without_scope, administrator):
    with pytest.raises(Refused) as refused:
        without_scope.submit(by=administrator)

    assert str(refused.value) == LACKS


def test_an_agreement_says_what_it_likes(school, agree):
    assert texts(agree(Policy.Kind.STAFF_AGREEMENT).version) == []


def test_it_is_put_back_where_it_stood(without_scope, coordinator, signed_in):
    browser = signed_in(coordinator)
    page = browser.get(SUBMIT).content.decode()

    response = browser.post(address("put-back"))

    assert f'action="{address("put-back")}"' in page
    assert response.headers["Location"] == SUBMIT
    assert list(without_scope.sections.values_list("key", flat=True))[:3] == ["schedule", "scope", "roles"]
    assert texts(without_scope) == []


def test_or_it_is_left_out_for_a_reason_that_every_reader_sees(without_scope, coordinator, governor, signed_in):
    response = signed_in(coordinator).post(address("leave-out"), {"reason": "The trust’s policy says it."})
    page = signed_in(governor).get(without_scope.get_absolute_url()).content.decode()

    assert response.headers["Location"] == SUBMIT
    assert texts(without_scope) == []
    assert "Not part of this policy" in page
    assert "The trust’s policy says it." in page


def test_a_reason_is_asked_for(without_scope, coordinator, signed_in):
    response = signed_in(coordinator).post(address("leave-out"), {"reason": " "})

    assert "Say why" in response.content.decode()
    assert not Omission.objects.exists()


def test_what_is_put_back_is_left_out_no_longer(without_scope, administrator):
    Omission.explain(without_scope, "scope", by=administrator, reason="No.")

    Section.put_back(without_scope, "scope", by=administrator)

    assert without_scope.left_out() == []
    assert Omission.history.first().history_change_reason == "“Scope” is put back"


def test_the_next_draft_takes_the_reason_along(without_scope, administrator, approve):
    Omission.explain(without_scope, "scope", by=administrator, reason="No.")

    draft = new_draft(approve(without_scope).policy, by=administrator)

    assert [(omission.key, omission.reason) for omission in draft.left_out()] == [("scope", "No.")]


def test_who_says_why_had_a_hand_in_it(without_scope, headteacher):
    Omission.explain(without_scope, "scope", by=headteacher, reason="No.")

    assert without_scope.is_work_of(headteacher)


def test_a_section_that_is_there_is_neither_put_back_nor_left_out(whole, administrator, coordinator, signed_in):
    with pytest.raises(Refused, match="This section is in the policy: somebody put it back"):
        Omission.explain(whole, "scope", by=administrator, reason="No.")

    assert signed_in(coordinator).post(address("put-back")).status_code == 409
    assert whole.sections.filter(title="Scope").count() == 1


@pytest.mark.parametrize("verb", ["put-back", "leave-out"])
def test_only_who_drafts_does_either(without_scope, teacher, stranger, coordinator, signed_in, verb):
    assert signed_in(coordinator).get(address(verb)).status_code == 200
    assert signed_in(coordinator).get(address(verb, key="unheard-of")).status_code == 404
    assert signed_in(teacher).post(address(verb), {"reason": "No."}).status_code == 403
    assert signed_in(stranger).get(address(verb)).status_code == 404


def test_who_records_the_approval_reads_the_row_that_lacks_something(whole, submit, governor, signed_in):
    submit(whole)
    Decision.objects.filter(row__matrix__version=whole, row__key="gambling").delete()

    page = signed_in(governor).get("/policies/e-safety-policy/1/approve/").content.decode()

    assert 'href="/policies/e-safety-policy/1/matrices/user_actions/rows/gambling/"' in page
    assert 'href="/policies/e-safety-policy/1/send-back/"' in page


def test_the_database_itself_asks_for_the_reason(without_scope):
    with pytest.raises(IntegrityError, match="left_out_section_has_a_reason"), transaction.atomic():
        Omission(version=without_scope, key="scope", title="Scope", reason="").save_as(None, "")
