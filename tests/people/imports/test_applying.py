"""Bringing a file in: all that was previewed, in one go, on the record; or nothing."""

from datetime import date, timedelta

import pytest

from core import clock
from core.access import Refused
from people.imports import applying
from people.imports.answers import EVERYBODY, LEAVE_OUT, NEW, OF_THESE_YEARS
from people.imports.applying import Outdated
from people.models import Notice, Person, RegisterImport, School
from people.roles import Role
from people.tasks import forget_old_files

from .conftest import register_of, said

PIP = "1,Pip Pupil,5,5 Oak,04/03/2016"
QUINN = "2,Quinn Pupil,6,6 Elm,05/06/2015"


def counts(taken):
    taken.refresh_from_db()
    names = ("added", "changed", "unchanged", "left", "doubtful", "refused")
    return {name: getattr(taken, name) for name in names if getattr(taken, name)}


def test_new_people_are_on_the_register_with_their_history(bring_in, school):
    taken = bring_in(PIP, QUINN)

    assert register_of(school) == {("Pip Pupil", "5", "5 Oak", "1"), ("Quinn Pupil", "6", "6 Elm", "2")}
    assert counts(taken) == {"added": 2}
    row = Person.objects.get(name="Pip Pupil").history.get()
    assert (row.history_user_name, row.history_change_reason) == ("Ada Administrator", "From the file pupils.csv")


def test_the_file_is_not_kept(bring_in):
    taken = bring_in(PIP)

    assert bytes(RegisterImport.objects.get(pk=taken.pk).content) == b""


def test_the_same_file_twice_changes_nothing(bring_in, school):
    bring_in(PIP, QUINN)
    before, versions = register_of(school), Person.history.count()

    again = bring_in(PIP, QUINN)

    assert counts(again) == {"unchanged": 2}
    assert (register_of(school), Person.history.count()) == (before, versions)


def test_what_changed_is_changed_and_the_history_has_the_old_value(bring_in, school):
    bring_in(PIP)

    taken = bring_in("1,Pip Pupil-Jones,6,6 Oak,04/03/2016")

    assert register_of(school) == {("Pip Pupil-Jones", "6", "6 Oak", "1")}
    assert counts(taken) == {"changed": 1}
    assert [row.class_name for row in Person.objects.get(mis_id="1").history.all()] == ["6 Oak", "5 Oak"]


def test_a_pupil_who_left_and_returned_is_the_same_entry_again(bring_in, school, administrator):
    bring_in(PIP)
    pip = Person.objects.get(mis_id="1")
    pip.leave(by=administrator, left_on=clock.today(), reason="Moved away.")

    taken = bring_in("1,Pip Pupil,6,6 Oak,04/03/2016")

    pip.refresh_from_db()
    assert (pip.left_on, pip.class_name) == (None, "6 Oak")
    assert counts(taken) == {"changed": 1}


class TestWhoIsNotInTheFile:
    @pytest.fixture(autouse=True)
    def _both(self, bring_in):
        bring_in(PIP, QUINN, "3,Ro Pupil,5,5 Oak,07/08/2016")

    @staticmethod
    def left():
        return set(Person.objects.filter(left_on=clock.today()).values_list("name", flat=True))

    def test_stays_unless_somebody_says_otherwise(self, bring_in):
        bring_in(PIP)

        assert self.left() == set()

    def test_is_marked_as_left_where_the_file_has_the_year_group(self, bring_in):
        taken = bring_in(PIP, missing=OF_THESE_YEARS)

        assert self.left() == {"Ro Pupil"}
        assert counts(taken)["left"] == 1

    def test_or_in_every_year_group(self, bring_in):
        bring_in(PIP, missing=EVERYBODY)

        assert self.left() == {"Ro Pupil", "Quinn Pupil"}


class TestDoubts:
    SAME_NAME = "9,Pip Pupil,5,5 Oak,"

    @pytest.fixture
    def pip(self, bring_in):
        bring_in(PIP)
        return Person.objects.get(mis_id="1")

    def test_nothing_is_brought_in_before_each_is_decided(self, pip, take, administrator, school):
        taken = take(self.SAME_NAME, QUINN)

        with pytest.raises(Refused, match="Decide on line 2: Pip Pupil"):
            applying.bring_in(taken, said(taken), by=administrator)

        assert register_of(school) == {("Pip Pupil", "5", "5 Oak", "1")}

    def test_the_same_person_takes_what_the_file_says(self, pip, bring_in, school):
        bring_in(self.SAME_NAME, decisions={2: f"same:{pip.pk}"})

        assert register_of(school) == {("Pip Pupil", "5", "5 Oak", "9")}

    def test_somebody_else_gets_an_entry(self, pip, bring_in, school):
        bring_in(self.SAME_NAME, decisions={2: NEW})

        assert register_of(school) == {("Pip Pupil", "5", "5 Oak", "1"), ("Pip Pupil", "5", "5 Oak", "9")}

    def test_a_line_that_is_left_out_is_listed_with_its_reason(self, pip, bring_in, school):
        taken = bring_in(self.SAME_NAME, decisions={2: LEAVE_OUT})

        assert register_of(school) == {("Pip Pupil", "5", "5 Oak", "1")}
        assert [(bad.line, bad.name, bad.reason) for bad in taken.problems.all()] == [
            (2, "Pip Pupil", "Left out: same name and class, but another number.")
        ]

    @pytest.mark.parametrize("forged", ["same:999999", "same:", "same:x", "yes", "", "same"])
    def test_only_what_the_preview_offered_can_be_chosen(self, pip, take, administrator, forged):
        taken = take(self.SAME_NAME)

        with pytest.raises(Refused, match="Decide on line 2"):
            applying.bring_in(taken, said(taken, decisions={2: forged}), by=administrator)

    def test_two_lines_cannot_both_be_one_person(self, pip, take, administrator):
        taken = take(self.SAME_NAME, "8,Pip Pupil,5,5 Oak,")
        same = f"same:{pip.pk}"

        with pytest.raises(Refused, match="Lines 2 and 3 cannot both be Pip Pupil"):
            applying.bring_in(taken, said(taken, decisions={2: same, 3: same}), by=administrator)


