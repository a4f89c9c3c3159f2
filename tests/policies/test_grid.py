"""The grid: one save, all of it or nothing, and what changed is said."""

import pytest
from django.urls import reverse

from core.access import Refused
from policies.actions import save_grid
from policies.models import Cell, Decision, Row
from policies.tables import Choice
from tests.pages import said

from .grid import fields


@pytest.fixture
def address():
    return lambda kind: reverse("policies:matrix-edit", args=["e-safety-policy", 1, kind])


@pytest.fixture
def browser(draft, coordinator, signed_in):
    return signed_in(coordinator)


def decided(draft, row: str, group: str = "use") -> tuple[str, str] | None:
    found = Decision.objects.filter(row__matrix__version=draft, row__key=row, group__key=group)
    return found.values_list("column__key", "note").first()


def test_the_page_sends_what_it_shows_and_saving_it_changes_nothing(browser, draft, address):
    sent = fields(browser.get(address("user_actions")).content)
    before = Decision.history.count()

    response = browser.post(address("user_actions"), sent, follow=True)

    assert "gambling.use" in sent
    assert "Nothing was changed, so nothing was saved." in response.content.decode()
    assert Decision.history.count() == before


def test_one_save_decides_many_rows_and_says_what_changed(browser, draft, address):
    sent = fields(browser.get(address("user_actions")).content)
    sent |= {"gambling.use": "nominated_users", "gambling.use.note": "The maths lead", "shopping.use": "acceptable"}

    response = browser.post(address("user_actions"), sent, follow=True)

    page = response.content.decode()
    assert decided(draft, "gambling") == ("nominated_users", "The maths lead")
    assert decided(draft, "shopping") == ("acceptable", "")
    assert "2 changes are saved." in page
    assert "Online gambling: “Acceptable for nominated users” (The maths lead), was “Unacceptable”." in page
    assert "Online shopping or commerce: “Acceptable”, was “Unacceptable”." in page


def test_a_saved_decision_is_the_schools_own_and_the_others_keep_their_source(browser, draft, address):
    sent = fields(browser.get(address("user_actions")).content)

    browser.post(address("user_actions"), sent | {"gambling.use": "acceptable"})

    sources = dict(
        Decision.objects.filter(row__matrix__version=draft, row__key__in=["gambling", "shopping"]).values_list(
            "row__key", "provenance"
        )
    )
    assert sources == {"gambling": "school", "shopping": "primary-2020"}


def test_each_side_of_a_row_is_decided_on_its_own(browser, draft, address):
    sent = fields(browser.get(address("communications")).content)

    browser.post(address("communications"), sent | {"phones_in_lessons.adults": "not_allowed"})

    assert decided(draft, "phones_in_lessons", "adults") == ("not_allowed", "")
    assert decided(draft, "phones_in_lessons", "pupils") == ("not_allowed", "")


def test_the_cells_of_a_sanctions_table_are_saved(browser, draft, address):
    sent = fields(browser.get(address("pupil_sanctions")).content)
    changes = {"P2.actions.police": "conditional", "P2.actions.parents": "yes", "P2.actions.warning": "no"}

    page = browser.post(address("pupil_sanctions"), sent | changes, follow=True).content.decode()

    cells = Cell.objects.filter(row__matrix__version=draft, row__key="P2")
    values = dict(cells.values_list("column__key", "value"))
    assert (values["police"], values["parents"], values["warning"]) == ("conditional", "yes", "no")
    assert "3 changes are saved." in page
    assert "Refer to Police: if appropriate, was no." in page


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"gambling.use": "illegal"}, "“Online gambling” can never be “Unacceptable and illegal”."),
        ({"pornography.use": "acceptable"}, "“Pornography” is fixed: no school can decide otherwise."),
        ({"gambling.use": "nonsense"}, "Choose one of the decisions that are offered for “Online gambling”"),
        ({"gambling.use": ""}, "Choose one of the decisions that are offered for “Online gambling”"),
        ({"gambling.use": "certain_times"}, "Say about “Online gambling”: when?"),
        ({"gambling.use": "certain_times", "gambling.use.note": "   "}, "Say about “Online gambling”: when?"),
        ({"gambling.use": "certain_times", "gambling.use.note": "x" * 201}, "Shorten the note of “Online"),
        ({"gambling.use": "certain_times", "gambling.use.note": "a\x00b"}, "it holds a character that cannot be kept"),
        ({"nowhere.use": "acceptable"}, "a row or a column that is not in this table"),
        ({"gambling.adults": "allowed"}, "a row or a column that is not in this table"),
        ({"P1.actions.police": "yes"}, "a row or a column that is not in this table"),
        ({"🎲.use": "acceptable"}, "a row or a column that is not in this table"),
    ],
)  # fmt: skip
@pytest.mark.once
def test_one_bad_answer_saves_nothing_and_keeps_what_was_typed(browser, draft, address, changes, error):
    sent = fields(browser.get(address("user_actions")).content) | {"shopping.use": "acceptable"}

    response = browser.post(address("user_actions"), sent | changes)

    page = response.content.decode()
    assert response.status_code == 200
    assert 'id="error-summary"' in page
    assert error in page
    assert decided(draft, "shopping") == ("unacceptable", "")
    assert fields(page)["shopping.use"] == "acceptable"


