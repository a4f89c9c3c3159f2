"""Several people of one name in one file, where nothing else in it tells them apart."""

from dataclasses import replace
from datetime import date

import pytest

from core.access import Refused
from people.imports import applying, present
from people.imports.answers import LEAVE_OUT, NEW, SAME
from people.imports.applying import Outdated
from people.imports.planning import plan
from people.imports.plans import Entry, Register
from people.imports.rows import Row
from people.models import Notice, Person, RegisterImport, User, Who

from .conftest import register_of, said

SAM = Entry(1, 7, "Sam Smith", "5", "5 Oak")
TWIN = replace(SAM, pk=2, date_of_birth=date(2016, 3, 4), mis_id="100")
ELM = replace(SAM, pk=3, class_name="5 Elm")
LEFT = replace(SAM, pk=4, left_on=date(2026, 7, 1))
ROW = Row(2, "Sam Smith", "5", "5 Oak")

# entries of the name, how many lines have it, and what becomes of each line, with the entries it may be
CASES = {
    "nobody yet, two lines": ([], 2, ["new", "doubtful"]),
    "one entry, two lines": ([SAM], 2, ["is 1", "doubtful"]),
    "two entries, two lines": ([SAM, TWIN], 2, ["is 1", "is 2"]),
    "two entries, three lines": ([SAM, TWIN], 3, ["is 1", "is 2", "doubtful"]),
    "two entries, one line": ([SAM, TWIN], 1, ["doubtful 1 2"]),
    "three entries, two lines": ([SAM, TWIN, replace(SAM, pk=5)], 2, ["doubtful 1 2 5", "doubtful 1 2 5"]),
    "one here, one in another class": ([SAM, ELM], 2, ["is 1", "doubtful 3"]),
    "one here, one who left": ([SAM, LEFT], 2, ["is 1", "doubtful 4"]),
    "both in another class last year": ([ELM, replace(ELM, pk=6)], 2, ["doubtful 3 6", "doubtful 3 6"]),
}


def planned(rows, entries, **register):
    return plan(rows, [], Register(entries, **register), date(2026, 11, 21))


def fates(made):
    """What becomes of each line, in the order of the file."""
    told = [(row.line, "new") for row in made.new]
    told += [(known.row.line, f"is {known.entry.pk}") for known in made.unchanged + made.changed]
    for doubt in made.doubtful:
        told.append((doubt.row.line, " ".join(["doubtful", *(str(entry.pk) for entry in doubt.candidates)])))
    return [fate for _, fate in sorted(told)]


@pytest.mark.once
@pytest.mark.parametrize("case", CASES)
def test_as_many_entries_as_lines_leave_nothing_to_decide_and_else_each_free_one_is_offered(case):
    entries, lines, expected = CASES[case]

    made = planned([replace(ROW, line=line) for line in range(2, 2 + lines)], entries)

    assert fates(made) == expected


@pytest.mark.once
def test_what_the_lines_change_is_changed_of_each():
    made = planned([replace(ROW, year_group="6"), replace(ROW, line=3, year_group="6")], [SAM, TWIN])

    assert [(known.entry.pk, known.differences[0].new) for known in made.changed] == [(1, "6"), (2, "6")]


@pytest.mark.once
def test_an_entry_that_another_line_is_of_for_certain_is_not_offered():
    of_the_twin = replace(ROW, line=4, mis_id="100")

    made = planned([ROW, replace(ROW, line=3), of_the_twin], [SAM, TWIN])

    assert fates(made) == ["is 1", "doubtful", "is 2"]


@pytest.mark.once
def test_who_is_known_by_the_date_of_birth_is_placed_first_and_the_others_are_counted_without_them():
    dated = replace(ROW, line=4, date_of_birth=TWIN.date_of_birth)
    same_day_elsewhere = replace(dated, line=5, class_name="5 Elm")

    assert fates(planned([ROW, replace(ROW, line=3), dated], [SAM, TWIN, replace(SAM, pk=5)])) == [
        "is 1",
        "is 5",
        "is 2",
    ]
    assert fates(planned([ROW, dated], [TWIN])) == ["doubtful", "is 2"]
    assert fates(planned([dated, same_day_elsewhere], [TWIN])) == ["is 2", "doubtful"]


@pytest.mark.once
def test_lines_with_less_of_the_name_do_not_take_what_a_line_with_more_was_given():
    without_class = replace(ROW, line=3, class_name="", year_group="")

    made = planned([ROW, without_class, replace(without_class, line=4)], [SAM, ELM])

    assert fates(made) == ["is 1", "doubtful 3", "doubtful 3"]


@pytest.mark.once
@pytest.mark.parametrize("told_apart_by", [{"date_of_birth": date(2016, 5, 6)}, {"email": "s.smith@ash.example"}])
def test_an_entry_that_either_of_two_lines_may_be_of_is_given_to_neither_unasked(told_apart_by):
    made = planned([ROW, replace(ROW, line=3, **told_apart_by)], [SAM])

    assert fates(made) == ["doubtful 1", "doubtful 1"]


@pytest.mark.once
def test_a_line_with_less_of_the_name_waits_for_one_with_more_that_stands_below_it():
    made = planned([replace(ROW, class_name="", year_group=""), replace(ROW, line=3)], [SAM])

    assert fates(made) == ["doubtful", "is 1"]


@pytest.mark.once
def test_somebody_of_a_sister_school_is_offered_to_each_line():
    made = planned([ROW, replace(ROW, line=3)], [], sisters=lambda: [replace(SAM, pk=9, school=8)])

    assert fates(made) == ["doubtful 9", "doubtful 9"]


