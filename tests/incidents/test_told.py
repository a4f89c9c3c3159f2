"""Who is told what happened to an incident: each line of the table, and nobody else."""

import ast

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.codes import Branch, Finding
from incidents.models import Interest, Involvement
from incidents.statement import Named
from incidents.telling import TOLD, handlers
from people.models import Notice, Person, User
from people.roles import Role
from tests.architecture.sources import calls_of, modules
from tests.incidents.investigating import begin


@pytest.fixture(autouse=True)
def everybody(teacher, coordinator, safeguarding_lead, headteacher, chair, governor, administrator, stranger):
    """Every role is held: whoever is not named below is not told."""


@pytest.fixture
def told(db):
    """`told()`: who was told what since it was last asked, as {name: sentence}."""

    def since():
        found = {notice.user.name: notice.wanted for notice in Notice.objects.select_related("user")}
        assert len(found) == Notice.objects.count()
        Notice.objects.all().delete()
        return found

    return since


@pytest.fixture
def under_review(incident, coordinator, pupil, told):
    """Nothing is missing: parents told, no misuse. What it took to get here was told, and is forgotten."""
    incident.review(
        by=coordinator, branch=Branch.UNSUITABLE, user_action=incident.user_action, safeguarding=False, reason="Seen."
    )
    involvement = incident.involvements.get()
    involvement.parents = Involvement.Parents.NOT_INFORMED
    involvement.parents_reason = "They know."
    involvement.no_misuse = True
    involvement.save_as(coordinator)
    told()
    return incident


def accused(person=None, **typed):
    return Named(part=Involvement.Part.INSTIGATOR, person=person, **typed)


NEW = "A new incident waits for its review."
ENDED = {"finding": Finding.UNFOUNDED, "outcome": "Nothing happened.", "rationale": "Seen."}


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ("accused", set()),
        ("accused under another entry", set()),
        ("stepped back", {"Hattie Head"}),
        ("stays", {"Hattie Head", "Sam Safeguarding"}),
    ],
)
def test_who_is_told_as_a_handler_is_who_handles_it(
    log_incident, school, safeguarding_lead, headteacher, chair, how, told
):
    if how.startswith("accused"):
        of_chair = chair.person
        if how == "accused under another entry":
            of_chair = Person.objects.create(school=school, kind="staff", name="C. Chair", merged_into=of_chair)
        incident = log_incident(people=[accused(headteacher.person), accused(of_chair)])
    else:
        incident = log_incident(kind="self_harm")
        stays = "It is minor." if how == "stays" else ""
        Interest.objects.create(incident=incident, user=safeguarding_lead, text="A friend.", stays_because=stays)

    listed = {user.name for user in handlers(incident)}

    assert listed == told
    assert listed == {user.name for user in User.objects.all() if incident.standing_of(user).handles}


def test_who_holds_the_role_in_the_federation_is_told_and_who_holds_it_elsewhere_is_not(
    log_incident, school, federation, other_school, appoint
):
    school.federation = federation
    school.save_as(None)
    incident = log_incident()
    known = handlers(incident)
    of_all = appoint(Role.COORDINATOR, federation)
    appoint(Role.COORDINATOR, other_school)

    assert set(handlers(incident)) == {*known, of_all}


def test_a_new_one_asks_no_more_for_more_handlers(log_incident, appoint, school):
    log_incident()  # the first of a school begins more
    with CaptureQueriesContext(connection) as for_two:
        log_incident()
    for _ in range(2):
        appoint(Role.COORDINATOR, school)

    with CaptureQueriesContext(connection) as for_four:
        log_incident()

    assert len(for_four) == len(for_two)


