"""An approved version never changes: through no page, no verb and no admin."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from people.roles import Role
from policies.copying import PARTS
from policies.models import PolicyVersion
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
    "gambling.use": "acceptable",
    "monitored_by": "Changed",
    "approving_body": "Changed",
    "approved_on": "2026-11-18",
    "effective_from": "2026-12-01",
    "review_due": "2027-11-18",
    "ends_on": "2027-07-31",
    "confirm": "on",
}


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


def test_there_are_pages_to_try():
    assert {"policies:approve", "policies:matrix-edit", "policies:withdraw"} <= {page.name for page in OF_A_VERSION}


@pytest.mark.parametrize("route", PAGES, ids=str)
def test_no_page_changes_it(route, approved, powerful, signed_in):
    known = {
        "slug": approved.policy.slug,
        "number": 1,
        "kind": "user_actions",
        "ending": "csv",
        "key": approved.sections.first().key,
        "coverage": approved.policy.coverages.get().pk,
    }
    address = reverse(route.name, kwargs={name: known.get(name, 1) for name in route.varies})
    before = everything(approved)

    signed_in(powerful).post(address, SAID)

    assert everything(approved) == before


@pytest.mark.parametrize("verb", ["submit", "send_back", "approve", "withdraw", "edit"])
def test_no_verb_is_allowed(verb, approved, powerful):
    refusal = approved.access.refusal(powerful, verb, approved)

    assert refusal.startswith("A version that is approved cannot be ")


def test_no_admin_knows_policies():
    assert not [model for model in apps.get_app_config("policies").get_models() if admin.site.is_registered(model)]
