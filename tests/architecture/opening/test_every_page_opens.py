"""Every page of the site opens for somebody who may, about a record at a moment at which there is something to do."""

from itertools import product

import pytest
from django.urls import reverse

from incidents.models import Incident

from ..sources import ROOT
from ..walked import OF_A_RECEIPT, OF_A_RECORD, OF_AN_INCIDENT, ROUTES, kind_of_record

pytestmark = pytest.mark.both

# What does not open to somebody who is signed in and follows a link, and what proves it instead.
PROVED_ELSEWHERE = {
    "sign-in": "whoever is signed in is led on: tests/people/test_sign_in.py",
    "mfa_authenticate": "between the password and the code: tests/people/test_second_step.py",
    "mfa_login_webauthn": "takes the answer of a passkey: tests/browser/test_second_step.py",
    "openid_connect_login": "leads to the directory: tests/people/test_directory.py",
    "openid_connect_callback": "the directory leads here: tests/people/test_directory.py",
    "second-step-lost": "by a link in an e-mail: tests/people/test_lost_second_step.py",
    "invitation": "by a link in an e-mail: tests/people/test_links.py",
    "set-up": "only before there is a school: tests/people/test_set_up.py",
    "sign-out": "takes a button: tests/browser/test_sign_in_and_out.py",
    "end-session": "takes a button: tests/people/test_own_sign_in.py",
    "end-other-sessions": "takes a button: tests/people/test_own_sign_in.py",
    "components": "in the demonstration alone: tests/esafety/test_gallery.py",
    "incidents:draft": "takes what a script sends: tests/incidents/test_drafts.py",
    "settings:take-down-crest": "only where there is a crest: tests/people/test_crest.py",
    "reports:agree": "of several schools, to the head of one: tests/reports/test_several_schools.py",
    "people:import-bring-in": "takes the answers below a preview: tests/people/imports/test_pages.py",
}
WALKED = [route for route in ROUTES if route.name not in PROVED_ELSEWHERE]
ASKED = {"reports:trends-export": {"figure": "kinds"}}  # what the link to a page says besides


def places_of(route, places):
    """What may vary in the address, at each place where the page may be tried."""
    if route in OF_AN_INCIDENT:
        return places["incident"]
    if route.name.startswith("public:"):
        return places["published"]
    if route in OF_A_RECORD:
        return places[kind_of_record(route)]
    return places["other"]


def is_pointless(route, place, user):
    """Whether the rule refuses it there, or there is none of what the page is about: nothing has to be asked."""
    if route not in OF_AN_INCIDENT:
        return False
    incident, model = place["incident"], getattr(route.page, "model", None)
    if model is Incident:
        return route.page.access.refusal(user, route.page.action, incident) is not None
    return not model.objects.filter(incident=incident).exists()


def answers(route, places, users, browsers):
    """Of the site to each of them at each place, until the page opens. That place is the first to try for the next."""
    here = places_of(route, places)
    tried = [place for place in here if route.varies <= place.keys()] if route.varies else [{}]
    for user, place in product(users, tried):
        if is_pointless(route, place, user):
            continue
        address = reverse(route.name, kwargs={name: place[name] for name in route.varies})
        yield (status := browsers[user].get(address, ASKED.get(route.name)).status_code)
        if status == 200:
            if place in here:
                here.insert(0, here.pop(here.index(place)))
            return


def test_every_page_opens_for_somebody(places, insider, colleague, teacher, signed_in):
    users = [insider, colleague, teacher]
    browsers = {user: signed_in(user) for user in users}

    found = {
        route.name: set(answers(route, places, users[::-1] if route.name in OF_A_RECEIPT else users, browsers))
        for route in WALKED
    }

    assert {name: statuses for name, statuses in found.items() if 200 not in statuses} == {}


def test_what_is_proved_elsewhere_is_there():
    assert PROVED_ELSEWHERE.keys() <= {route.name for route in ROUTES}
    for reason in PROVED_ELSEWHERE.values():
        assert (ROOT / reason.split(": ")[-1]).is_file()
