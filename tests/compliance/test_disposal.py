"""Records go when their time is over: by two people, from histories too, and a certificate stays."""

import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django_tasks_db.models import DBTaskResult

from audit.models import Erasure
from compliance import actions, queries
from compliance.models import Disposal, Hold
from compliance.rules import Rule, due_of, due_of_entry
from core import clock
from core.access import Refused
from incidents.actions import attach
from incidents.models import Entry, Export, Incident, Involvement, Reader
from incidents.printing.investigation_and_evidence import investigations
from incidents.record_of_reviewing import html_of
from incidents.statement import Named
from people.calendar import AcademicYear
from people.models import Person
from people.roles import Role
from reports.actions import prepare
from sanctions.models import Sanction
from tests.architecture.walked import investigate
from tests.audit.conftest import problems
from tests.incidents.investigating import begin, concluded, signed
from tests.pages import said

SECRET = "Zebulon"
SEVEN_YEARS = timedelta(days=7 * 366)


@pytest.fixture
def later():
    """Seven years from now."""
    with clock.set_to(clock.now() + SEVEN_YEARS):
        yield


def closed(incident, by):
    """Closed, whatever a review would ask first."""
    incident.status, incident.finding, incident.rationale = "closed", "unfounded", f"{SECRET} was not there."
    incident.outcome, incident.closed_by, incident.closed_at = f"{SECRET} was heard.", by, clock.now()
    incident.save_as(by, f"{SECRET} is cleared.")
    return incident


@pytest.fixture
def rich(log_incident, school, headteacher, senior_leader, teacher):
    """Closed, with a name in everything that may hang on it."""
    pupil = Person(
        school=school, kind="pupil", name=f"{SECRET} Smith", year_group="5", class_name="5 Oak", mis_id=f"{SECRET}1"
    )
    pupil.save_as(headteacher, f"{SECRET} is new.")
    incident = log_incident(
        description=f"{SECRET} opened a page.", told_by=f"{SECRET}'s friend", immediate_action=f"Spoke to {SECRET}.",
        people=[
            Named(part=Involvement.Part.INSTIGATOR, person=pupil),
            Named(part=Involvement.Part.WITNESS, name=f"{SECRET} Senior", kind="other", works_or_volunteers="no"),
        ],
    )  # fmt: skip
    one = incident.involvements.get(person=pupil)
    one.record_words(by=headteacher, voice=f"{SECRET} says no.", parents_voice=f"{SECRET}'s mother.")
    incident.add_entry(by=headteacher, text=f"{SECRET} was seen.")
    incident.add_reader(by=headteacher, user=senior_leader, reason=f"Knows {SECRET}")
    incident.give_task(by=headteacher, text=f"Ring {SECRET}.", who=teacher, due=None)
    attach(incident, io.BytesIO(SECRET.encode()), by=headteacher, name=f"{SECRET}.txt", title=SECRET, shows=SECRET)
    investigate(incident, headteacher)
    sanction = Sanction(
        involvement=one, text=f"{SECRET} stays in", recommended="none", done=True, done_on=clock.today(),
        reason=f"{SECRET} agreed.", by=headteacher,
    )  # fmt: skip
    sanction.save_as(headteacher, f"{SECRET} again")
    Export.keep([incident], by=headteacher, format="csv", reason=f"For {SECRET}", query=f"Words: {SECRET}")
    incident.involvements.get(person=None).delete_as(headteacher, f"{SECRET} was not there")
    closed(incident, headteacher)
    pupil.left_on = clock.today()
    pupil.save_as(headteacher, "Left")
    return incident