def test_bad_lines_are_left_out_and_listed_and_the_rest_is_brought_in(bring_in, school):
    taken = bring_in(PIP, "2,Quinn Pupil,Blue,6 Elm,", "3,,5,5 Oak,")

    assert register_of(school) == {("Pip Pupil", "5", "5 Oak", "1")}
    assert [(bad.line, bad.reason) for bad in taken.problems.all()] == [
        (3, "The year group “Blue” is not known: write N, R or 1 to 13."),
        (4, "It has no name."),
    ]


def test_a_fault_half_way_leaves_nothing_behind(take, administrator, school, monkeypatch):
    taken = take(PIP, QUINN)
    answers = said(taken)

    def broken(*_):
        raise RuntimeError

    monkeypatch.setattr(applying._Work, "_finish", broken)
    with pytest.raises(RuntimeError):
        applying.bring_in(taken, answers, by=administrator)

    taken.refresh_from_db()
    assert (register_of(school), taken.status) == (set(), "previewed")


def test_a_register_that_was_changed_since_the_preview_is_shown_anew(take, administrator, school):
    taken = take(PIP)
    answers = said(taken)
    Person.objects.create(school=school, kind="pupil", name="Pip Pupil", class_name="5 Oak", mis_id="77")

    with pytest.raises(Outdated, match="Check what would change now"):
        applying.bring_in(taken, answers, by=administrator)


def test_the_same_file_is_brought_in_once(take, administrator):
    taken = take(PIP)
    answers = said(taken)
    applying.bring_in(taken, answers, by=administrator)

    with pytest.raises(Refused, match="This file has already been brought in"):
        applying.bring_in(taken, answers, by=administrator)


def test_a_file_that_was_given_up_is_gone(take, administrator):
    taken = take(PIP)
    answers = said(taken)
    taken.give_up(by=administrator)

    with pytest.raises(Refused, match="not kept"):
        applying.bring_in(taken, answers, by=administrator)


@pytest.mark.parametrize(("days", "status"), [(13, "previewed"), (14, "abandoned")])
def test_a_file_that_nobody_decided_on_is_forgotten_after_two_weeks(take, days, status):
    taken = take(PIP)
    RegisterImport.objects.update(at=clock.now() - timedelta(days=days))

    forget_old_files.call()

    taken.refresh_from_db()
    assert (taken.status, bytes(taken.content) == b"") == (status, status == "abandoned")


def test_a_file_that_was_brought_in_is_never_marked_as_forgotten(bring_in):
    taken = bring_in(PIP)
    RegisterImport.objects.update(at=clock.now() - timedelta(days=99))

    forget_old_files.call()

    taken.refresh_from_db()
    assert taken.status == "applied"


def test_somebody_of_another_school_brings_nothing_in(take, stranger):
    taken = take(PIP)

    with pytest.raises(Refused, match="another school"):
        applying.bring_in(taken, said(taken), by=stranger)


class TestFromASisterSchool:
    @pytest.fixture
    def sister(self, school, federation):
        school.federation = federation
        school.save_as(None)
        return School.objects.create(name="Ashdown Infants", code="ASI", federation=federation)

    @pytest.fixture
    def mover(self, sister):
        return Person.objects.create(
            school=sister,
            kind="pupil",
            name="Pip Pupil",
            year_group="2",
            class_name="2 Yew",
            date_of_birth=date(2016, 3, 4),
            mis_id="B1",
        )

    @pytest.fixture
    def both(self, sister, administrator, appoint):
        """The administrator manages the sister school's register too."""
        appoint(Role.ADMINISTRATOR, sister, user=administrator)

    def test_who_does_not_manage_it_learns_the_name_and_whom_to_ask(
        self, mover, bring_in, take, administrator, signed_in
    ):
        page = signed_in(administrator).get(take(PIP).get_absolute_url()).content.decode()

        assert "Ask an administrator or the head of Ashdown Infants to move the entry." in page
        assert "2 Yew" not in page
        assert "number B1" not in page
        with pytest.raises(Refused, match="Ask an administrator or the head of Ashdown Infants"):
            bring_in(PIP, decisions={2: f"same:{mover.pk}"})

    def test_who_manages_both_sees_all_that_tells_them_apart(self, mover, both, take, administrator, signed_in):
        page = signed_in(administrator).get(take(PIP).get_absolute_url()).content.decode()

        assert "2 Yew, born 04/03/2016, number B1, at Ashdown Infants" in page

    def test_the_entry_moves_with_its_history_and_takes_the_new_number(self, mover, both, bring_in, school):
        bring_in(PIP, decisions={2: f"same:{mover.pk}"})

        mover.refresh_from_db()
        assert (mover.school, mover.class_name, mover.mis_id) == (school, "5 Oak", "1")
        assert mover.history.count() == 2

    def test_those_who_manage_the_other_register_are_told_how_many_and_not_who(
        self, mover, both, bring_in, appoint, sister, school
    ):
        head = appoint(Role.HEADTEACHER, sister)

        bring_in(PIP, decisions={2: f"same:{mover.pk}"})

        notice = Notice.objects.get(user=head)
        assert notice.wanted == f"1 pupil moved to the register of {school}."
        assert "Pip" not in f"{notice.label}{notice.wanted}"
