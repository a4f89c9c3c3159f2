"""The start of an academic year: everybody moves up one year group, once, and back again if it was wrong."""

from datetime import date, datetime

import pytest
import time_machine
from django.utils import timezone

from core import bulk
from core.access import Refused
from people import rolling
from people.models import Person, RegisterImport, RollOver
from people.rolling import next_class, next_group

START = "2026-09-02 08:00"
URL = "/people/register/roll-over/"


@pytest.fixture(autouse=True)
def _first_day():
    with time_machine.travel(START, tick=False):
        yield


@pytest.fixture
def pupils(school):
    """One of each: in Reception, in Year 5, in Year 6, without a year group, and one who left in Year 4."""
    made = [
        Person(school=school, kind="pupil", name="Rae", year_group="R", class_name="Acorns"),
        Person(school=school, kind="pupil", name="Fay", year_group="5", class_name="5 Oak"),
        Person(school=school, kind="pupil", name="Six", year_group="6", class_name="6 Elm"),
        Person(school=school, kind="pupil", name="Nil"),
        Person(school=school, kind="pupil", name="Lou", year_group="4", class_name="4 Ash", left_on=date(2026, 1, 1)),
    ]
    return bulk.create(Person, made, by=None, reason="Added")


CLASSES = {"Acorns": "1 Ash", "5 Oak": "6 Oak", "6 Elm": ""}


def roll(school, by, **said):
    return rolling.roll_over(school, by=by, **{"year": 2026, "leaves": "6", "classes": CLASSES} | said)


def standing():
    return {person.name: (person.year_group, person.class_name, person.left_on) for person in Person.objects.all()}


@pytest.mark.parametrize(("now", "then"), [("N", "R"), ("R", "1"), ("9", "10"), ("12", "13"), ("13", "13"), ("", "")])
def test_each_year_group_has_a_next_one(now, then):
    assert next_group(now) == then


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("5 Oak", "6 Oak"),
        ("9B", "10B"),
        ("Year 5B", "Year 6B"),
        ("Oak", "Oak"),
        ("R Acorn", "1 Acorn"),
        ("Rowan", "Rowan"),
    ],
)
def test_a_class_is_suggested_under_its_next_name(now, then):
    assert next_class(now) == then


def test_everybody_moves_up_the_last_year_leaves_and_nobody_else_is_touched(school, pupils, administrator):
    done = roll(school, administrator)

    assert (done.moved, done.left) == (2, 1)
    assert standing() == {
        "Ada Administrator": ("", "", None),
        "Rae": ("1", "1 Ash", None),
        "Fay": ("6", "6 Oak", None),
        "Six": ("6", "6 Elm", date(2026, 8, 31)),
        "Nil": ("", "", None),
        "Lou": ("4", "4 Ash", date(2026, 1, 1)),
    }


def test_the_history_of_each_says_who_and_why(school, pupils, administrator):
    roll(school, administrator)

    row = Person.objects.get(name="Fay").history.first()
    assert (row.history_user_name, row.history_change_reason) == ("Ada Administrator", "New school year, 2026 to 2027")


def test_nobody_leaves_where_nobody_shall(school, pupils, administrator):
    roll(school, administrator, leaves="")

    assert standing()["Six"] == ("7", "", None)


def test_a_second_one_in_the_same_year_is_refused_and_changes_nothing(school, pupils, administrator):
    roll(school, administrator)
    before = standing()

    with pytest.raises(Refused, match="A year is rolled over once"):
        roll(school, administrator, classes=CLASSES | {"1 Ash": "", "6 Oak": ""})

    assert standing() == before


def test_a_page_of_last_year_is_refused(school, pupils, administrator):
    with pytest.raises(Refused, match="another academic year"):
        roll(school, administrator, year=2025)


def test_a_class_that_is_new_since_the_page_was_opened_is_asked_about(school, pupils, administrator):
    with pytest.raises(Refused, match="The class 5 Oak is new"):
        roll(school, administrator, classes={"Acorns": "", "6 Elm": ""})

    assert standing()["Rae"] == ("R", "Acorns", None)


@pytest.mark.parametrize(("day", "year"), [("2026-05-31", 2025), ("2026-06-01", 2026), ("2027-01-10", 2026)])
def test_from_june_on_the_next_year_is_meant(day, year):
    with time_machine.travel(f"{day} 12:00"):
        assert rolling.meant_year().start == year


@pytest.mark.parametrize(("day", "may"), [("2026-05-31", False), ("2026-06-01", True), ("2026-11-01", False)])
def test_a_year_is_started_in_its_season_only(signed_in, school, pupils, administrator, day, may):
    with time_machine.travel(f"{day} 12:00"):
        page = signed_in(administrator).get(URL).content.decode()

        assert ("Move everybody up" in page) is may
        if not may:
            with pytest.raises(Refused, match="from 1 June to 31 October"):
                roll(school, administrator, year=rolling.meant_year().start)


