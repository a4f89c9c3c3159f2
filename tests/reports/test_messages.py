"""Who is told what happens to a report, and who is reminded that one is due."""

from datetime import UTC, datetime

import pytest

from core import clock
from people.models import Notice
from people.roles import Role
from reports.actions import prepare, write_words
from reports.models import GovernorReport
from reports.queueing import ask_for, ask_to_release
from reports.tasks import make, remind_of_reports

from .conftest import YEAR

FIRST = datetime(2026, 10, 1, 6, 45, tzinfo=UTC)
WORDS = {"commentary": "A quiet year.", "questions": "", "examples": "", "edition": 0}


@pytest.fixture
def told():
    """`told()`: who was told what, and where it leads."""
    return lambda: sorted(Notice.objects.values_list("user__name", "wanted", "path"))


@pytest.fixture
def remind():
    """`remind(at)`: what the worker does each morning, at a moment."""

    def run(at=FIRST):
        with clock.set_to(at):
            remind_of_reports.func()

    return run


def test_the_head_is_told_that_a_report_is_prepared(
    told, school, coordinator, headteacher, governor, after_the_year, plain_pdf
):
    make.func(ask_for([school], YEAR, coordinator).pk)

    assert told() == [
        ("Hattie Head", "It is prepared: read it, and release it.", GovernorReport.objects.get().get_absolute_url())
    ]


def test_whoever_may_confirm_them_is_told_of_words_and_not_who_wrote_them(
    told, draft, coordinator, headteacher, teacher, appoint, school
):
    appoint(Role.SENIOR_LEADER, school, "Lena Leader")
    Notice.objects.all().delete()

    write_words(draft, by=coordinator, **WORDS)

    assert [(who, path) for who, _, path in told()] == [
        ("Hattie Head", f"/reports/governors/{draft.pk}/confirm/"),
        ("Lena Leader", f"/reports/governors/{draft.pk}/confirm/"),
    ]


def test_who_reads_released_reports_is_told_of_one_and_nobody_of_their_own(
    told, draft, coordinator, headteacher, governor, teacher, stranger, plain_pdf
):
    Notice.objects.all().delete()

    make.func(ask_to_release(draft, headteacher).pk)

    assert told() == [
        (who, "It is released: read it.", draft.get_absolute_url()) for who in ("Cora Coordinator", "Gwen Governor")
    ]


def test_a_title_that_is_longer_than_a_message_takes_is_cut(draft, coordinator, headteacher):
    GovernorReport.objects.filter(pk=draft.pk).update(title="A " * 90)

    write_words(GovernorReport.objects.get(), by=coordinator, **WORDS)

    assert {len(notice.label) for notice in Notice.objects.all()} == {80}


def test_of_a_year_that_is_over_who_prepares_its_report_is_reminded(told, remind, logged, coordinator, headteacher):
    logged()

    remind()

    wanted = "The year is over: prepare the report of it."
    assert told() == [(who, wanted, "/reports/prepare/") for who in ("Cora Coordinator", "Hattie Head")]


def test_once_it_is_prepared_the_head_is_reminded_to_release_it(told, remind, logged, coordinator, headteacher, school):
    logged()
    with clock.set_to(datetime(2026, 9, 20, 9, tzinfo=UTC)):
        draft = prepare([school], YEAR, coordinator)

    remind()

    assert told() == [("Hattie Head", "It waits for its release: read it.", draft.get_absolute_url())]


def test_the_same_day_reminds_once_and_other_days_do_not(told, remind, logged, coordinator):
    logged()

    remind(datetime(2026, 10, 2, 6, 45, tzinfo=UTC))
    assert told() == []

    remind()
    remind()
    assert len(told()) == 1

    remind(datetime(2026, 10, 15, 6, 45, tzinfo=UTC))
    assert len(told()) == 2


@pytest.mark.parametrize("why", ["released", "nothing was logged", "the school sends no reminders"])
def test_nobody_is_reminded_where(request, why, told, remind, logged, school, coordinator):
    if why != "nothing was logged":
        logged()
    if why == "released":
        request.getfixturevalue("released")
    if why == "the school sends no reminders":
        school.sends_reminders = False
        school.save_as(coordinator)
    Notice.objects.all().delete()

    remind(datetime(2026, 10, 15, 6, 45, tzinfo=UTC))

    assert told() == []


def test_a_released_report_of_a_term_is_not_the_report_of_the_year(
    told, remind, logged, school, coordinator, headteacher, plain_pdf
):
    logged()
    with clock.set_to(datetime(2026, 9, 20, 9, tzinfo=UTC)):
        prepare([school], YEAR, coordinator, term="Autumn").release(by=headteacher)

    remind()

    assert {wanted for _, wanted, _ in told()} == {"The year is over: prepare the report of it."}


@pytest.mark.once
@pytest.mark.usefixtures("counted_once")
class TestTheDraftOfSeveralSchools:
    """`remind` on a day after it was prepared: whoever can do something about it, and the own reports apart."""

    LATER = datetime(2026, 10, 15, 6, 45, tzinfo=UTC)
    PREPARE = "The year is over: prepare the report of it."

    @pytest.fixture
    def reminded(self, told, remind, logged, sister_schools):
        """`reminded(draft)`: who is reminded of it, and of the reports of its schools."""
        for school in sister_schools:
            logged(20, school=school)

        def run():
            Notice.objects.all().delete()
            remind(self.LATER)
            return {(who, wanted) for who, wanted, _ in told()}

        return run

    def test_heads_are_asked_to_agree_and_the_own_reports_are_due_as_before(self, reminded, whole):
        heads, agree = ("Hanna First", "Henry Second"), "It waits for you to agree to its release: read it."

        found = reminded()

        assert {each for each in found if each[0] in heads} == {
            (who, it) for who in heads for it in (agree, self.PREPARE)
        }
        assert {it for who, it in found if who not in heads} == {self.PREPARE}  # the coordinator of both

    def test_who_has_agreed_is_not_reminded_of_what_waits_for_another(self, reminded, whole, first_head):
        whole.agree(by=first_head, edition=whole.edition)

        assert {each for each in reminded() if each[1] != self.PREPARE} == {
            ("Henry Second", "It waits for its release: read it.")
        }

    def test_where_neither_can_be_done_who_prepares_it_is(self, reminded, whole, coordinating):
        write_words(whole, by=coordinating, **WORDS)

        assert {each for each in reminded() if each[1] != self.PREPARE} == {
            (coordinating.name, "Its draft is not released yet: read what it waits for.")
        }
