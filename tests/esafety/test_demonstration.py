"""The demonstration, thinned out: what it must hold, whatever its details."""

import string
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, F
from django.test import override_settings
from django.utils import timezone

from compliance import queries
from compliance.models import AccessRequest, Breach, Disposal, Hold
from core import clock
from esafety.demonstration.loading import load
from esafety.demonstration.planning import kinds
from esafety.home import APPS, blocks_for
from incidents.codes import Branch
from incidents.models import (
    DeviceMovement,
    DeviceSearch,
    Draft,
    Entry,
    Evidence,
    Incident,
    Investigation,
    Involvement,
    Phrase,
    SavedView,
    Transfer,
)
from incidents.routing import Route
from incidents.states import Status
from people.models import Membership, Person, School, User
from people.roles import OPENS_RECORDS, Role
from policies.models import DraftNote, Meaning, PolicyVersion
from policies.queries import in_force
from policies.queries import rolls as rolls_of
from policies.states import ONCE_APPROVED
from policies.states import Status as PolicyStatus
from reports.models import GovernorReport
from sanctions.models import Sanction

pytestmark = [pytest.mark.django_db, pytest.mark.once]

NOW = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def demonstration(django_db_setup, django_db_blocker, tmp_path_factory):
    """Loaded once for these tests, and gone after them. What it said while it was loaded."""
    said: list[str] = []
    with django_db_blocker.unblock(), transaction.atomic():
        with clock.set_to(NOW), override_settings(EVIDENCE_ROOT=tmp_path_factory.mktemp("evidence")):
            load(years=2, scale=0.03, say=said.append)
        yield said
        transaction.set_rollback(True)


def test_every_school_has_incidents_and_says_how_many(demonstration):
    counts = dict(School.objects.annotate(n=Count("incidents")).values_list("code", "n"))

    assert sorted(counts) == ["ALD", "BRK", "CED"]
    assert all(counts.values())
    assert any(line.startswith("Incidents: Alder Grove Primary, 2026 to 2027: ") for line in demonstration)


def test_every_status_both_branches_and_every_route_are_there(demonstration):
    assert set(Incident.objects.values_list("status", flat=True)) == set(Status)
    assert set(Incident.objects.values_list("branch", flat=True)) == set(Branch)
    assert set(Incident.objects.values_list("route", flat=True)) == set(Route)


def test_what_waits_today_is_there(demonstration):
    waiting = Incident.objects.filter(status=Status.REPORTED)
    referred = Incident.objects.filter(status=Status.WITH_AUTHORITIES)

    with clock.set_to(NOW):
        assert any(incident.is_late for incident in waiting)
    assert set(referred.values_list("school__code", flat=True)) == {"ALD", "BRK"}
    assert Incident.objects.filter(duplicate_of__isnull=False).exists()


def test_nothing_is_in_the_future_and_nobody_works_on_a_sunday(demonstration):
    moments = [*Entry.objects.values_list("at", flat=True), *Incident.objects.values_list("reported_at", flat=True)]

    assert max(moments) <= NOW
    assert {timezone.localtime(moment).weekday() for moment in moments} <= {0, 1, 2, 3, 4}


def test_history_tells_the_time_of_the_past(demonstration):
    incidents = list(Incident.objects.all())

    assert incidents
    for incident in incidents:
        assert incident.history.latest().history_date <= NOW
        assert incident.history.earliest().history_date == incident.reported_at


def test_policies_are_approved_and_a_draft_waits_with_undecided_cells(demonstration):
    draft = PolicyVersion.objects.get(status=PolicyStatus.DRAFT)
    approved = PolicyVersion.objects.filter(status=PolicyStatus.APPROVED, policy__is_standard=False)

    assert approved.count() == 4
    assert not any(version.obstacles() for version in approved)
    assert len(draft.obstacles()) == 2


def test_no_policy_is_approved_by_who_wrote_it(demonstration):
    approved = PolicyVersion.objects.filter(status__in=ONCE_APPROVED, policy__is_standard=False)

    assert approved.count() == 5
    assert not approved.filter(started_by=F("approval_recorded_by")).exists()


