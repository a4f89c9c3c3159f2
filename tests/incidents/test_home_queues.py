"""Each open incident that a user handles stands in one queue of the home page, and says what is wanted next."""

import uuid
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core import clock
from incidents import home, waiting
from incidents.actions import record_parents
from incidents.models import Draft, Incident
from incidents.statement import Named
from people.roles import Role
from tests.homes import blocks_of

AFTER_A_MONTH = timedelta(days=45)
REVIEWED = {"branch": "unsuitable", "user_action": None, "safeguarding": False, "reason": "Not illegal."}
INFORMED = {"parents": "informed", "parents_informed_on": timezone.localdate(), "parents_informed_by": "Cora"}


@pytest.fixture
def shown():
    """`shown(user)`: what each block of the user's home page lists, receipts aside."""

    def of(user):
        return {
            block.title: [item.label for item in block.items]
            for block in blocks_of(home, user)
            if block.key != "receipts"
        }

    return of


@pytest.fixture
def under_review(log_incident, coordinator):
    """`under_review(people=[…])`: taken up by the coordinator."""

    def make(by=coordinator, **said):
        incident = log_incident(**said)
        incident.review(by=by, **REVIEWED)
        return incident

    return make


@pytest.fixture
def about_an_adult(log_incident):
    return log_incident(
        people=[Named(part="instigator", name="Mx Visitor", kind="other", works_or_volunteers="unsure")]
    )


def test_what_is_reported_waits_for_a_review(shown, incident, coordinator):
    assert shown(coordinator) == {"To review": [incident.reference]}


def test_what_is_to_review_begins_with_danger_then_with_what_may_be_illegal_then_with_the_oldest(
    shown, log_incident, headteacher
):
    newest = log_incident()
    with clock.set_to(clock.now() - timedelta(days=2)):
        oldest = log_incident()
    illegal = log_incident(may_be_illegal=True)
    danger = log_incident(child_in_danger=True, told_in_person="Sam, at ten")

    listed = shown(headteacher)["To review"]

    assert listed == [danger.reference, illegal.reference, oldest.reference, newest.reference]
    [found] = waiting.with_next_to_review(Incident.objects.filter(pk=newest.pk), headteacher)
    assert found.next_reference == danger.reference


def test_where_nothing_waits_none_is_next(reviewed, headteacher):
    [found] = waiting.with_next_to_review(Incident.objects.all(), headteacher)

    assert found.next_reference is None


def test_what_a_colleague_handles_is_in_no_queue(under_review, appoint, school, coordinator):
    under_review(by=appoint(Role.COORDINATOR, school))

    assert list(waiting.queued_for(coordinator).values_list("queue", flat=True)) == [waiting.COLLEAGUES]
    assert waiting.in_queues(coordinator) == {}


def test_parents_of_a_pupil_are_still_to_be_informed(shown, reviewed, coordinator):
    assert shown(coordinator) == {"To review": [], "Parents: informed, or why not": [reviewed.reference]}


def test_how_many_pupils_parents_are_missing_is_said(under_review, pupil, other_pupil, coordinator):
    incident = under_review(people=[Named(part="instigator", person=pupil), Named(part="target", person=other_pupil)])
    record_parents(incident, [(incident.involvements.get(person=pupil), INFORMED)], by=coordinator)

    block = next(block for block in blocks_of(home, coordinator) if block.key == waiting.PARENTS)

    assert "Parents of 1 pupil: informed, or why not?" in block.items[0].note
    assert block.items[0].url == f"{incident.get_absolute_url()}#people"


def test_what_lacks_nothing_is_simply_yours(shown, under_review, coordinator):
    incident = under_review()

    assert shown(coordinator) == {"To review": [], "Yours, under review": [incident.reference]}


def test_what_a_colleague_handles_in_time_is_left_to_them(shown, under_review, headteacher):
    under_review()

    assert shown(headteacher) == {"To review": []}


def test_what_a_colleague_handles_too_long_is_everybodys(shown, under_review, coordinator, headteacher):
    incident = under_review()

    with clock.set_to(clock.now() + AFTER_A_MONTH):
        found = [shown(user) for user in (coordinator, headteacher)]

    assert found == [{"To review": [], "Waiting too long": [incident.reference]}] * 2


def test_what_nobody_handles_any_more_is_offered_to_be_taken_over(shown, under_review, coordinator, safeguarding_lead):
    incident = under_review(people=[])
    incident.safeguarding, incident.handler = True, None
    incident.save_as(coordinator)

    block = next(block for block in blocks_of(home, safeguarding_lead) if block.key == waiting.OWN)

    assert [item.label for item in block.items] == [incident.reference]
    assert "Nobody handles it: take it over." in block.items[0].note
    assert shown(coordinator) == {"To review": []}


def test_the_head_has_the_restricted_ones_apart(shown, about_an_adult, headteacher, coordinator, safeguarding_lead):
    about_an_adult.review(by=headteacher, **REVIEWED)
    about_an_adult.decide_allegation(by=headteacher, threshold="conduct", reason="A matter of conduct.")

    assert shown(headteacher) == {"To review": [], "Restricted": [about_an_adult.reference]}
    assert shown(coordinator) == shown(safeguarding_lead) == {"To review": []}


def test_what_the_police_have_is_awaited(shown, referred, safeguarding_lead, headteacher):
    assert shown(safeguarding_lead) == {"To review": [], "With the authorities": [referred.reference]}
    assert shown(headteacher) == shown(safeguarding_lead)