@pytest.mark.once
def test_lines_of_one_name_that_contradict_each_other_are_told_so_by_their_name():
    made = planned([ROW, replace(ROW, line=3, year_group="6")], [])

    assert "Line 3 has this name too" in made.refused[0].reason


def test_the_file_of_last_time_changes_nothing_and_asks_nothing(take, bring_in, school):
    two = ",Sam Smith,5,5 Oak,", ",Sam Smith,5,5 Oak,"
    bring_in(*two, decisions={3: NEW})
    before, versions = register_of(school), Person.history.count()

    again = bring_in(*two)

    assert (again.unchanged, again.added, again.doubtful) == (2, 0, 0)
    assert (register_of(school), Person.history.count()) == (before, versions)


class TestStaff:
    TWO = b"Name,E-mail\nAlex Reed,a.reed@ash.example\nAlex Reed,alex.reed@ash.example\n"

    @pytest.fixture
    def staff_file(self, school, administrator) -> RegisterImport:
        taken = applying.take(by=administrator, school=school, who=Who.STAFF, file_name="staff.csv", content=self.TWO)
        applying.match_columns(taken, {"name": "Name", "email": "E-mail"}, by=administrator)
        return taken

    def test_each_of_two_with_one_name_gets_an_account_on_an_entry_of_their_own(self, staff_file, administrator):
        applying.bring_in(staff_file, said(staff_file, invites=True), by=administrator)

        linked = Person.objects.filter(name="Alex Reed").order_by("pk").values_list("user__email", flat=True)
        assert list(linked) == ["a.reed@ash.example", "alex.reed@ash.example"]

    @pytest.mark.parametrize(
        ("second", "third", "accounts"),
        [
            (NEW, SAME, ["alex.reed@ash.example", "a.reed@ash.example"]),
            (SAME, NEW, ["a.reed@ash.example", "alex.reed@ash.example"]),
            (LEAVE_OUT, SAME, ["alex.reed@ash.example"]),
            (NEW, LEAVE_OUT, [None, "a.reed@ash.example"]),
        ],
    )
    def test_which_of_two_is_on_the_register_is_asked_and_each_is_invited_as_it_was_decided(
        self, staff_file, administrator, school, second, third, accounts
    ):
        entry = Person.objects.create(school=school, kind="staff", name="Alex Reed")
        chosen = {SAME: f"{SAME}:{entry.pk}", NEW: NEW, LEAVE_OUT: LEAVE_OUT}
        answers = said(staff_file, invites=True, decisions={2: chosen[second], 3: chosen[third]})

        invited = applying.bring_in(staff_file, answers, by=administrator)

        linked = Person.objects.filter(name="Alex Reed").order_by("pk").values_list("user__email", flat=True)
        assert list(linked) == accounts
        assert User.objects.filter(name="Alex Reed").count() == invited == len([each for each in accounts if each])

    def test_what_tells_the_two_apart_is_shown_where_it_is_asked(self, staff_file, administrator, school, signed_in):
        Person.objects.create(school=school, kind="staff", name="Alex Reed")

        page = signed_in(administrator).get(staff_file.get_absolute_url()).content.decode()
        invited = page.partition('id="uninvited"')[2].partition("</p>")[0]

        assert "Line 2: Alex Reed, a.reed@ash.example" in page
        assert "Line 3: Alex Reed, alex.reed@ash.example" in page
        assert "Whoever is doubtful is invited as you decide above" in invited

    def test_where_every_line_is_left_out_nobody_is_invited_and_nobody_is_told(
        self, staff_file, administrator, school, headteacher
    ):
        Person.objects.create(school=school, kind="staff", name="Alex Reed")
        answers = said(staff_file, invites=True, decisions={2: LEAVE_OUT, 3: LEAVE_OUT})

        assert applying.bring_in(staff_file, answers, by=administrator) == 0
        assert not Notice.objects.filter(wanted__contains="invited").exists()

    def test_an_entry_that_another_line_is_of_unchanged_is_not_given_to_a_doubtful_one(self, school, administrator):
        entry = Person.objects.create(school=school, kind="staff", name="Bea Right", mis_id="5")
        content = b"No,Name,E-mail\n5,Alan Wrong,alan@ash.example\n,Bea Right,bea@ash.example\n"
        taken = applying.take(by=administrator, school=school, who=Who.STAFF, file_name="staff.csv", content=content)
        applying.match_columns(taken, {"mis_id": "No", "name": "Name", "email": "E-mail"}, by=administrator)
        answers = said(taken, invites=True, decisions={2: f"{SAME}:{entry.pk}"})

        with pytest.raises(Refused, match="Lines 3 and 2 cannot both be Bea Right"):
            applying.bring_in(taken, answers, by=administrator)

    def test_an_entry_that_got_an_account_meanwhile_keeps_it(self, staff_file, administrator, school, monkeypatch):
        owner = User.objects.create(name="Alex Reed", email="somebody.else@ash.example")
        entry = Person.objects.create(school=school, kind="staff", name="Alex Reed")
        answers = said(staff_file, invites=True, decisions={2: f"{SAME}:{entry.pk}", 3: LEAVE_OUT})
        seen = present.planned(staff_file, *present.rows_in(staff_file))
        monkeypatch.setattr(present, "planned", lambda *_: seen)
        entry.user = owner
        entry.save_as(administrator, "Linked to the account")

        with pytest.raises(Outdated, match="Check what would change now"):
            applying.bring_in(staff_file, answers, by=administrator)

        entry.refresh_from_db()
        assert entry.user == owner