class TestANewOne:
    def test_an_ordinary_one_is_told_to_the_coordinator_and_the_head(self, log_incident, told):
        log_incident()

        assert told() == {"Cora Coordinator": NEW, "Hattie Head": NEW}

    def test_one_that_may_be_illegal_to_the_safeguarding_lead_and_the_head(self, log_incident, told):
        log_incident(may_be_illegal=True)

        assert told() == {"Sam Safeguarding": NEW, "Hattie Head": NEW}

    def test_a_restricted_one_to_the_authority_alone(self, log_incident, told):
        log_incident(people=[accused(name="Mx Visitor", kind="other", works_or_volunteers="unsure")])

        assert told() == {"Hattie Head": NEW}

    def test_one_about_the_head_to_the_chair_alone(self, log_incident, headteacher, told):
        log_incident(people=[accused(headteacher.person)])

        assert told() == {"Charlie Chair": NEW}

    def test_never_to_who_reported_it(self, log_incident, coordinator, told):
        log_incident(by=coordinator)

        assert told() == {"Hattie Head": NEW}

    def test_never_to_the_one_it_is_about(self, log_incident, coordinator, appoint, school, told):
        second = appoint(Role.COORDINATOR, school, "Colin Coordinator")
        log_incident(people=[accused(second.person)])

        assert told() == {"Hattie Head": NEW}

    def test_never_to_the_one_it_is_about_though_only_the_name_was_typed(self, log_incident, told):
        log_incident(people=[accused(name="Cora Coordinator", kind="staff", works_or_volunteers="yes")])

        assert told() == {"Hattie Head": NEW}

    def test_where_nobody_is_left_those_who_read_it_by_name(self, log_incident, headteacher, chair, told):
        log_incident(people=[accused(headteacher.person), accused(chair.person)])

        assert told() == {
            "Sam Safeguarding": "Read it and tell the local authority: nobody who would handle it can.",
        }

    def test_the_link_leads_to_the_record(self, log_incident):
        incident = log_incident()

        assert set(Notice.objects.values_list("label", "path")) == {(incident.reference, f"/incidents/{incident}/")}

    def test_the_same_form_twice_tells_once(self, log_incident, told):
        first = log_incident()
        log_incident(submission=first.submission, occurred_at=first.occurred_at)

        assert set(told()) == {"Cora Coordinator", "Hattie Head"}


class TestANewRoute:
    IT_COMES = "It has come to you: handle it."

    def test_the_safeguarding_lead_who_handles_it_now(self, incident, coordinator, told):
        told()
        incident.review(
            by=coordinator, branch=Branch.UNSUITABLE, user_action=None, safeguarding=True, reason="A child at risk."
        )

        assert told() == {"Sam Safeguarding": self.IT_COMES}

    def test_also_where_the_head_who_sends_it_there_keeps_handling_it(self, incident, headteacher, told):
        told()
        incident.review(
            by=headteacher, branch=Branch.UNSUITABLE, user_action=None, safeguarding=True, reason="A child at risk."
        )

        assert told() == {"Sam Safeguarding": self.IT_COMES}

    def test_and_nobody_where_the_route_stays(self, incident, coordinator, told):
        told()
        incident.review(
            by=coordinator, branch=Branch.UNSUITABLE, user_action=None, safeguarding=False, reason="Ordinary."
        )

        assert told() == {}


class TestTheAuthorities:
    def test_a_referral_is_told_to_those_who_handle_it(self, log_incident, safeguarding_lead, referral, told):
        incident = log_incident(may_be_illegal=True)
        told()
        incident.notify_authorities(by=safeguarding_lead, **referral)

        assert told() == {"Hattie Head": "It was referred: nobody investigates until the authorities answer."}

    def test_a_reviewer_who_does_not_handle_it_learns_that_it_waits_and_that_they_answered(
        self, under_review, coordinator, headteacher, appoint, school, referral, told
    ):
        leader = appoint(Role.SENIOR_LEADER, school, "Lena Leader")
        begin(under_review, coordinator, headteacher, leader)
        told()

        under_review.notify_authorities(by=coordinator, **referral)
        waits = told()["Lena Leader"]
        said = {"answer_text": "No.", "answered_by": "PC Quince", "reference": ""}
        under_review.record_answer(by=headteacher, answer="not_confirmed", **said)

        assert waits == "It was referred: your investigation waits until the authorities answer."
        assert told()["Lena Leader"] == (
            "The authorities have answered, or do not: look whether your investigation goes on."
        )

    def test_so_is_the_decision_against_one(self, log_incident, safeguarding_lead, told):
        incident = log_incident(may_be_illegal=True)
        told()
        incident.decide_not_to_refer(by=safeguarding_lead, agency="police", reason="A drawing of a horse.")

        assert Notice.objects.filter(wanted="It is not referred: read why.").get().user.name == "Hattie Head"

    def test_so_is_their_answer(self, referred, headteacher, told):
        Notice.objects.all().delete()
        referred.record_answer(
            by=headteacher, answer="confirmed", answer_text="They go on.", reference="", answered_by="PC Quince"
        )

        assert told() == {"Sam Safeguarding": "The authorities have answered, or do not: read what follows."}


