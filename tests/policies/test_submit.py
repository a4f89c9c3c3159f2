"""A draft is submitted, sent back, withdrawn: each once, for a reason, and nobody edits it meanwhile."""

import pytest
from django.urls import reverse

from core.access import Refused
from people.models import Notice
from policies.models import Cell
from policies.states import BEING_WRITTEN, TRANSITIONS, Status, allows

PLACE = ["e-safety-policy", 1]


@pytest.fixture
def whole(draft, decide_all):
    return decide_all(draft)


@pytest.fixture
def submitted(whole, submit):
    return submit(whole)


def text(response) -> str:
    return " ".join(response.content.decode().split())


def test_a_version_is_approved_from_submitted_alone():
    assert [source for verb, source, _ in TRANSITIONS if verb == "approve"] == [Status.SUBMITTED]
    assert [status for status in Status if allows(status, "withdraw")] == list(BEING_WRITTEN)


def test_a_coordinator_submits_a_draft(whole, coordinator, signed_in):
    response = signed_in(coordinator).post(reverse("policies:submit", args=PLACE), follow=True)

    whole.refresh_from_db()
    assert (whole.status, whole.submitted_by) == ("submitted", coordinator)
    assert whole.history.first().history_change_reason == "Submitted for approval"
    assert "Submitted for approval by Cora Coordinator." in text(response)


def test_a_draft_is_submitted_once(submitted, submit):
    with pytest.raises(Refused, match="This draft is already submitted"):
        submit(submitted)


def test_nobody_edits_what_the_board_reads(submitted, user_actions, part, administrator):
    with pytest.raises(Refused, match="submitted for approval: it can be edited once it is sent back"):
        user_actions.decide(*part(user_actions, "gambling", "acceptable"), by=administrator)


def test_a_draft_with_something_open_is_not_submitted(draft, submit):
    with pytest.raises(Refused, match="undecided in “Using mobile phones in lessons”"):
        submit(draft)

    draft.refresh_from_db()
    assert draft.status == "draft"


@pytest.mark.parametrize(
    ("body", "obstacle"),
    [(None, "It has no text yet: add a section."), (" \n", "Sections without text: “Scope”, “Mobile technologies”.")],
)
def test_a_draft_without_text_is_not_submitted(whole, submit, body, obstacle):
    if body is None:
        whole.sections.all().delete()
    whole.sections.filter(key__in=["scope", "mobile"]).update(body=body or "")

    with pytest.raises(Refused) as refused:
        submit(whole)

    assert str(refused.value) == obstacle


def test_the_page_names_what_is_open_instead_of_the_button(draft, coordinator, signed_in):
    page = text(signed_in(coordinator).get(reverse("policies:submit", args=PLACE)))

    assert "It cannot be submitted yet." in page
    assert "Communication technologies: undecided in <a href=" in page
    assert "Submit the draft" not in page


def test_what_is_open_is_linked_to_its_row(draft, coordinator, signed_in):
    page = text(signed_in(coordinator).get(reverse("policies:submit", args=PLACE)))

    table = reverse("policies:matrix-edit", args=[*PLACE, "communications"])
    assert f'<a href="{table}#row-phones_in_lessons">Using mobile phones in lessons' in page.replace("> ", ">")


def test_a_schedule_that_says_little_is_warned_about_and_stands_in_nobodys_way(whole, coordinator, signed_in):
    whole.monitored_by = "The online safety lead"
    whole.save()

    page = text(signed_in(coordinator).get(reverse("policies:submit", args=PLACE)))

    assert "The schedule does not say everything:</strong> monitored how often," in page
    assert "Submit the draft" in page


class TestAllTheRest:
    @pytest.fixture(autouse=True)
    def _open(self, draft):
        Cell.objects.filter(row__matrix__version=draft, row__key__in=["P3", "P4"]).delete()
        Cell.objects.filter(row__matrix__version=draft, row__key="P5", column__key="police").delete()

    def test_every_action_that_nobody_decided_becomes_no(self, pupil_sanctions, administrator):
        before = dict(Cell.objects.values_list("pk", "value"))

        count = pupil_sanctions.decide_rest(by=administrator)

        new = Cell.objects.filter(row__matrix=pupil_sanctions).exclude(pk__in=before)
        assert count == new.count() == 19
        assert set(new.values_list("value", "provenance")) == {("no", "school")}
        assert dict(Cell.objects.filter(pk__in=before).values_list("pk", "value")) == before
        assert pupil_sanctions.undecided() == []

    def test_its_history_says_so(self, pupil_sanctions, administrator):
        pupil_sanctions.decide_rest(by=administrator)

        told = Cell.history.filter(row__key="P3").first()
        assert (told.history_user, told.history_change_reason) == (administrator, "All the rest: no")

    def test_of_user_actions_nothing_is_assumed(self, user_actions, administrator):
        user_actions.all_rows.get(key="gambling").decisions.all().delete()

        assert user_actions.decide_rest(by=administrator) == 0
        assert [row.key for row in user_actions.undecided()] == ["gambling"]

    def test_it_is_offered_where_a_draft_is_submitted_and_asks_first(self, draft, coordinator, signed_in):
        browser, address = signed_in(coordinator), reverse("policies:matrix-rest", args=[*PLACE, "pupil_sanctions"])

        offered = text(browser.get(reverse("policies:submit", args=PLACE)))
        asked = text(browser.get(address))
        response = browser.post(address)

        assert f'href="{address}"' in offered
        assert "19 cells are undecided." in asked
        assert response.headers["Location"] == reverse("policies:version", args=PLACE)
        assert Cell.objects.filter(row__matrix__version=draft, row__key="P3", value="no").count() == 9

    def test_a_table_of_a_withdrawn_draft_is_left_alone(self, draft, pupil_sanctions, administrator):
        draft.withdraw(by=administrator, reason="Not now.")

        with pytest.raises(Refused, match="A version that is withdrawn cannot be edited"):
            pupil_sanctions.decide_rest(by=administrator)