def test_most_have_signed_the_agreements_and_some_have_not(demonstration):
    with clock.set_to(NOW):
        rolls = rolls_of(in_force(School.objects.values_list("pk", flat=True)))

    assert [(roll.agreement.school.code, roll.agreement.kind) for roll in rolls] == [
        (code, kind) for code in ("ALD", "BRK") for kind in ("older_agreement", "staff_agreement")
    ]
    assert all(0 < roll.signed < roll.total for roll in rolls)


def test_incidents_taught_something_and_a_note_waits_for_the_next_draft(demonstration):
    assert Incident.objects.filter(status=Status.CLOSED).exclude(what_changed="").exclude(debrief="").exists()
    assert DraftNote.objects.open().count() == 1
    assert Involvement.objects.exclude(voice="").exists()


def test_last_years_report_of_each_school_is_released_and_this_years_is_a_draft(demonstration):
    reports = GovernorReport.objects.values_list("year", "status", "school__code", "federation__name")

    assert sorted(reports, key=str) == [
        (2025, "released", "ALD", None),
        (2025, "released", "BRK", None),
        (2025, "released", "CED", None),
        (2026, "draft", "ALD", None),
        (2026, "draft", "BRK", None),
        (2026, "draft", "CED", None),
        (2026, "draft", None, "Alder Grove Federation"),
    ]


def test_whoever_opens_records_is_confirmed_by_somebody_else_and_is_on_the_register(demonstration):
    openers = Membership.objects.filter(role__in=OPENS_RECORDS)

    assert openers.exclude(confirmed_by=None).count() == 13
    assert not openers.filter(user__person=None).exists()


def test_at_each_school_a_role_waits_for_the_head_to_confirm_it(demonstration):
    waiting = Membership.objects.waiting().values_list("school__code", "role")

    assert sorted(waiting) == [(code, Role.SAFEGUARDING_LEAD) for code in ("ALD", "BRK", "CED")]


# What a home page of Alder Grove Primary shows, by who signs in.
ON_THE_HOME_PAGE = {
    "staff@alder.example": {"Agreements to sign", "Tasks", "Your receipts"},
    "coordinator@alder.example": {
        "Waiting too long", "Sanctions to lift", "To review", "Decisions to make", "Policies being written",
    },
    "headteacher@alder.example": {
        "Waiting too long", "Sanctions to lift", "Roles to confirm", "To review", "With the authorities",
        "Policy reviews", "Policies being written",
    },
    "safeguarding_lead@alder.example": {"To review", "With the authorities"},
    "senior_leader@alder.example": {"Policies being written", "Agreements not signed by all", "Your receipts"},
    "governor@alder.example": {"Policies being written", "Released reports", "Policy reviews"},
    "technician@alder.example": {"Tasks", "Your receipts"},
}  # fmt: skip


@pytest.mark.parametrize("address", ON_THE_HOME_PAGE)
def test_the_home_of_a_role_has_something_to_show(demonstration, address):
    with clock.set_to(NOW):
        shown = {block.title for block in blocks_for(User.objects.get(email=address))}

    assert ON_THE_HOME_PAGE[address] <= shown


OF_NO_APP = {"running", "to-set-up"}  # blocks of the project itself, which have no traces


@pytest.mark.parametrize("role", Role)
def test_no_trace_hides_what_a_block_would_show(demonstration, role):
    user = User.objects.filter(memberships__role=role, memberships__school__code="ALD").order_by("pk").first()
    with clock.set_to(NOW):
        everything = [block for app in APPS for block in app.blocks(user, frozenset(app.traces(user)))]

        shown = [block for block in blocks_for(user) if block.key not in OF_NO_APP]

    assert shown == sorted(everything, key=lambda block: block.urgency)


def test_views_phrases_and_a_draft_are_there(demonstration):
    with clock.set_to(NOW):
        drafts = Draft.objects.of(User.objects.get(email="staff@alder.example"))

        assert [draft.kind_chosen.key for draft in drafts] == ["games_social"]
    assert SavedView.objects.filter(user__email="coordinator@alder.example").count() == 3
    assert Phrase.objects.filter(school__code="ALD").count() == 3