class TestANewHandler:
    def test_who_takes_it_over_is_not_told_and_who_had_it_is(self, under_review, headteacher, told):
        under_review.take_over(by=headteacher)

        assert told() == {"Cora Coordinator": "Somebody else handles it now."}

    def test_who_is_given_it_is_told_and_so_is_who_had_it(self, under_review, headteacher, appoint, school, told):
        second = appoint(Role.COORDINATOR, school, "Colin Coordinator")
        under_review.assign(by=headteacher, to=second)

        assert told() == {
            "Colin Coordinator": "You are its handler now.",
            "Cora Coordinator": "Somebody else handles it now.",
        }

    def test_who_gives_it_away_knows(self, under_review, coordinator, headteacher, told):
        under_review.assign(by=coordinator, to=headteacher)

        assert told() == {"Hattie Head": "You are its handler now."}


class TestTheEnd:
    CLOSED = "What you reported is closed."

    def test_closed_is_told_to_the_reporter_with_the_receipt(self, under_review, coordinator, told):
        under_review.close(by=coordinator, **ENDED)

        assert Notice.objects.get().path == f"/incidents/mine/{under_review}/"
        assert told() == {"Tess Teacher": self.CLOSED}

    def test_withdrawn_is_closed_to_the_reporter(self, incident, coordinator, told):
        told()
        incident.withdraw(by=coordinator, reason="Reported twice.")

        assert told() == {"Tess Teacher": self.CLOSED}

    def test_not_to_a_reporter_who_closed_it(self, log_incident, coordinator, told):
        incident = log_incident(by=coordinator)
        told()
        incident.withdraw(by=coordinator, reason="Reported twice.")

        assert told() == {}

    def test_not_to_a_reporter_it_is_alleged_against(self, under_review, teacher, coordinator, headteacher, told):
        Involvement(
            incident=under_review,
            person=teacher.person,
            kind=Person.Kind.STAFF,
            part=Involvement.Part.INSTIGATOR,
            no_misuse=True,
        ).save_as(headteacher)
        under_review.close(by=coordinator, **ENDED)

        assert told() == {}

    def test_reopened_is_told_to_the_reporter_and_to_the_handler(self, under_review, coordinator, headteacher, told):
        under_review.close(by=coordinator, **ENDED)
        told()
        under_review.reopen(by=headteacher, reason="There is more.")

        assert told() == {
            "Cora Coordinator": "It was reopened: go on with it.",
            "Tess Teacher": "What you reported is being reviewed again.",
        }

    def test_where_the_handler_left_it_is_told_to_all_who_may(self, under_review, coordinator, headteacher, told):
        under_review.close(by=coordinator, **ENDED)
        coordinator.memberships.all().delete()
        told()
        under_review.reopen(by=headteacher, reason="There is more.")

        assert told() == {"Tess Teacher": "What you reported is being reviewed again."}


def test_what_somebody_does_who_handles_it_is_nobodys_news(under_review, coordinator, told):
    under_review.add_entry(by=coordinator, text="Spoke to the class.")

    assert told() == {}


def test_every_verb_of_the_table_is_one_that_writes_a_line():
    written = set()
    for path, tree in modules().items():
        if path.startswith("incidents/"):
            written |= {
                call.args[0].value for call in calls_of("_become", tree) if isinstance(call.args[0], ast.Constant)
            }
            written |= {
                verb.value.value
                for call in calls_of("note", tree)
                for verb in call.keywords
                if verb.arg == "verb" and isinstance(verb.value, ast.Constant)
            }

    assert set(TOLD) - written == set()