class TestSendingBack:
    def test_a_governor_sends_it_back_with_a_reason_that_its_writers_read(
        self, submitted, governor, coordinator, signed_in
    ):
        signed_in(governor).post(reverse("policies:send-back", args=PLACE), {"reason": "Say more about phones."})

        submitted.refresh_from_db()
        assert submitted.status == "draft"
        assert "It was sent back:</strong> Say more about phones." in text(
            signed_in(coordinator).get(submitted.get_absolute_url())
        )

    def test_a_reason_is_asked_for(self, submitted, governor, signed_in):
        response = signed_in(governor).post(reverse("policies:send-back", args=PLACE), {"reason": " "})

        submitted.refresh_from_db()
        assert "Say why" in text(response)
        assert submitted.status == "submitted"

    def test_the_next_submission_forgets_it(self, submitted, coordinator):
        submitted.send_back(by=coordinator, reason="Say more.")
        submitted.submit(by=coordinator)

        assert submitted.sent_back_because == ""

    def test_a_draft_is_not_sent_back(self, whole, governor):
        with pytest.raises(Refused, match="This is already a draft"):
            whole.send_back(by=governor, reason="Say more.")


class TestWithdrawing:
    def test_its_reason_stays_and_it_is_never_called_a_version(self, submitted, coordinator, signed_in):
        signed_in(coordinator).post(reverse("policies:withdraw", args=PLACE), {"reason": "The law changes."})

        submitted.refresh_from_db()
        page = text(signed_in(coordinator).get(submitted.get_absolute_url()))
        assert (submitted.status, submitted.name) == ("withdrawn", "draft 1")
        assert "It was withdrawn:</strong> The law changes." in page

    def test_a_governor_does_not_withdraw_what_others_write(self, whole, governor):
        with pytest.raises(Refused, match="Drafts are withdrawn by the administrator"):
            whole.withdraw(by=governor, reason="No.")

    def test_what_is_approved_is_not_withdrawn(self, approved, coordinator):
        with pytest.raises(Refused, match="A version that is approved cannot be withdrawn"):
            approved.withdraw(by=coordinator, reason="No.")

    def test_who_was_editing_is_told_and_keeps_what_was_typed(self, whole, coordinator, administrator, signed_in):
        whole.withdraw(by=administrator, reason="No.")

        response = signed_in(coordinator).post(reverse("policies:submit", args=PLACE))

        assert response.status_code == 403
        assert "A version that is withdrawn cannot be submitted." in text(response)


class TestTelling:
    @pytest.fixture
    def told(self):
        """`told()`: who is told what."""

        def read():
            return {(notice.user, notice.wanted) for notice in Notice.objects.all()}

        return read

    def test_those_who_record_approvals_are_told_of_a_submission(
        self, whole, headteacher, governor, coordinator, teacher, told
    ):
        whole.submit(by=coordinator)

        wanted = "It is submitted for approval: read it, and record what the board decides."
        assert told() == {(headteacher, wanted), (governor, wanted)}
        assert Notice.objects.first().path == whole.get_absolute_url()

    def test_who_could_not_approve_it_is_not_told(self, whole, headteacher, governor, told):
        whole.submit(by=headteacher)

        assert {user for user, _ in told()} == {governor}

    def test_its_writers_are_told_when_it_is_sent_back(self, submitted, administrator, governor, told):
        Notice.objects.all().delete()

        submitted.send_back(by=governor, reason="Say more.")

        assert told() == {(administrator, "It was sent back: read why, change it, and submit it again.")}

    def test_its_writers_are_told_when_it_is_approved(self, whole, coordinator, administrator, approve, told):
        approve(whole, submitted_by=coordinator)

        wanted = "It is approved. It is in force from 1 September 2026."
        assert {(administrator, wanted), (coordinator, wanted)} <= told()