def test_what_was_kept_is_overdue_only_where_the_incident_is_open(demonstration):
    overdue = Sanction.objects.in_force().filter(ends_on__lt=timezone.localdate(NOW))
    removed = Sanction.objects.filter(action__meaning=Meaning.REMOVE_ACCESS, done=True, involvement__kind="pupil")

    assert set(overdue.values_list("involvement__incident__status", flat=True)) == {Status.UNDER_REVIEW}
    assert not removed.filter(ends_on=None).exists()


def test_every_role_of_every_school_can_sign_in(demonstration):
    expected = {f"{role}@{school}.example" for role in Role for school in ("alder", "brook", "cedar")}
    expected |= {"coordinator@federation.example", "governor@federation.example"}

    assert expected <= set(User.objects.values_list("email", flat=True))
    assert not User.objects.filter(is_demonstration=False).exists()


def test_two_pupils_have_the_same_name_in_different_classes(demonstration):
    twins = Person.objects.current().filter(name="Evie Marlowe")

    assert sorted(twins.values_list("class_name", flat=True)) == ["3 Maple", "5 Oak"]


def test_the_sign_ins_are_printed(demonstration, settings, capsys):
    settings.DEMONSTRATION = True

    call_command("sign_ins")

    printed = capsys.readouterr().out
    assert "coordinator@federation.example" in printed
    assert "both schools of the federation" in printed
    assert printed.count("demonstration-only") == 1


def test_it_goes_only_into_an_empty_database(demonstration, monkeypatch):
    monkeypatch.setattr("django.conf.settings.DEMONSTRATION", True)

    with pytest.raises(CommandError, match="already has a school"):
        call_command("load_demonstration")


@pytest.mark.parametrize("kind", kinds())
def test_a_scenario_names_only_people_who_are_in_it(kind):
    written = kinds()[kind]
    for scenario in written["scenario"]:
        said = {**written, **scenario}
        people = {"ab"[n] for n in range(said.get("instigators", 0))} | {"tu"[n] for n in range(said.get("targets", 0))}
        people |= {"w"} if said.get("witnesses") else set()
        words = people | {
            "class",
            "lesson",
            "game",
            "app",
            "video",
            "teacher",
            "head",
            "lead",
            "coordinator",
            "technician",
        }

        for text in (scenario["text"], scenario.get("done", ""), scenario.get("told", "")):
            slots = {slot for _, slot, _, _ in string.Formatter().parse(text) if slot}
            assert slots <= words, text


def test_what_an_investigation_leaves_is_there(demonstration):
    investigations = Investigation.objects.all()

    assert {investigation.status for investigation in investigations} >= {"started", "sealed"}
    assert all(investigation.is_as_signed for investigation in investigations)
    assert DeviceSearch.objects.exists()
    assert set(DeviceMovement.objects.values_list("kind", flat=True)) == {"moved", "police", "returned"}


def test_files_are_there_that_open_and_one_that_nobody_opens(demonstration):
    quarantined = Evidence.objects.filter(incident__images_of_children=True)

    assert Evidence.objects.count() > quarantined.count() > 0


def test_the_police_are_waited_for_and_the_first_steps_are_taken(demonstration):
    waiting = Incident.objects.get(status=Status.WITH_AUTHORITIES, way_in="child_at_risk")

    assert (waiting.awaits_agencies, waiting.awaits_meeting, waiting.parents_wait) == ([], False, False)


def test_each_register_of_data_protection_has_something_to_do_and_something_done(demonstration):
    head = User.objects.get(email="headteacher@alder.example")
    with clock.set_to(NOW):
        due = [str(row.record) for row in [*queries.incidents_due(head), *queries.entries_due(head)]]

    assert {breach.closed_at is None for breach in Breach.objects.all()} == {True, False}
    assert {asked.answered_on is None for asked in AccessRequest.objects.all()} == {True, False}
    assert {disposal.done_at is None for disposal in Disposal.objects.all()} == {True, False}
    assert {hold.incident is None for hold in Hold.objects.in_force()} == {True, False}
    assert len(due) == 2


def test_the_lado_is_waited_for_and_a_pupils_file_is_to_be_sent(demonstration):
    assert [each.school.code for each in Incident.objects.filter(restricted=True) if each.awaits_advice] == ["CED"]
    assert all(transfer.is_under_way and transfer.going_along.exists() for transfer in Transfer.objects.all())
    assert Transfer.objects.exists()
