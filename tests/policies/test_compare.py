"""What differs between two versions of a policy, and what staff are told of it."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from policies.models import Cell, Column, Decision, Lock, Matrix, Row, RowGroup, Section
from policies.queries import changes_between, compare, what_changed, what_changes_for_staff

pytestmark = pytest.mark.once

BODY = "Pupils’ phones are switched off and kept in bags during the whole of the school day."


@pytest.fixture
def approved(draft):
    """In force, though not everything in it is decided: here nobody asks."""
    draft.status, draft.approved_on = "approved", date(2026, 7, 8)
    draft.effective_from = date(2026, 9, 1)
    draft.save()
    return draft


@pytest.fixture
def matrix(second_draft):
    def find(kind: str) -> Matrix:
        return second_draft.matrices.get(kind=kind)

    return find


@pytest.fixture
def comparison(approved, second_draft):
    return lambda: compare(approved, second_draft)


@pytest.fixture
def sentences(comparison):
    return lambda: what_changed(comparison()).sentences


def section(version, key, title="", body=BODY, position=90):
    return Section.objects.create(version=version, key=key, title=title or key.title(), body=body, position=position)


def test_a_copy_differs_in_nothing(comparison, approved, second_draft):
    assert not comparison().differs
    assert changes_between(approved, second_draft) == {}


def test_a_decision_is_told_from_what_to_what(comparison, sentences, matrix, part, administrator):
    matrix("user_actions").decide(
        *part(matrix("user_actions"), "gambling", "certain_times"), by=administrator, note="the lesson on odds"
    )

    [table] = comparison().tables
    [cell] = table.decisions

    assert (str(cell.row), cell.before.words, cell.after.words) == (
        "Online gambling",
        "Unacceptable",
        "Acceptable at certain times",
    )
    assert sentences() == [
        "“Online gambling” is now acceptable at certain times (the lesson on odds); it was unacceptable."
    ]


def test_a_side_is_named(sentences, matrix, part, administrator):
    table = matrix("communications")
    row = Row.objects.get(matrix=table, key="blogs")
    column = Column.objects.get(group__matrix=table, group__key="pupils", key="allowed")
    table.decide(row, column, by=administrator)

    assert sentences() == ["“Using blogs” is now allowed for pupils; it was allowed with staff permission."]


def test_a_note_that_changed_is_told_as_a_note(sentences, matrix, part, administrator):
    decision = Decision.objects.get(row__matrix=matrix("communications"), row__key="blogs", group__key="pupils")
    decision.note = "in year 6"
    decision.save()

    assert sentences() == [
        "“Using blogs” stays allowed with staff permission for pupils: now “in year 6”, before without a note."
    ]


def test_a_cell_of_a_sanctions_table_is_told(sentences, matrix):
    cell = Cell.objects.filter(row__matrix=matrix("pupil_sanctions"), value="no").select_related("row", "column")[0]
    cell.value = "yes"
    cell.save()

    assert sentences() == [f"After “{cell.row}”, “{cell.column}” is now “yes”; it was “no”."]


def test_rows_are_added_retired_renamed_and_moved(comparison, sentences, matrix):
    table = matrix("user_actions")
    old, group = (
        Row.objects.get(matrix=table, key="gambling"),
        RowGroup.objects.create(matrix=table, key="n", label="N"),
    )
    old.delete()
    new = Row.objects.create(matrix=table, group=group, key="betting", label="Betting", position=99)
    column = Column.objects.get(group__matrix=table, key="unacceptable")
    Decision.objects.create(row=new, group=column.group, column=column)
    other = Row.objects.filter(matrix=table).exclude(key="betting").first()
    was, other.label, other.group, other.illegal = other.label, "Something else", group, not other.illegal
    other.save()

    [changed] = comparison().tables
    told = {(part.verb, part.what) for part in changed.parts}

    assert told == {
        ("added", "Row “Betting”"),
        ("retired", "Row “Online gambling”"),
        ("renamed", "Row “Something else”"),
        ("moved", "Row “Something else”"),
        ("changed", "Row “Something else”, illegal"),
        ("added", "Heading “N”"),
    }
    assert changed.decisions == []
    assert sentences() == [
        "“Betting” is new: unacceptable.",
        "“Online gambling” is no longer in the table “User actions”.",
        f"“{was}” is now called “Something else”.",
        "“Something else” stands under “N” now.",
        "In the table “User actions”: row “Something else”, illegal: now “No”, before “Yes”.",
        "In the table “User actions”: the heading “N” is new.",
    ]


def test_rows_that_only_stand_in_another_order_are_told_once_a_table(comparison, sentences, matrix):
    first, second = Row.objects.filter(matrix=matrix("user_actions"))[:2]
    first.position, second.position = second.position, first.position
    first.save()
    second.save()

    [changed] = comparison().tables

    assert [(each.what, each.before, each.after) for each in changed.parts] == [
        ("Order of the rows", f"“{first}”, “{second}”", f"“{second}”, “{first}”")
    ]
    assert comparison().summary == "1 row, column or heading"
    assert sentences() == ["In the table “User actions”: the order of the rows changed."]


def test_columns_and_locks_are_told(comparison, sentences, matrix):
    table = matrix("pupil_sanctions")
    column = Column.objects.filter(group__matrix=table).first()
    was, column.label = column.label, "Speak to the class teacher"
    column.save()
    Column.objects.create(group=column.group, key="new", label="Reading", meaning="warning", position=99)
    row = Row.objects.filter(matrix=table).first()
    Lock.objects.create(row=row, column=column, reason="Never.")

    [changed] = comparison().tables

    assert [(each.verb, each.after) for each in changed.parts] == [
        ("renamed", "Speak to the class teacher"),
        ("added", "Reading"),
        ("changed", "Locked: Never."),
    ]
    assert sentences()[:2] == [
        f"In the table “{table}”: the column “{was}” is now called “Speak to the class teacher”.",
        f"In the table “{table}”: the column “Reading” is new.",
    ]


def test_a_whole_table_is_told_once(comparison, sentences, matrix):
    matrix("staff_sanctions").delete()

    [table] = comparison().tables

    assert table.verb == "removed"
    assert sentences() == ["The table “Sanctions for staff” was removed."]


def test_sections_are_matched_by_key(comparison, sentences, approved, second_draft):
    Section.objects.all().delete()
    for place, key in enumerate(["one", "two", "three", "four", "gone"]):
        section(approved, key, position=place)
    for place, key in enumerate(["three", "one", "new", "two", "four"]):
        section(second_draft, key, position=place)
    second_draft.sections.filter(key="two").update(title="Second")
    second_draft.sections.filter(key="four").update(body=BODY.replace("bags", "lockers"))

    told = [(change.key, [str(verb) for verb in change.verbs]) for change in comparison().sections]

    assert told == [
        ("three", ["moved"]),
        ("new", ["added"]),
        ("two", ["renamed"]),
        ("four", ["changed"]),
        ("gone", ["removed"]),
    ]
    assert sentences() == [
        "The section “Three” stands in another place.",
        "The section “New” is new.",
        "The section “Two” is now called “Second”.",
        "The section “Four” was changed.",
        "The section “Gone” was removed.",
    ]


def test_a_text_that_is_another_one_was_rewritten(sentences, approved, second_draft):
    section(approved, "pupils-phones", "Pupils’ phones")
    section(second_draft, "pupils-phones", "Pupils’ phones", body="Everything is handed in at the office.")

    assert sentences() == ["The section “Pupils’ phones” was rewritten."]


def test_the_schedule_is_told_and_approval_is_not(comparison, sentences, second_draft):
    second_draft.monitored_by = "The committee"
    second_draft.approving_body = "Somebody else"
    second_draft.save()

    [line] = comparison().schedule

    assert (line.what, line.before, line.after) == ("Monitored by", "", "The committee")
    assert sentences() == ["Monitored by: now “The committee”, before nothing."]


def test_what_weighs_most_comes_first_and_the_rest_is_counted(comparison, approved, second_draft, matrix):
    section(second_draft, "new")
    cells = Cell.objects.filter(row__matrix=matrix("pupil_sanctions"), value="no")
    for cell in cells[:9]:
        cell.value = "yes"
        cell.save()
    decision = Decision.objects.get(row__matrix=matrix("user_actions"), row__key="gambling")
    decision.column = decision.group.columns.get(key="illegal")
    decision.save()

    told = what_changed(comparison())

    assert told.shown[0] == "“Online gambling” is now unacceptable and illegal; it was unacceptable."
    assert told.shown[1] == "The section “New” is new."
    assert (len(told.shown), told.more, len(told)) == (8, 3, 11)


def test_the_first_version_changes_nothing(approved, second_draft):
    assert what_changes_for_staff(approved) is None
    assert len(what_changes_for_staff(second_draft)) == 0


def test_what_is_counted_is_what_is_compared(comparison, approved, second_draft, matrix):
    matrix("staff_sanctions").delete()
    Row.objects.get(matrix=matrix("user_actions"), key="gambling").delete()
    Cell.objects.filter(row__matrix=matrix("pupil_sanctions"), value="no").first().delete()

    compared = {table.kind: len(table.cells) for table in comparison().tables}

    assert compared == changes_between(approved, second_draft)
    assert set(compared) == {"staff_sanctions", "user_actions", "pupil_sanctions"}


def test_a_table_that_stands_after_another_section_is_told(comparison, sentences, second_draft, matrix):
    devices = matrix("devices")
    devices.section = second_draft.sections.get(key="images")
    devices.save()

    [table] = comparison().tables

    assert [(part.what, part.before, part.after) for part in table.parts] == [
        ("Place of the table", "After “Mobile technologies”", "After “Digital and video images”")
    ]
    assert sentences() == ["In the table “Mobile devices”: the place of the table changed."]


def test_it_takes_eight_queries(approved, second_draft, django_assert_num_queries):
    with django_assert_num_queries(8):
        assert not compare(approved, second_draft).differs


class TestPages:
    SLUG = "e-safety-policy"

    @pytest.fixture
    def changed(self, second_draft, matrix, part, administrator):
        table = matrix("user_actions")
        table.decide(*part(table, "gambling", "certain_times"), by=administrator, note="the lesson on odds")
        section(second_draft, "pupils-phones", "Pupils’ phones", body="Phones stay <b>off</b>.")

    def test_everybody_at_the_school_sees_both_versions_side_by_side(self, changed, teacher, signed_in):
        page = " ".join(signed_in(teacher).get(f"/policies/{self.SLUG}/2/compare/1/").content.decode().split())

        assert "1 section and 1 cell" in page
        assert "the lesson on odds" in page
        assert "Phones stay &lt;b&gt;off&lt;/b&gt;." in page
        assert '<ins><span class="visually-hidden">Added: </span>' in page

    def test_for_a_stranger_there_is_nothing(self, second_draft, stranger, signed_in):
        addresses = (f"/policies/{self.SLUG}/2/compare/1/", f"/policies/{self.SLUG}/compare/")

        assert [signed_in(stranger).get(address).status_code for address in addresses] == [404, 404]

    def test_versions_that_are_alike_say_so(self, second_draft, teacher, signed_in):
        page = signed_in(teacher).get(f"/policies/{self.SLUG}/2/compare/1/").content.decode()

        assert "Nothing differs" in page

    @pytest.mark.parametrize(
        ("address", "leads"),
        [
            ("1/compare/2/", "2/compare/1/"),
            ("2/compare/2/", "compare/"),
            ("compare/?earlier=2&later=1", "2/compare/1/"),
        ],
    )
    def test_the_later_version_names_the_page(self, second_draft, teacher, signed_in, address, leads):
        response = signed_in(teacher).get(f"/policies/{self.SLUG}/{address}")

        assert response["Location"] == f"/policies/{self.SLUG}/{leads}"

    @pytest.mark.parametrize(
        ("asked", "sentence"),
        [
            ("?earlier=2&later=2", "Choose two different versions"),
            ("?earlier=2&later=99", "Choose a version from the list"),
            ("?earlier=2", "Choose a version"),
        ],
    )
    def test_what_cannot_be_compared_is_said(self, second_draft, teacher, signed_in, asked, sentence):
        assert sentence in signed_in(teacher).get(f"/policies/{self.SLUG}/compare/{asked}").content.decode()

    def test_the_latest_two_are_chosen_to_begin_with(self, second_draft, teacher, signed_in):
        page = signed_in(teacher).get(f"/policies/{self.SLUG}/compare/")

        assert page.context["form"].initial == {"earlier": 1, "later": 2}
        assert page.content.decode().count(" selected") == 2

    def test_a_version_that_is_not_there_is_not_found(self, approved, teacher, signed_in):
        assert signed_in(teacher).get(f"/policies/{self.SLUG}/1/compare/7/").status_code == 404

    def test_one_version_alone_cannot_be_compared(self, approved, teacher, signed_in):
        assert "There is only one version" in signed_in(teacher).get(f"/policies/{self.SLUG}/compare/").content.decode()

    def test_the_page_costs_the_same_however_much_differs(self, changed, teacher, signed_in, matrix):
        browser = signed_in(teacher)
        with CaptureQueriesContext(connection) as few:
            browser.get(f"/policies/{self.SLUG}/2/compare/1/")
        Row.objects.filter(matrix=matrix("user_actions")).first().delete()
        matrix("staff_sanctions").delete()
        with CaptureQueriesContext(connection) as many:
            browser.get(f"/policies/{self.SLUG}/2/compare/1/")

        assert len(few) == len(many) == 16

    @pytest.mark.parametrize(
        ("who", "status", "page"),
        [
            ("coordinator", "draft", "submit/"),
            ("headteacher", "submitted", "approve/"),
            ("headteacher", "submitted", ""),
        ],
    )
    def test_whoever_submits_or_approves_reads_what_changed(
        self, changed, second_draft, signed_in, request, who, status, page
    ):
        second_draft.status = status
        second_draft.save()

        browser = signed_in(request.getfixturevalue(who))
        shown = browser.get(f"/policies/{self.SLUG}/2/{page}").content.decode()

        assert '<h2 id="what-changed">What changed</h2>' in shown
        assert "“Online gambling” is now acceptable at certain times" in shown
