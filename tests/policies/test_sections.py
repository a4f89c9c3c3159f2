"""Writing the text of a draft, section by section."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.access import Refused
from policies.actions import place_tables, structure
from policies.models import Matrix, Section
from policies.models.sections import LONGEST_SECTION
from policies.printing import html_of

VERSION = "/policies/e-safety-policy/1/"
SCOPE = f"{VERSION}sections/scope/"
PAGES = [
    *(f"{VERSION}{page}/" for page in ("schedule", "sections", "add-section", "place-tables")),
    *(f"{SCOPE}{verb}" for verb in ("", "move/", "remove/")),
]


def text(response) -> str:
    return " ".join(response.content.decode().split())


def keys(version) -> list[str]:
    return [section.key for section in version.sections.all()]


@pytest.fixture
def scope(draft) -> Section:
    return draft.sections.get(key="scope")


@pytest.fixture
def sent(scope):
    """`sent(body="…")`: the page of the section as a browser would send it."""

    def fill(**changes):
        shown = {"initial-title": scope.title, "initial-body": scope.body}
        return shown | {"title": scope.title, "body": scope.body} | changes

    return fill


@pytest.mark.parametrize("address", PAGES)
def test_who_drafts_writes_the_text_others_are_told_why_not_and_strangers_find_nothing(
    address, draft, coordinator, teacher, stranger, signed_in
):
    assert signed_in(coordinator).get(address).status_code == 200
    assert signed_in(stranger).get(address).status_code == 404
    refused = signed_in(teacher).post(address, {"title": "Mine", "body": "Mine"})
    assert refused.status_code == 403
    assert "Drafts are edited by the administrator" in text(refused)


@pytest.mark.parametrize("address", PAGES)
def test_an_approved_text_cannot_be_written(address, approved, coordinator, signed_in):
    response = signed_in(coordinator).post(address, {"title": "Mine", "body": "Mine", "after": ""})

    assert response.status_code == 403
    assert "A version that is approved cannot be edited: make a new draft." in text(response)
    assert approved.sections.get(key="scope").title == "Scope"


def test_a_section_is_rewritten_with_its_author_in_the_history(scope, sent, coordinator, signed_in):
    response = signed_in(coordinator).post(SCOPE, sent(body="It is for **everybody**."))

    scope.refresh_from_db()
    assert response["Location"] == f"{VERSION}#section-scope"
    assert (scope.title, scope.body) == ("Scope", "It is for **everybody**.")
    assert scope.history.first().history_user == coordinator


def test_a_preview_shows_the_text_and_saves_nothing(scope, sent, coordinator, signed_in):
    response = signed_in(coordinator).post(SCOPE, sent(body="It is for **everybody**.", preview="yes"))

    assert "<p>It is for <strong>everybody</strong>.</p>" in text(response)
    assert "It is for **everybody**.</textarea>" in text(response)
    assert scope.history.count() == 1


@pytest.mark.both
@pytest.mark.parametrize("size", [LONGEST_SECTION + 1, 2_000_000], ids=["a little", "two megabytes"])
def test_a_text_that_is_too_long_is_kept_on_the_page_and_says_so(size, scope, sent, coordinator, signed_in):
    response = signed_in(coordinator).post(SCOPE, sent(body="x" * size))

    assert response.status_code == 200
    assert f"This is longer than 20000 characters ({size}): shorten it" in text(response)
    assert "x" * size in response.content.decode()


@pytest.mark.parametrize("body", ["x" * 20_000, "\n" * 600], ids=["characters", "lines"])
def test_all_sections_together_are_a_document_that_can_be_printed(body, scope, sent, coordinator, signed_in):
    other = scope.version.sections.exclude(pk=scope.pk)
    other.update(body=body)

    response = signed_in(coordinator).post(SCOPE, sent(body="One word more."))

    scope.refresh_from_db()
    assert response.status_code == 409
    assert "at most 150,000 characters in 4,000 lines, all sections together: shorten it" in text(response)
    assert scope.body != "One word more."
    with pytest.raises(Refused, match="at most 150,000 characters"):
        Section.add_to(scope.version, by=coordinator, title="More", body="More.")


@pytest.mark.both
def test_the_second_of_two_editors_sees_what_the_first_wrote_and_loses_nothing(
    scope, sent, coordinator, administrator, signed_in
):
    opened = sent(body="What the second wrote.")
    scope.rewrite(by=administrator, title="Scope", body="What the first wrote.")

    response = signed_in(coordinator).post(SCOPE, opened)

    assert "Somebody else changed this meanwhile." in text(response)
    assert "What the first wrote." in text(response)
    assert "What the second wrote.</textarea>" in text(response)
    scope.refresh_from_db()
    assert scope.body == "What the first wrote."


def test_two_who_save_in_the_same_moment_do_not_overwrite_each_other(scope, coordinator, administrator):
    same = Section.objects.get(pk=scope.pk)
    scope.rewrite(by=administrator, title="Scope", body="What the first wrote.")

    with pytest.raises(Refused, match="Somebody else has just changed this section"):
        same.rewrite(by=coordinator, title="Scope", body="What the second wrote.")


def test_a_section_removed_under_its_editor_leaves_the_typed_text_on_the_page(
    scope, sent, coordinator, administrator, signed_in
):
    scope.remove(by=administrator)

    response = signed_in(coordinator).post(SCOPE, sent(body="What was typed."))

    assert response.status_code == 409
    assert "Somebody else removed this section meanwhile. Nothing was saved." in text(response)
    assert "What was typed.</textarea>" in text(response)


def test_a_draft_submitted_under_its_editor_says_so_and_keeps_the_typed_text(
    draft, decide_all, submit, sent, coordinator, signed_in
):
    submit(decide_all(draft))

    response = signed_in(coordinator).post(SCOPE, sent(body="What was typed."))

    assert response.status_code == 403
    assert "This draft is submitted for approval: it can be edited once it is sent back." in text(response)
    assert "What was typed.</textarea>" in text(response)


def test_a_section_is_added_after_another_with_a_key_of_its_own(draft, coordinator, signed_in):
    sent = {"title": "Scope", "body": "Twice.", "after": "scope"}

    response = signed_in(coordinator).post(f"{VERSION}add-section/", sent)

    assert response["Location"] == f"{VERSION}#section-scope-2"
    assert keys(draft)[:4] == ["schedule", "scope", "scope-2", "roles"]


def test_a_section_moves_up_and_first(draft, coordinator, signed_in):
    browser = signed_in(coordinator)

    browser.post(f"{VERSION}sections/roles/move/", {"after": "schedule"})
    assert keys(draft)[:3] == ["schedule", "roles", "scope"]
    browser.post(f"{VERSION}sections/roles/move/", {"after": ""})
    assert keys(draft)[:3] == ["roles", "schedule", "scope"]


def test_a_section_cannot_move_after_one_that_is_gone(draft, scope, coordinator, administrator, signed_in):
    scope.remove(by=administrator)

    response = signed_in(coordinator).post(f"{VERSION}sections/roles/move/", {"after": "scope"})

    assert "That section is no longer there: choose again" in text(response)


def test_a_removed_section_leaves_its_history_and_its_tables_to_the_one_before(draft, coordinator, signed_in):
    signed_in(coordinator).post(f"{VERSION}sections/mobile/remove/")

    devices = draft.matrices.get(kind=Matrix.Kind.DEVICES)
    assert devices.section.key == "technical"
    assert devices.history.first().history_user == coordinator
    assert Section.history.filter(key="mobile", history_type="-").count() == 1


def test_a_table_stands_where_it_is_put_and_the_others_stay(draft, coordinator, signed_in):
    stays = {"communications": "communications", "initial-communications": "communications"}
    sent = {"devices": "scope", "initial-devices": "mobile"} | stays

    signed_in(coordinator).post(f"{VERSION}place-tables/", sent)

    places = dict(draft.matrices.values_list("kind", "section__key"))
    assert (places["devices"], places["communications"]) == ("scope", "communications")


@pytest.mark.both
def test_who_places_tables_sees_what_somebody_else_moved_meanwhile(draft, coordinator, administrator, signed_in):
    sent = {
        "devices": "scope",
        "initial-devices": "mobile",
        "communications": "scope",
        "initial-communications": "communications",
    }
    place_tables(draft, {draft.matrices.get(kind="devices"): draft.sections.get(key="roles")}, by=administrator)

    page = text(signed_in(coordinator).post(f"{VERSION}place-tables/", sent))

    assert "Somebody else changed this meanwhile." in page
    assert "Changed while you were writing" in page
    places = dict(draft.matrices.values_list("kind", "section__key"))
    assert (places["devices"], places["communications"]) == ("roles", "communications")


def test_tables_are_placed_all_or_none(draft, scope, coordinator, administrator):
    read = {matrix.kind: matrix for matrix in draft.matrices.all()}
    place_tables(draft, {read["communications"]: draft.sections.get(key="roles")}, by=administrator)
    stale = Matrix(pk=read["communications"].pk, title="Communications", section_id=None)

    with pytest.raises(Refused, match="Somebody else has just moved the table"):
        place_tables(draft, {read["devices"]: scope, stale: scope}, by=coordinator)

    assert draft.matrices.get(kind="devices").section.key == "mobile"


def test_a_table_that_is_placed_keeps_the_name_that_it_got_meanwhile(draft, scope, coordinator, administrator):
    read = draft.matrices.get(kind="devices")
    structure.rename_table(draft.matrices.get(kind="devices"), by=administrator, title="Phones")

    place_tables(draft, {read: scope}, by=coordinator)

    devices = draft.matrices.get(kind="devices")
    assert (devices.title, devices.section) == ("Phones", scope)


def test_the_schedule_says_what_was_typed_and_what_is_not_said_yet(draft, coordinator, signed_in):
    browser = signed_in(coordinator)

    browser.post(f"{VERSION}schedule/", {"committee": "The curriculum committee", "initial-committee": ""})

    page = text(browser.get(VERSION))
    assert "<dt>Committee responsible</dt><dd>The curriculum committee</dd>" in page
    assert "<dt>Review cycle</dt><dd>Not said yet</dd>" in page


def test_the_document_shows_each_section_with_its_tables(draft, teacher, signed_in):
    page = text(signed_in(teacher).get(VERSION))

    mobile, images = page.index('id="section-mobile"'), page.index('id="section-images"')
    assert 'id="devices-title"' in page[mobile:images]
    assert "<h3>Governors</h3>" in page
    assert 'href="#section-scope"' in page
    assert f"{SCOPE}" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_arrangement_takes_as_many_queries_however_many_sections(count, draft, coordinator, signed_in):
    for number in range(count):
        Section.add_to(draft, by=coordinator, title=f"More {number}", body="Text.")

    browser = signed_in(coordinator)
    with CaptureQueriesContext(connection) as queries:
        browser.get(reverse("policies:sections", args=["e-safety-policy", 1]))

    assert sum('"policies_' in query["sql"] for query in queries) == 6


def test_on_paper_and_in_public_a_line_of_the_schedule_that_says_nothing_is_left_out(draft):
    draft.committee = "The curriculum committee"
    draft.save()

    page = html_of(draft)

    assert "<dt>Committee responsible</dt><dd>The curriculum committee</dd>" in page
    assert "Not said yet" not in page
