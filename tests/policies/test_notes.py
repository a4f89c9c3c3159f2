"""What incidents taught about a policy: it stands on the draft until somebody settles it with a sentence."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.access import Refused
from policies.models import DraftNote, Place, Policy
from policies.queries import places_in
from tests.pages import main_of

TEXT, ANSWER = "Say who keeps tablets at lunch.", "Section 4 says it now."


@pytest.fixture
def note(draft, coordinator):
    return DraftNote.write(draft.policy, by=coordinator, about=Place("", "devices", "Devices"), text=TEXT)


@pytest.fixture
def url(note):
    return reverse("policies:settle-note", args=[note.pk])


def test_it_stands_on_the_draft_until_it_is_settled(note, draft, administrator, signed_in, url):
    browser = signed_in(administrator)
    before = main_of(browser.get(draft.get_absolute_url()))

    after = browser.post(url, {"answer": ANSWER}, follow=True)

    assert TEXT in before
    assert url in before
    assert after.redirect_chain == [(f"{draft.get_absolute_url()}#notes", 302)]
    assert url not in main_of(after)
    assert "1 settled note" in main_of(after)
    note.refresh_from_db()
    assert (note.settled_with, note.settled_by) == (ANSWER, administrator)


@pytest.mark.both
def test_while_there_is_no_draft_it_waits_on_the_newest_version(
    note, draft, decide_all, approve, coordinator, signed_in
):
    approve(decide_all(draft))

    page = main_of(signed_in(coordinator).get(draft.get_absolute_url()))

    assert TEXT in page
    assert "They wait for the next draft." in page


def test_staff_do_not_read_it(note, draft, teacher, signed_in):
    page = signed_in(teacher).get(draft.get_absolute_url())

    assert page.status_code == 200
    assert TEXT not in main_of(page)


def test_it_is_settled_once_and_by_those_who_draft(note, administrator, governor):
    with pytest.raises(Refused, match="Notes are settled by"):
        note.settle(by=governor, answer=ANSWER)
    note.settle(by=administrator, answer=ANSWER)
    with pytest.raises(Refused, match=f"This note has already been settled: {ANSWER}"):
        note.settle(by=administrator, answer="Again.")

    assert note.settled_with == ANSWER


def test_the_page_refuses_who_does_not_draft_and_does_not_exist_for_a_stranger(
    note, governor, stranger, signed_in, url
):
    assert signed_in(governor).post(url, {"answer": ANSWER}).status_code == 403
    assert signed_in(stranger).post(url, {"answer": ANSWER}).status_code == 404
    assert DraftNote.objects.open().count() == 1


@pytest.mark.both
def test_a_stale_page_keeps_what_was_typed(note, administrator, coordinator, signed_in, url):
    note.settle(by=coordinator, answer=ANSWER)

    page = signed_in(administrator).post(url, {"answer": "Typed for nothing."})

    assert page.status_code == 403
    assert "Typed for nothing." in main_of(page, 403)


def test_nobody_writes_one_for_the_standard_set_or_for_another_school(draft, coordinator, stranger):
    standard = Policy.objects.get(is_standard=True, kind=Policy.Kind.E_SAFETY)

    with pytest.raises(Refused, match="The standard set is built in"):
        DraftNote.write(standard, by=coordinator, about=Place(), text=TEXT)
    with pytest.raises(Refused, match="a school that the policy covers"):
        DraftNote.write(draft.policy, by=stranger, about=Place(), text=TEXT)


def test_the_database_holds_that_a_settled_note_says_how(note):
    with pytest.raises(IntegrityError, match="settled_note_says_by_whom_and_how"), transaction.atomic():
        DraftNote.objects.filter(pk=note.pk).update(settled_with=ANSWER)


def test_a_note_may_be_about_any_section_or_row(draft):
    places = dict(places_in(draft))

    assert [place.key for place in places["Sections"]] == [section.key for section in draft.sections.all()]
    assert sum(map(len, places.values())) == draft.sections.count() + sum(
        matrix.all_rows.count() for matrix in draft.matrices.all()
    )