class TestTakenBack:
    def test_everybody_is_where_they_were(self, school, pupils, administrator):
        before = standing()
        done = roll(school, administrator)

        kept = rolling.undo(done, by=administrator)

        assert (kept, standing()) == (0, before)

    def test_who_was_changed_since_stays_as_they_are(self, school, pupils, administrator):
        done = roll(school, administrator)
        Person.objects.get(name="Fay").correct(by=administrator, class_name="6 Ash")

        kept = rolling.undo(done, by=administrator)

        assert kept == 1
        assert standing()["Fay"] == ("6", "6 Ash", None)
        assert standing()["Six"] == ("6", "6 Elm", None)

    def test_then_it_can_be_done_again(self, school, pupils, administrator):
        rolling.undo(roll(school, administrator), by=administrator)

        assert roll(school, administrator).moved == 2

    def test_not_twice(self, school, pupils, administrator):
        done = roll(school, administrator)
        rolling.undo(done, by=administrator)

        with pytest.raises(Refused, match="already been taken back"):
            rolling.undo(done, by=administrator)

    def test_nor_after_a_week(self, school, pupils, administrator):
        done = roll(school, administrator)

        with (
            time_machine.travel("2026-09-10 12:00"),
            pytest.raises(Refused, match="taken back within seven days"),
        ):
            rolling.undo(done, by=administrator)


class TestPage:
    def sent(self, browser, **said):
        form = browser.get(URL).context["form"]
        return {name: form[name].value() for name in form.fields} | said

    def test_it_shows_what_would_become_of_each_class_and_does_it(self, signed_in, administrator, pupils):
        browser = signed_in(administrator)
        sent = self.sent(browser)
        assert sent["leaves"] == "6"
        assert [sent[f"class-{place}"] for place in range(3)] == ["6 Oak", "", "Acorns"]

        page = browser.post(URL, sent, follow=True).content.decode()

        assert "2 pupils moved up, 1 left." in page
        assert "Take it back" in page
        assert standing()["Fay"] == ("6", "6 Oak", None)

    @pytest.mark.both
    def test_a_second_click_is_told_that_it_is_done(self, signed_in, administrator, pupils):
        browser = signed_in(administrator)
        sent = self.sent(browser)
        browser.post(URL, sent)

        response = browser.post(URL, sent)

        assert response.status_code in {200, 409}
        assert RollOver.objects.count() == 1

    @pytest.mark.both
    def test_classes_that_were_changed_meanwhile_are_shown_anew_with_what_was_typed(
        self, signed_in, administrator, pupils, school
    ):
        browser = signed_in(administrator)
        sent = self.sent(browser, **{"class-0": "Six Oaks"})
        Person.objects.create(school=school, kind="pupil", name="New", year_group="1", class_name="Zebras")

        page = browser.post(URL, sent).content.decode()

        assert "The classes were changed since this page was opened." in page
        assert "Six Oaks" in page
        assert not RollOver.objects.exists()

    @pytest.mark.both
    def test_a_file_that_was_brought_in_since_is_pointed_out(self, signed_in, administrator, pupils, school):
        at = timezone.make_aware(datetime(2026, 9, 1, 12))  # noqa: DTZ001
        RegisterImport.objects.create(
            school=school, who="pupil", file_name="autumn.csv", content=b"", status="applied", by=administrator, at=at
        )

        browser = signed_in(administrator)
        assert "autumn.csv was brought in" in browser.get(URL).content.decode()
        sent = {name: value for name, value in self.sent(browser).items() if value is not None}
        sent.pop("sure", None)

        page = browser.post(URL, sent).content.decode()

        assert "Say that the file had the year groups of before" in page
        assert not RollOver.objects.exists()
        browser.post(URL, sent | {"sure": "on"})
        assert RollOver.objects.exists()

    def test_it_is_taken_back_on_a_page_of_its_own(self, signed_in, administrator, pupils):
        browser = signed_in(administrator)
        browser.post(URL, self.sent(browser))

        page = browser.post(f"{URL}{RollOver.objects.get().pk}/undo/", follow=True).content.decode()

        assert "Everybody is back in the year group and class of before." in page
        assert standing()["Six"] == ("6", "6 Elm", None)

    def test_for_somebody_of_another_school_there_is_nothing(self, signed_in, stranger, school, pupils, administrator):
        done = roll(school, administrator)

        assert signed_in(stranger).get(URL, {"school": school.pk}).status_code == 404
        assert signed_in(stranger).post(f"{URL}{done.pk}/undo/").status_code == 404

    def test_a_colleague_is_told_who_manages_the_register(self, signed_in, teacher):
        response = signed_in(teacher).get(URL)

        assert response.status_code == 403
        assert "The register is managed by the administrator or the head." in response.content.decode()