def holding(word):
    """Each table and each stored file that holds the word."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            for row in cursor.fetchall():
                if word.lower().encode() in b" ".join(map(_bytes, row)).lower():
                    found.add(table)
    return found


def _bytes(value):
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def disposed(record, due, head, second):
    disposal = Disposal.ask(record, due, by=head, reason="Its time is over.")
    disposal.confirm(by=second)
    assert actions.carry_out(disposal)
    return disposal


class TestErasing:
    def test_no_table_and_no_file_holds_it_afterwards(self, rich, headteacher, senior_leader, later, settings):
        person = rich.involvements.get().person
        assert len(holding(SECRET)) > 15
        assert list(Path(settings.EVIDENCE_ROOT).rglob("*"))

        with transaction.atomic():
            disposed(rich, due_of(rich), headteacher, senior_leader)
            disposed(person, due_of_entry(person), headteacher, senior_leader)

        assert holding(SECRET) == set()
        assert problems() == []

    @pytest.mark.django_db(transaction=True)
    def test_stored_files_are_gone_once_it_is_committed(self, rich, headteacher, senior_leader, later, settings):
        stored = [path for path in Path(settings.EVIDENCE_ROOT).rglob("*") if path.is_file()]
        assert len(stored) == 1

        disposal = disposed(rich, due_of(rich), headteacher, senior_leader)

        assert [path for path in stored if path.exists()] == []
        assert disposal.files == 1
        assert rich.evidence.get().is_destroyed

    def test_what_is_coded_stays_so_figures_stay(self, rich, school, headteacher, senior_leader, later):
        before = AcademicYear.of(rich.day)
        coded = ("kind", "status", "finding", "reported_at", "occurred_at", "place", "device", "route")
        kept = {name: getattr(rich, name) for name in coded}
        counted = prepare([school], before, headteacher).data["tables"]

        disposed(rich, due_of(rich), headteacher, senior_leader)

        rich.refresh_from_db()
        assert {name: getattr(rich, name) for name in coded} == kept
        assert prepare([school], before, headteacher).data["tables"] == counted

    def test_whose_name_was_typed_goes_with_the_name(self, rich, teacher, headteacher, senior_leader, later):
        one = rich.involvements.get()
        one.person, one.name, one.account = None, "Tess", teacher
        one.save_as(headteacher)

        disposed(rich, due_of(rich), headteacher, senior_leader)

        assert rich.involvements.get().account is None
        assert not Involvement.history.exclude(account=None).exists()

    def test_the_certificate_stays_and_names_nobody(self, rich, headteacher, senior_leader, later):
        disposal = disposed(rich, due_of(rich), headteacher, senior_leader)

        certificate = Erasure.objects.get()
        assert (certificate.permit, certificate.by, certificate.school_id) == (
            str(disposal), senior_leader.pk, rich.school_id,
        )  # fmt: skip
        assert certificate.rows > 20
        assert disposal.of == f"Incident {rich.reference}"

    def test_it_is_erased_once(self, rich, headteacher, senior_leader, later):
        disposal = disposed(rich, due_of(rich), headteacher, senior_leader)

        assert not actions.carry_out(disposal)
        assert Erasure.objects.count() == 1

    def test_nothing_of_another_incident_goes(self, rich, log_incident, headteacher, senior_leader, later):
        other = log_incident(description="Something else.")

        disposed(rich, due_of(rich), headteacher, senior_leader)

        other.refresh_from_db()
        assert other.description == "Something else."
        assert "Erased" not in set(Entry.objects.filter(incident=other).values_list("text", flat=True))

    def test_the_files_of_the_database_forget_it_in_the_night(self, rich, headteacher, senior_leader, later):
        disposed(rich, due_of(rich), headteacher, senior_leader)

        assert DBTaskResult.objects.filter(task_path="core.tasks.forget_what_was_erased", status="READY").count() == 1

    def test_the_worker_does_it(self, rich, headteacher, senior_leader, later, work):
        disposal = Disposal.ask(rich, due_of(rich), by=headteacher, reason="Over.")

        actions.confirm(disposal, by=senior_leader)
        work()

        disposal.refresh_from_db()
        assert disposal.done_at
        assert Reader.objects.get().reason == "Erased"


class TestTwoPeople:
    def test_who_asked_does_not_confirm(self, rich, headteacher, appoint, school, later):
        appoint(Role.SENIOR_LEADER, school, user=headteacher)
        disposal = Disposal.ask(rich, due_of(rich), by=headteacher, reason="Over.")

        with pytest.raises(Refused, match="You asked for it yourself"):
            disposal.confirm(by=headteacher)
        disposal.confirmed_by, disposal.confirmed_at = headteacher, clock.now()
        with pytest.raises(IntegrityError), transaction.atomic():
            disposal.save_as(headteacher)

    def test_the_chair_confirms_only_where_no_senior_leader_is_there(
        self, rich, headteacher, senior_leader, chair, later
    ):
        disposal = Disposal.ask(rich, due_of(rich), by=headteacher, reason="Over.")

        with pytest.raises(Refused, match="confirmed by a senior leader"):
            disposal.confirm(by=chair)

    def test_the_fallback_is_recorded_as_such(self, log_incident, headteacher, chair, later_incident):
        disposal = Disposal.ask(later_incident, due_of(later_incident), by=headteacher, reason="Over.")

        disposal.confirm(by=chair)

        assert (disposal.is_fallback, disposal.confirmed_as) == (True, "Chair of governors")

    def test_who_is_part_of_it_does_not(self, log_incident, headteacher, senior_leader, chair):
        incident = closed(
            log_incident(people=[Named(part=Involvement.Part.WITNESS, person=senior_leader.person)]), headteacher
        )
        with clock.set_to(clock.now() + SEVEN_YEARS):
            assert Disposal.ask(incident, due_of(incident), by=headteacher, reason="Over.").seconds() == [chair]

    @pytest.mark.parametrize("who", ["coordinator", "safeguarding_lead", "teacher", "administrator"])
    def test_nobody_else_asks(self, who, rich, request, later):
        with pytest.raises(Refused, match="Only the head"):
            Disposal.ask(rich, due_of(rich), by=request.getfixturevalue(who), reason="Over.")

    def test_called_off_it_stays_and_may_be_asked_for_again(self, rich, headteacher, senior_leader, later):
        disposal = Disposal.ask(rich, due_of(rich), by=headteacher, reason="Over.")

        disposal.call_off(by=senior_leader, reason="A claim is likely.")

        with pytest.raises(Refused, match="It was called off"):
            disposal.confirm(by=senior_leader)
        assert Disposal.ask(rich, due_of(rich), by=headteacher, reason="Over.")


@pytest.fixture
def later_incident(log_incident, headteacher):
    incident = closed(log_incident(), headteacher)
    with clock.set_to(clock.now() + SEVEN_YEARS):
        yield incident


class TestHold:
    @pytest.mark.parametrize("merged_away", [True, False])
    def test_it_holds_what_every_entry_of_the_same_person_is_a_part_of(
        self, log_incident, pupil, other_pupil, headteacher, merged_away
    ):
        held, involved = (pupil, other_pupil) if merged_away else (other_pupil, pupil)
        incident = log_incident(people=[Named(part=Involvement.Part.TARGET, person=involved)])
        Hold.on(held, by=headteacher, reason="A claim.")

        pupil.merge(by=headteacher, into=other_pupil, reason="Entered twice.")

        assert Hold.objects.on_incident(incident).exists()

    @pytest.mark.parametrize("on", ["the incident", "the pupil"])
    def test_what_is_held_back_is_neither_asked_for_nor_confirmed_nor_erased(
        self, on, rich, headteacher, senior_leader, later
    ):
        held = rich if on == "the incident" else rich.involvements.get().person
        hold = Hold.on(held, by=headteacher, reason="A claim.")
        with pytest.raises(Refused, match="on legal hold: A claim"):
            Disposal.ask(rich, due_of(rich), by=headteacher, reason="Over.")

        hold.lift(by=headteacher, reason="Settled.")
        disposal = Disposal.ask(rich, due_of(rich), by=headteacher, reason="Over.")
        second = Hold.on(held, by=headteacher, reason="Another claim.")
        with pytest.raises(Refused, match="Another claim"):
            disposal.confirm(by=senior_leader)
        second.lift(by=headteacher, reason="Settled.")
        disposal.confirm(by=senior_leader)
        Hold.on(held, by=headteacher, reason="A third claim.")

        assert not actions.carry_out(disposal)
        assert disposal.called_off_because == "It is on legal hold: A third claim."
        rich.refresh_from_db()
        assert rich.description.startswith(SECRET)


def test_what_was_signed_is_said_to_be_erased_and_not_to_be_altered(
    reviewed, coordinator, headteacher, senior_leader, signed_in
):
    investigation = concluded(begin(reviewed, coordinator, coordinator, headteacher), headteacher)
    was = signed(signed(investigation, coordinator), headteacher).fingerprint
    closed(reviewed, headteacher)
    with clock.set_to(clock.now() + SEVEN_YEARS):
        disposed(reviewed, due_of(reviewed), headteacher, senior_leader)

    page = said(signed_in(headteacher).get(investigation.get_absolute_url()))
    paper = said(html_of(reviewed.investigations.get(), by=headteacher))

    for each in (str(investigations(reviewed)), page, paper):
        assert "Its words were erased, as its time was over." in each
        assert "not as it was signed" not in each
        assert was in each


def test_what_was_opened_again_stays(rich, headteacher, senior_leader, later):
    disposal = Disposal.ask(rich, due_of(rich), by=headteacher, reason="Over.")
    disposal.confirm(by=senior_leader)
    rich.reopen(by=headteacher, reason="New evidence.")

    assert not actions.carry_out(disposal)
    assert disposal.called_off_because == "It was opened again."


BORN = date(2018, 3, 5)
REPORTED = date(2026, 11, 3)
# what is said of it → the rule, and the first day on which it may go
DUES = {
    "ordinary": ({}, Rule.ORDINARY, date(2033, 9, 1)),
    "safeguarding": ({"safeguarding": True}, Rule.CHILD_PROTECTION, date(2043, 3, 5)),
    "illegal": ({"branch": "illegal"}, Rule.CHILD_PROTECTION, date(2043, 3, 5)),
    "images": ({"images_of_children": True}, Rule.SEXUAL_ABUSE, date(2101, 11, 3)),
    "about staff": ({"restricted": True}, Rule.ALLEGATION, date(2036, 11, 3)),
    "malicious, about staff": ({"restricted": True, "finding": "malicious"}, Rule.ORDINARY, date(2033, 9, 1)),
}


@pytest.mark.parametrize("case", DUES)
def test_the_rule_that_keeps_it_longest_applies(case, incident, pupil):
    said, rule, day = DUES[case]
    pupil.date_of_birth = BORN
    pupil.save_as(None)
    incident.reported_at = clock.now().replace(year=2026, month=11, day=3, hour=12)
    for name, value in said.items():
        setattr(incident, name, value)

    assert due_of(incident) == (rule, day)


@pytest.mark.parametrize(
    ("threshold", "rule"),
    [("conduct", Rule.ALLEGATION), ("low_level", Rule.ORDINARY), ("nobody_here", Rule.ORDINARY)],
)
def test_who_reads_an_allegation_says_nothing_of_how_long_it_is_kept(threshold, rule, log_incident, headteacher):
    incident = log_incident(kind="staff_conduct")
    incident.decide_allegation(by=headteacher, threshold=threshold, reason="As I see it.")
    restricted = due_of(Incident.objects.get())

    incident.share(by=headteacher, reason="Cora trains the staff.")

    assert due_of(Incident.objects.get()) == restricted
    assert restricted.rule == rule


def test_of_whom_no_date_of_birth_is_known_the_school_year_says_the_age(incident):
    incident.reported_at = clock.now().replace(year=2026, month=11, day=3, hour=12)
    incident.safeguarding = True

    assert due_of(incident).on == date(2042, 11, 3)  # in Year 5 they were nine at least


@pytest.mark.parametrize("more", [0, 2])
def test_the_queue_lists_what_is_over_in_a_constant_number_of_queries(
    more, rich, log_incident, headteacher, django_assert_num_queries
):
    for _ in range(more):
        closed(log_incident(), headteacher)
    log_incident()
    with clock.set_to(clock.now() + SEVEN_YEARS), django_assert_num_queries(6):
        due = queries.incidents_due(headteacher)

    assert len(due) == 1 + more
    assert queries.incidents_due(headteacher) == []
