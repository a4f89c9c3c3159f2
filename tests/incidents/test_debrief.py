"""Looking back at an incident: what was learnt, what changed, and what the next draft of the policy should say."""

from datetime import date

import pytest
from django.urls import reverse

from core.access import Refused
from incidents import actions
from incidents.codes import Finding
from incidents.models import Incident
from incidents.proposals import Proposal
from incidents.states import Status
from policies.models import Coverage, DraftNote, Place, Policy, PolicyVersion, Section
from tests.incidents.browser_form import sent_by
from tests.pages import main_of

SAID = {"finding": Finding.SUBSTANTIATED, "outcome": "Spoken to.", "rationale": "Seen by two."}
LEARNT = {"debrief": "Tablets were not watched.", "what_changed": "They are handed in at noon."}
PROPOSAL = Proposal(Place("", "devices", "Devices"), "Say who keeps tablets at lunch.")


@pytest.fixture
def policy(school):
    """The school's own policy, in force since 2020, with one section."""
    policy = Policy.objects.create(title="E-safety policy", slug="ashdown")
    day = date(2020, 1, 1)
    version = PolicyVersion.objects.create(
        policy=policy, number=1, status="approved", approved_on=day, effective_from=day
    )
    Section.objects.create(version=version, key="devices", title="Devices", body="x")
    Coverage.objects.create(policy=policy, kind=policy.kind, school=school, starts_on=day)
    return policy


@pytest.fixture
def ready(reviewed, coordinator):
    """Under review, and nothing is missing."""
    answer = {"parents": "not_informed", "parents_reason": "A witness only."}
    actions.record_parents(reviewed, [(reviewed.involvements.get(), answer)], by=coordinator)
    return reviewed


@pytest.fixture
def closed(ready, coordinator):
    ready.close(by=coordinator, **SAID)
    return ready


@pytest.fixture
def close_url(ready):
    return reverse("incidents:close", args=[ready.reference])