def test_the_summary_leads_to_the_note_that_is_missing(browser, draft, address):
    sent = fields(browser.get(address("user_actions")).content) | {"gambling.use": "certain_times"}

    page = browser.post(address("user_actions"), sent).content.decode()

    assert '<a href="#gambling.use.note">Say about “Online gambling”: when?</a>' in page
    assert 'id="gambling.use.note"' in page
    assert 'aria-describedby="gambling.use.note.error"' in page


@pytest.mark.parametrize("note", ["🎮 after 3pm", "بعد المدرسة", '<b>bold</b> & "quoted"', "x" * 200, "line\nbreak"])
def test_a_note_in_any_script_is_kept_whole(browser, draft, address, note):
    sent = fields(browser.get(address("user_actions")).content)

    browser.post(address("user_actions"), sent | {"gambling.use": "certain_times", "gambling.use.note": note})

    assert decided(draft, "gambling") == ("certain_times", note)


def test_a_cell_with_a_value_of_its_own_making_is_refused(browser, draft, address):
    sent = fields(browser.get(address("pupil_sanctions")).content)

    response = browser.post(address("pupil_sanctions"), sent | {"P2.actions.police": "perhaps"})

    assert "Choose yes, if appropriate or no for “Using non-educational sites" in response.content.decode()


def test_a_preset_without_a_note_need_not_be_completed_to_save_another_row(browser, draft, address):
    sent = fields(browser.get(address("user_actions")).content)
    assert (sent["gaming_other.use"], sent["gaming_other.use.note"]) == ("certain_times", "")

    response = browser.post(address("user_actions"), sent | {"gambling.use": "acceptable"})

    assert response.status_code == 302


def test_a_note_goes_with_the_decision_it_belonged_to(browser, draft, address):
    sent = fields(browser.get(address("user_actions")).content)
    browser.post(address("user_actions"), sent | {"gambling.use": "certain_times", "gambling.use.note": "At lunch"})
    sent = fields(browser.get(address("user_actions")).content)
    assert sent["gambling.use.note"] == "At lunch"

    browser.post(address("user_actions"), sent | {"gambling.use": "unacceptable"})

    assert decided(draft, "gambling") == ("unacceptable", "")


def test_the_rules_are_asked_again_where_no_form_stands_before_them(draft, user_actions, coordinator):
    shown = ("unacceptable", "")

    with pytest.raises(Refused, match="can never be"):
        save_grid(user_actions, [Choice("gambling.use", "illegal", shown=shown)], by=coordinator)
    with pytest.raises(Refused, match="no such decision"):
        save_grid(user_actions, [Choice("gambling.use", "allowed", shown=shown)], by=coordinator)
    with pytest.raises(Refused, match="do not belong to this table"):
        save_grid(user_actions, [Choice("P1.actions.police", "yes")], by=coordinator)


def test_nothing_is_half_saved_when_a_later_row_is_refused(draft, user_actions, coordinator):
    shown = ("unacceptable", "")
    choices = [Choice("gambling.use", "acceptable", shown=shown), Choice("shopping.use", "illegal", shown=shown)]

    with pytest.raises(Refused):
        save_grid(user_actions, choices, by=coordinator)

    assert decided(draft, "gambling") == ("unacceptable", "")


def test_undecided_rows_and_locks_are_said_in_words(browser, draft, address):
    Decision.objects.filter(row__matrix__version=draft, row__key="gambling").delete()

    page = said(browser.get(address("user_actions")))

    assert "1 row is undecided." in page
    assert '<a href="#row-gambling">Online gambling</a>' in page
    assert page.count("Fixed: the same in every school.") == 14  # the key, and thirteen rows
    assert (
        page.count("Not every choice is open: It is not an offence in itself.")
        == Row.objects.filter(matrix__version=draft, locks__column__key="illegal").count()
    )


def test_what_was_chosen_before_the_session_ended_is_shown_again_and_not_saved(browser, draft, address):
    sent = fields(browser.get(address("user_actions")).content)
    before = decided(draft, "shopping")

    page = browser.post(address("user_actions"), sent | {"shopping.use": "acceptable", "show_again": "1"})

    assert fields(page.content)["shopping.use"] == "acceptable"
    assert before != ("acceptable", "")
    assert decided(draft, "shopping") == before
