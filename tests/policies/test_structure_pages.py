"""The pages that change the shape of a table: who opens them, what they keep, what they cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from policies.access import PolicyAccess
from policies.actions import structure
from policies.models import Matrix, PolicyVersion, Row

SLUG = "e-safety-policy"
KIND = "communications"


def address(name, *key, kind=KIND, number=1):
    return reverse(f"policies:{name}", args=[SLUG, number, kind, *key])


PAGES = [
    address("shape"),
    address("table-rename"),
    address("table-remove"),
    address("row-add"),
    address("row-change", "blogs"),
    address("locks", "blogs"),
    address("row-retire", "blogs"),
    address("heading-add"),
    address("heading-change", "technologies"),
    address("heading-retire", "technologies"),
    address("side-add"),
    address("side-change", "pupils"),
    address("side-retire", "pupils"),
    address("column-add", "pupils"),
    address("column-change", "pupils", "allowed"),
    address("column-retire", "pupils", "allowed"),
    reverse("policies:table-add", args=[SLUG, 1]),
]


def text(response) -> str:
    return " ".join(response.content.decode().split())


def filled(response) -> dict[str, str]:
    """What the form of a page would send, untouched."""
    form = response.context["form"]
    sent = {}
    for field in form:
        value = field.value()
        if value not in (None, False, ""):
            sent[field.html_name] = "on" if value is True else value
        sent[field.html_initial_name] = form.get_initial_for_field(field.field, field.name) or ""
    return sent


def test_who_drafts_opens_them_a_colleague_is_told_why_not_and_for_a_stranger_they_do_not_exist(
    draft, coordinator, teacher, stranger, signed_in
):
    insider, colleague, outsider = (signed_in(user) for user in (coordinator, teacher, stranger))

    assert {page: insider.get(page).status_code for page in PAGES} == dict.fromkeys(PAGES, 200)
    assert {page: outsider.get(page).status_code for page in PAGES} == dict.fromkeys(PAGES, 404)
    assert {page: outsider.post(page).status_code for page in PAGES} == dict.fromkeys(PAGES, 404)
    for page in PAGES:
        response = colleague.get(page)
        assert (response.status_code, "Drafts are edited by" in text(response)) == (403, True)


@pytest.mark.parametrize(
    "page",
    [address("row-change", "nothing"), address("column-change", "pupils", "nothing"), address("side-retire", "x")],
)
def test_what_is_not_in_the_table_is_not_found(page, draft, coordinator, signed_in):
    assert signed_in(coordinator).get(page).status_code == 404


def test_a_row_is_added_on_the_page(user_actions, coordinator, signed_in):
    sent = {"label": "Deepfakes", "place": "row.csam", "illegal": "on", "four_c": "content", "police_case": "grooming"}

    response = signed_in(coordinator).post(address("row-add", kind="user_actions"), sent)

    assert response["Location"] == address("shape", kind="user_actions") + "#row.deepfakes"
    row = Row.objects.get(matrix=user_actions, key="deepfakes")
    assert (row.illegal, row.safeguarding, row.four_c, row.police_case) == (True, False, "content", "grooming")


def test_what_is_too_long_or_missing_is_said_and_kept(draft, coordinator, signed_in):
    response = signed_in(coordinator).post(
        address("column-add", "pupils"), {"label": "", "short": "x" * 41, "meaning": "refer_police"}
    )

    page = text(response)
    assert "Say what the column is called" in page
    assert "Shorten “short heading” to 40 characters (41 now)" in page
    assert "Choose one of the meanings that are offered" in page
    assert "x" * 41 in page


def test_a_duplicate_is_said_and_what_was_typed_stays(draft, coordinator, signed_in):
    browser, sent = signed_in(coordinator), {"label": "using blogs", "place": "row.blogs", "remark": "Hm"}

    response = browser.post(address("row-add"), sent)

    assert response.status_code == 409
    assert "There is already a row called “using blogs”" in text(response)
    assert 'value="Hm"' in text(response)


def test_pinned_flags_cannot_be_forged_away(user_actions, coordinator, signed_in):
    browser, page = signed_in(coordinator), address("row-change", "csam", kind="user_actions")
    sent = filled(browser.get(page)) | {"police_case": ""}
    sent["label"] = renamed = f"{sent['label']}, or asking for them"
    for flag in ("illegal", "safeguarding", "no_files"):
        sent.pop(flag)

    assert browser.post(page, sent).status_code == 302
    row = Row.objects.get(matrix=user_actions, key="csam")
    assert (row.label, row.illegal, row.safeguarding, row.no_files) == (renamed, True, True, True)
    assert row.police_case == "child_abuse_images"


def test_a_stale_page_overwrites_nothing_and_shows_what_changed(user_actions, coordinator, signed_in):
    browser, page = signed_in(coordinator), address("row-change", "gambling", kind="user_actions")
    sent = filled(browser.get(page))
    place = sent["place"]
    structure.change_row(
        user_actions, "gambling", by=coordinator, label="Betting", place=place, law="Gambling Act 2005"
    )

    response = browser.post(page, sent | {"label": "Wagers"})

    assert "Somebody else changed this while you were writing" in text(response)
    assert "Wagers" in text(response)
    assert "Gambling Act 2005" in text(response)
    assert Row.objects.get(matrix=user_actions, key="gambling").label == "Betting"


def test_a_row_that_somebody_retired_meanwhile_is_said_with_what_was_typed(user_actions, coordinator, signed_in):
    browser, page = signed_in(coordinator), address("row-change", "gambling", kind="user_actions")
    sent = filled(browser.get(page)) | {"label": "Wagers", "place": "row.csam"}
    structure.retire_row(user_actions, "gambling", by=coordinator)

    response = browser.post(page, sent)

    assert response.status_code == 409
    assert "somebody retired it" in text(response)
    assert "Wagers" in text(response)


def test_a_draft_that_was_sent_on_meanwhile_keeps_what_was_typed(draft, coordinator, signed_in):
    PolicyVersion.objects.filter(pk=draft.pk).update(status="submitted")
    draft.refresh_from_db()

    response = signed_in(coordinator).post(address("row-add"), {"label": "Smart glasses", "place": "row.blogs"})

    assert response.status_code == 403
    assert escape(PolicyAccess.refusal(coordinator, "edit", draft)) in text(response)
    assert "Smart glasses" in text(response)


def test_a_row_is_offered_the_last_place_under_the_heading_where_it_was_asked_for(draft, coordinator, signed_in):
    page = signed_in(coordinator).get(address("row-add", kind="devices") + "?under=school_devices")

    assert page.context["form"]["place"].value() == "row.authorised"


def test_buttons_move_and_put_back(draft, coordinator, signed_in):
    browser, table = signed_in(coordinator), draft.matrices.get(kind=KIND)

    moved = browser.post(address("shape"), {"up": "9.row.blogs"})
    structure.retire_row(table, "blogs", by=coordinator)
    page = text(browser.get(address("shape")))
    browser.post(address("shape"), {"standard": "row.blogs"})

    assert moved["Location"].endswith("#row.blogs.up")
    assert "In the standard set, but not here" in page
    assert table.all_rows.filter(key="blogs").exists()


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"up": "nonsense"},
        {"down": "0.row."},
        {"up": "1.table.x"},
        {"standard": "lock.x"},
        {"earlier": "row.blogs"},
        {"up": "1.column.pupils"},
    ],
)
def test_a_forged_button_changes_nothing(sent, draft, coordinator, signed_in):
    browser, before = signed_in(coordinator), Row.history.count()

    response = browser.post(address("shape"), sent, follow=True)

    assert "es-note--red" in text(response)
    assert Row.history.count() == before


def test_a_retired_column_says_how_much_goes_with_it(draft, coordinator, signed_in):
    browser, page = signed_in(coordinator), address("column-retire", "pupils", "not_allowed")

    assert "8 cells that are decided go with it" in text(browser.get(page))
    assert browser.post(page)["Location"] == address("shape")
    assert "no longer in the table" in text(browser.post(page))


def test_a_lock_is_made_and_lifted_on_the_page(user_actions, coordinator, signed_in):
    browser, page = signed_in(coordinator), address("locks", "gambling", kind="user_actions")

    browser.post(page, {"place": "use.acceptable", "reason": "The board said so."})
    shown = text(browser.get(page))
    lift = f"{page}use/acceptable/lift/"
    asked = text(browser.get(lift))

    assert "The board said so." in shown
    assert "In every school" in shown
    assert f'href="{lift}"' in shown
    assert "Lift this lock?" in asked
    assert Row.objects.get(matrix=user_actions, key="gambling").locks.count() == 2

    assert browser.post(lift)["Location"] == page
    assert Row.objects.get(matrix=user_actions, key="gambling").locks.count() == 1


def test_a_table_is_added_on_the_page(draft, coordinator, signed_in):
    browser, page = signed_in(coordinator), reverse("policies:table-add", args=[SLUG, 1])
    assert "There is no table to add" in text(browser.get(page))
    structure.remove_table(draft.matrices.get(kind="staff_sanctions"), by=coordinator)

    response = browser.post(page, {"table": "staff_sanctions", "start": "empty"})

    assert response["Location"] == reverse("policies:matrix", args=[SLUG, 1, "staff_sanctions"])
    assert draft.matrices.get(kind="staff_sanctions").all_rows.get().key == "S1"


def test_a_list_of_one_row_costs_as_much_as_one_of_many(draft, coordinator, signed_in):
    browser, table, found = signed_in(coordinator), draft.matrices.get(kind=Matrix.Kind.DEVICES), []
    for rows in (3, 1):
        for row in list(table.all_rows.all())[rows:]:
            structure.retire_row(table, row.key, by=coordinator)
        with CaptureQueriesContext(connection) as queries:
            browser.get(address("shape", kind="devices"))
        found.append(len(queries))

    assert found == [20, 20]


def test_a_draft_that_lacks_a_table_offers_to_add_one(draft, coordinator, teacher, signed_in):
    page = reverse("policies:version", args=[SLUG, 1])
    assert "Add a table" not in text(signed_in(coordinator).get(page))
    structure.remove_table(draft.matrices.get(kind="devices"), by=coordinator)

    assert "Add a table" in text(signed_in(coordinator).get(page))
    assert "Add a table" not in text(signed_in(teacher).get(page))