def test_what_is_alleged_against_a_handler_waits_in_none_of_their_queues(shown, log_incident, coordinator, headteacher):
    incident = log_incident(people=[Named(part="instigator", person=coordinator.person)])

    assert shown(coordinator) == {"To review": []}
    assert shown(headteacher) == {"Allegations": [incident.reference], "To review": []}


def test_the_oldest_comes_first(shown, under_review, coordinator):
    with clock.set_to(clock.now() - timedelta(days=2)):
        older = under_review()
    newer = under_review()

    assert shown(coordinator)["Yours, under review"] == [older.reference, newer.reference]


@pytest.mark.parametrize("close_within", [0, 1, 5, 20])
@pytest.mark.parametrize("weekday", [0, 5, 6])
def test_too_late_in_the_list_is_too_late_on_the_page(under_review, coordinator, school, close_within, weekday):
    school.close_within = close_within
    school.save_as(coordinator)
    today = datetime(
        2027, 3, 22 + weekday, 12, tzinfo=timezone.get_default_timezone()
    )  # the summer begins on the Sunday
    with clock.set_to(today - timedelta(days=60)):
        one = under_review()
    days = range(close_within, close_within * 7 // 5 + 5)
    moments = [today + timedelta(days=-day, hours=hour - 12, minutes=-5) for day in days for hour in (0, 23)]
    for number, moment in enumerate(moments):  # the same again, but for when it was reported
        one.pk, one.reference, one.submission, one.reported_at = None, f"ASH-{number}", uuid.uuid4(), moment
        one.save_as(coordinator)

    with clock.set_to(today):
        late = set(waiting.queued_for(coordinator).filter(queue=waiting.LATE).values_list("pk", flat=True))
        on_their_pages = {incident.pk for incident in Incident.objects.all() if incident.is_late}

    assert late == on_their_pages
    assert 0 < len(late) < Incident.objects.count()


def test_a_count_beyond_a_thousand_is_said_roughly(incident, coordinator):
    block = blocks_of(home, coordinator)[0]

    assert block.number == "1"
    assert type(block)(block.key, block.title, block.urgency, 1001).number == "1,000+"


class TestNews:
    """What others add to an incident stands on its handler's home page until the handler adds to it."""

    NEWS = "New since you dealt with it"

    def test_a_correction_of_the_reporter(self, shown, under_review, coordinator, teacher):
        incident = under_review()
        incident.correct_own(by=teacher, text="It was a Tuesday.")

        block = next(block for block in blocks_of(home, coordinator) if block.title == self.NEWS)

        assert [item.label for item in block.items] == [incident.reference]
        assert block.items[0].note.startswith("The reporter has corrected it, ")

    def test_a_task_that_is_done(self, under_review, coordinator, teacher):
        incident = under_review()
        incident.give_task(by=coordinator, text="Ask the office.", who=teacher, due=None)
        incident.tasks.get().do(by=teacher, answer="Asked.")

        block = next(block for block in blocks_of(home, coordinator) if block.title == self.NEWS)

        assert block.items[0].note.startswith("A task is done, ")

    def test_until_the_handler_adds_to_it(self, shown, under_review, coordinator, teacher):
        incident = under_review()
        incident.correct_own(by=teacher, text="It was a Tuesday.")
        assert self.NEWS in shown(coordinator)

        incident.add_entry(by=coordinator, text="Seen.")

        assert self.NEWS not in shown(coordinator)

    def test_not_what_came_before_the_review_nor_what_a_colleague_handles(
        self, shown, log_incident, coordinator, headteacher, teacher
    ):
        incident = log_incident()
        incident.correct_own(by=teacher, text="It was a Tuesday.")
        incident.review(by=coordinator, **REVIEWED)
        assert self.NEWS not in shown(coordinator)

        incident.correct_own(by=teacher, text="Or a Wednesday.")

        assert self.NEWS in shown(coordinator)
        assert self.NEWS not in shown(headteacher)


def test_a_draft_stands_on_the_home_page_of_whoever_began_it(teacher, coordinator):
    draft = Draft.keep("kind=bypass", of=teacher, submission=uuid.uuid4())

    block = next(block for block in blocks_of(home, teacher) if block.key == "drafts")

    assert [(item.url, item.verb) for item in block.items] == [(draft.get_absolute_url(), "Continue")]
    assert block.waits
    assert "drafts" not in [block.key for block in blocks_of(home, coordinator)]


def test_what_one_began_and_what_one_reported_stand_with_the_oldest_first(log_incident, teacher):
    drafts = [Draft.keep("kind=bypass", of=teacher, submission=uuid.uuid4()) for _ in range(2)]
    incidents = [log_incident() for _ in range(2)]

    listed = {block.key: [item.url for item in block.items] for block in blocks_of(home, teacher)}

    assert listed["drafts"] == [draft.get_absolute_url() for draft in drafts]
    assert listed["receipts"] == [reverse("incidents:receipt", args=[incident.reference]) for incident in incidents]


def test_where_the_parents_wait_home_says_that_the_authorities_are_asked_first(incident, coordinator, headteacher):
    incident.review(by=coordinator, **REVIEWED | {"safeguarding": True})
    incident.take_over(by=headteacher)

    (item,) = next(block for block in blocks_of(home, headteacher) if block.key == waiting.PARENTS).items

    assert item.verb == "Ask"
    assert "Ask the Police or social care whether the parents of 1 pupil may be informed." in item.note