class TestClosing:
    def test_what_was_learnt_is_kept_and_noted_for_the_next_draft(self, ready, policy, coordinator):
        actions.close(ready, by=coordinator, proposal=PROPOSAL, **SAID, **LEARNT)

        ready.refresh_from_db()
        assert (ready.status, ready.debrief, ready.what_changed) == (Status.CLOSED, *LEARNT.values())
        note = ready.policy_notes.get()
        assert (note.policy, note.label, note.text, note.by) == (policy, "Devices", PROPOSAL.text, coordinator)
        assert ready.entries.first().text == (
            "Noted for the next draft of E-safety policy. Devices: Say who keeps tablets at lunch."
        )

    def test_a_refused_closing_notes_nothing(self, reviewed, policy, coordinator):
        with pytest.raises(Refused, match="Before it can close"):
            actions.close(reviewed, by=coordinator, proposal=PROPOSAL, **SAID, **LEARNT)

        assert not DraftNote.objects.exists()

    @pytest.mark.parametrize(
        "said", [{"debrief": "Pip Pupil did it."}, {"what_changed": "Pip is alone."}, {"proposal": "As pip did."}]
    )
    def test_whoever_asks_names_nobody_in_what_others_read(self, ready, policy, coordinator, said):
        if "proposal" in said:
            said = {"proposal": Proposal(PROPOSAL.about, said["proposal"])}

        with pytest.raises(Refused, match="is a name of somebody in this incident: write it without names\\."):
            actions.close(ready, by=coordinator, **SAID, **said)

        ready.refresh_from_db()
        assert (ready.status, ready.debrief) == (Status.UNDER_REVIEW, "")
        assert not DraftNote.objects.exists()

    @pytest.mark.parametrize("said", [{"debrief": "Pip Pupil did it."}, {"what_changed": "Pip is alone."}])
    def test_nor_does_who_closes_it_without_the_form(self, ready, coordinator, said):
        with pytest.raises(Refused, match="is a name of somebody in this incident"):
            ready.close(by=coordinator, **SAID, **said)

        ready.refresh_from_db()
        assert ready.status == Status.UNDER_REVIEW

    def test_the_page_asks_for_a_part_of_the_policy(self, ready, policy, coordinator, signed_in, close_url):
        answers = SAID | LEARNT | {"policy_part": ":devices", "policy_note": "Say who keeps tablets."}

        signed_in(coordinator).post(close_url, answers)

        assert DraftNote.objects.get().text == "Say who keeps tablets."
        assert Incident.objects.readable_by(coordinator).get().status == Status.CLOSED

    @pytest.mark.parametrize(
        ("answers", "errors"),
        [
            ({"policy_part": ":devices"}, {"policy_note": "Write what should change there"}),
            ({"policy_note": "Say who."}, {"policy_part": "Choose which part of the policy it is about"}),
            ({"policy_part": "nonsense", "policy_note": "x"}, {"policy_part": "Choose a part of the policy"}),
            ({"debrief": "pip did it."}, {"debrief": "“pip” is a name of somebody in this incident"}),
            ({"policy_part": "policy", "policy_note": "As Pip Pupil."}, {"policy_note": "“Pip Pupil” is a name"}),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_done(
        self, ready, policy, coordinator, signed_in, close_url, answers, errors
    ):
        page = signed_in(coordinator).post(close_url, SAID | answers)

        found = page.context["form"].errors
        assert found.keys() == errors.keys()
        assert all(errors[field] in found[field][0] for field in errors)
        assert sent_by(page, "rationale")["rationale"] == "Seen by two."
        assert Incident.objects.readable_by(coordinator).get().status == Status.UNDER_REVIEW
        assert not DraftNote.objects.exists()

    def test_a_school_with_the_standard_set_is_not_asked(self, ready, coordinator, signed_in, close_url):
        page = signed_in(coordinator).get(close_url)

        assert "policy_part" not in page.context["form"].fields
        assert "Your school follows the standard set" in main_of(page)

    def test_closing_again_after_a_reopening_starts_from_what_was_learnt(
        self, ready, coordinator, headteacher, signed_in, close_url
    ):
        ready.close(by=coordinator, **SAID, **LEARNT)
        ready.reopen(by=headteacher, reason="More came out.")

        shown = sent_by(signed_in(coordinator).get(close_url), "debrief")

        assert LEARNT.items() <= shown.items()


class TestAfterwards:
    def test_it_is_added_to_and_the_finding_stays(self, closed, policy, coordinator):
        actions.debrief(closed, by=coordinator, proposal=PROPOSAL, **LEARNT)

        closed.refresh_from_db()
        assert (closed.status, closed.finding, closed.what_changed) == (
            Status.CLOSED, "substantiated", LEARNT["what_changed"],
        )  # fmt: skip
        assert closed.history.first().history_user == coordinator
        assert closed.policy_notes.count() == 1

    def test_nobody_is_named_in_it_afterwards_either(self, closed, policy, coordinator):
        with pytest.raises(Refused, match="“Pip” is a name"):
            actions.debrief(closed, by=coordinator, **LEARNT | {"debrief": "Pip was alone."})

        closed.refresh_from_db()
        assert closed.debrief == ""

    def test_the_same_note_twice_is_refused(self, closed, policy, coordinator):
        actions.debrief(closed, by=coordinator, proposal=PROPOSAL, **LEARNT)

        with pytest.raises(Refused, match="already noted for the next draft"):
            actions.debrief(closed, by=coordinator, proposal=PROPOSAL, **LEARNT)

        assert DraftNote.objects.count() == 1

    def test_an_open_incident_has_none_yet(self, reviewed, coordinator):
        with pytest.raises(Refused, match="is written down when the incident is closed"):
            reviewed.record_debrief(by=coordinator, **LEARNT)

    def test_a_named_reader_does_not_write_in_it(self, closed, governor, headteacher):
        closed.readers.create(user=governor, by=headteacher, reason="Second person")

        with pytest.raises(Refused, match="Only somebody who closes such an incident"):
            closed.record_debrief(by=governor, **LEARNT)

    @pytest.mark.both
    def test_what_somebody_else_wrote_meanwhile_is_shown_and_kept(self, closed, coordinator, headteacher, signed_in):
        url, browser = reverse("incidents:debrief", args=[closed.reference]), signed_in(coordinator)
        tab = sent_by(browser.get(url), "debrief")
        Incident.objects.readable_by(headteacher).get().record_debrief(by=headteacher, **LEARNT)

        page = browser.post(url, tab | {"debrief": "Something else."})

        closed.refresh_from_db()
        assert closed.debrief == LEARNT["debrief"]
        assert {other.now for other in page.context["form"].others} == set(LEARNT.values())
        assert sent_by(page, "debrief")["debrief"] == "Something else."

    def test_the_verb_itself_overwrites_nothing(self, closed, coordinator, headteacher):
        same = Incident.objects.readable_by(headteacher).get()
        same.record_debrief(by=headteacher, **LEARNT)

        with pytest.raises(Refused, match="Somebody else wrote in the debrief"):
            closed.record_debrief(by=coordinator, debrief="x", what_changed="")

    def test_the_page_of_the_incident_shows_it(self, closed, policy, coordinator, signed_in):
        actions.debrief(closed, by=coordinator, proposal=PROPOSAL, **LEARNT)

        page = main_of(signed_in(coordinator).get(closed.get_absolute_url()))

        assert LEARNT["what_changed"] in page
        assert "Waits for the next draft" in page
