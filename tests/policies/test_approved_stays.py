"""An approved version never changes: through no page, no verb and no admin."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import transaction
from django.urls import reverse

from people.roles import Role
from policies.actions import structure
from policies.copying import PARTS
from policies.models import Decision, Omission, PolicyVersion
from tests.architecture.routes import routes

PAGES = [route for route in routes() if route.name.startswith(("policies:", "agreements:"))]
OF_A_VERSION = [route for route in PAGES if "number" in route.varies]
# Something for every field that a form of these pages may have.
SAID = {
    "title": "Changed",
    "body": "Changed",
    "text": "Changed",
    "label": "Changed",
    "reason": "Changed",
    "key": "changed",
    "law": "Changed",
    "short": "Changed",
    "meaning": "acceptable",
    "place": "heading.technologies",
    "after": "",
    "monitored_by": "Changed",
    "approving_body": "Changed",
    "approved_on": "2026-11-18",
    "effective_from": "2026-12-01",
    "review_due": "2027-11-18",
    "ends_on": "2027-07-31",
    "confirm": "on",
}
LEFT_OUT = "images"  # a section that the draft does without
# Whose keys the addresses name: parts of the table of communications, and a section.
KEYS = {
    "row": "blogs",
    "locks": "blogs",
    "lock": "blogs",
    "heading": "technologies",
    "side": "pupils",
    "column": "allowed",
    "section": "scope",
    "section-put-back": LEFT_OUT,
    "section-leave-out": LEFT_OUT,
}
LOCKED = "certain_times"  # for pupils, on blogs: a lock of the school's own, to be lifted
# What only one page understands.
OF_PAGE = {
    "shape": {"down": "0.side.adults"},
    "locks": {"place": "pupils.allowed"},
    "place-tables": {"devices": "scope"},
    "table-add": {"table": "staff_sanctions", "start": "standard"},
}
# Nothing comes of these in a whole draft: they only show something, or the draft has nothing for them to do.
WITHOUT_EFFECT = {
    *("version", "matrix", "compare", "matrix-file", "matrix-history", "row", "pdf", "sections"),
    *("approve", "send-back", "matrix-rest", "matrix-import", "heading-retire"),
}


@pytest.fixture
def draft(draft, administrator) -> PolicyVersion:
    table = draft.matrices.get(kind="communications")
    structure.lock_cell(table, "blogs", f"pupils.{LOCKED}", by=administrator, reason="Said the board")
    return draft


@pytest.fixture
def powerful(appoint, school):
    """Holds every role at the school."""
    user = appoint(Role.STAFF, school)
    for role in set(Role) - {Role.STAFF}:
        appoint(role, school, user=user)
    return user


def everything(version) -> list:
    """Every field of the version and of all that it owns."""
    owned = [list(model.objects.filter(**{path: version}).order_by("pk").values()) for model, path in PARTS]
    return [PolicyVersion.objects.filter(pk=version.pk).values().get(), *owned]


def address(route, version) -> str:
    """The page about parts that the version has."""
    page = route.name.partition(":")[2]
    part = page.partition("-")[0]
    known = {
        "slug": version.policy.slug,
        "number": version.number,
        "kind": "communications",
        "ending": "csv",
        "row": "blogs",
        "side": "pupils",
        "column": LOCKED,
        "key": KEYS.get(page, KEYS.get(part)),
        "coverage": version.policy.coverages.get().pk,
    }
    return reverse(route.name, kwargs={name: known.get(name, 1) for name in route.varies})


def sent(route, version) -> dict[str, str]:
    """What would change something, if the page let it."""
    page = route.name.partition(":")[2]
    if page not in ("matrix-edit", "row-edit"):
        return SAID | OF_PAGE.get(page, {})
    decision = Decision.objects.get(row__matrix__version=version, row__key="blogs", group__key="pupils")
    shown = {"blogs.pupils.was": decision.column.key, "blogs.pupils.note.was": decision.note}
    other = decision.group.columns.filter(meaning__in=["acceptable", "unacceptable"]).exclude(pk=decision.column_id)
    return shown | {"blogs.pupils": other.first().key}


def changes(route, version, browser) -> bool:
    """Whether the page writes to the version; then it is taken back."""
    with transaction.atomic():
        before = everything(version)
        browser.post(address(route, version), sent(route, version))
        is_changed = everything(version) != before
        transaction.set_rollback(True)
    return is_changed


def test_no_page_changes_it(approved, powerful, signed_in):
    browser = signed_in(powerful)

    assert [route.name for route in PAGES if changes(route, approved, browser)] == []


@pytest.mark.thorough
def test_the_same_would_change_a_draft(draft, decide_all, powerful, signed_in):
    decide_all(draft)
    structure.remove_table(draft.matrices.get(kind="staff_sanctions"), by=powerful)
    draft.sections.get(key=LEFT_OUT).remove(by=powerful)
    Omission.explain(draft, LEFT_OUT, by=powerful, reason="Said the board")
    browser = signed_in(powerful)

    unchanged = {route.name.partition(":")[2] for route in OF_A_VERSION if not changes(route, draft, browser)}

    assert sorted(unchanged) == sorted(WITHOUT_EFFECT)


@pytest.mark.parametrize("name", ["shape", "row-change", "table-remove", "section-edit", "matrix-edit"])
def test_its_pages_say_why_not(name, approved, powerful, signed_in):
    [route] = [route for route in PAGES if route.name == f"policies:{name}"]
    browser, page = signed_in(powerful), address(route, approved)

    for response in (browser.get(page), browser.post(page, SAID)):
        assert response.status_code == 403
        assert "A version that is approved cannot be edited: make a new draft." in response.content.decode()


@pytest.mark.parametrize("verb", ["submit", "send_back", "approve", "withdraw", "edit"])
def test_no_verb_is_allowed(verb, approved, powerful):
    refusal = approved.access.refusal(powerful, verb, approved)

    assert refusal.startswith("A version that is approved cannot be ")


def test_no_admin_knows_policies():
    assert not [model for model in apps.get_app_config("policies").get_models() if admin.site.is_registered(model)]
