"""An incident that is not for somebody does not exist for them, at any address; and nothing asked breaks a page."""

from urllib.parse import quote

import pytest
from django.db.models import Q
from django.urls import reverse

from incidents.models import Involvement, Relation
from incidents.statement import Named
from people.roles import Role

from .routes import routes

ROUTES = routes()
OF_AN_INCIDENT = [route for route in ROUTES if "reference" in route.varies]
# Pages of the reporter: handlers read the record instead.
OF_A_RECEIPT = {"incidents:receipt", "incidents:correct", "incidents:complete-own"}
LISTS = [
    "home",
    "tasks:list",
    "incidents:log",
    "incidents:views",
    "incidents:exports",
    "incidents:assign-many",
    "incidents:receipts",
    "people:list",
    "policies:list",
    "sanctions:tables",
]


@pytest.fixture
def colleague(appoint, school):
    """Another teacher of the same school."""
    return appoint(Role.STAFF, school, "Cole Colleague")


def known_of(incident):
    """What varies in the addresses below an incident: its first person, reader, task and relation, where there are."""
    rows = {
        "pk": incident.involvements,
        "reader": incident.readers,
        "task": incident.tasks,
        "relation": Relation.objects.filter(Q(first=incident) | Q(second=incident)),
    }
    return {"reference": incident.reference} | {name: getattr(found.first(), "pk", 1) for name, found in rows.items()}


@pytest.fixture
def address(incident, teacher, headteacher, appoint, school, log_incident):
    """`address(route)`: below an incident that exists, about its person, its reader, its task and its relation."""
    incident.add_reader(by=headteacher, user=appoint(Role.SENIOR_LEADER, school), reason="Second person")
    incident.give_task(by=headteacher, text="Collect the tablet.", who=teacher, due=None)
    incident.relate(by=headteacher, other=log_incident(), reason="The same evening.")

    def of(route):
        return reverse(route.name, kwargs={name: known_of(incident)[name] for name in route.varies})

    return of


def test_there_are_pages_of_an_incident():
    assert {"incidents:incident", "incidents:close", "sanctions:decide", "sanctions:misuse"} <= {
        route.name for route in OF_AN_INCIDENT
    }


@pytest.mark.parametrize("route", OF_AN_INCIDENT, ids=str)
def test_who_handles_or_reported_it_finds_the_page(route, address, signed_in, coordinator, teacher):
    insider = teacher if route.name in OF_A_RECEIPT else coordinator

    response = signed_in(insider).get(address(route))

    assert response.status_code in {200, 403}  # a verb that is refused now is refused with a sentence


@pytest.mark.parametrize("who", ["stranger", "colleague", "governor", "administrator"])
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("route", OF_AN_INCIDENT, ids=str)
def test_for_anybody_else_there_is_nothing(route, method, who, address, signed_in, request, incident):
    user = request.getfixturevalue(who)

    response = getattr(signed_in(user), method)(address(route), {"reason": "Because", "text": "x"})

    incident.refresh_from_db()
    assert response.status_code == 404
    assert incident.reference not in response.content.decode().replace(address(route), "")
    assert incident.status == "reported"


@pytest.mark.parametrize("route", OF_AN_INCIDENT, ids=str)
def test_nor_is_there_for_the_one_it_is_about(route, log_incident, signed_in, coordinator):
    incident = log_incident(people=[Named(part=Involvement.Part.INSTIGATOR, person=coordinator.person)])
    known = known_of(incident)

    response = signed_in(coordinator).get(reverse(route.name, kwargs={name: known[name] for name in route.varies}))

    assert response.status_code == 404


@pytest.mark.parametrize("address_of", LISTS)
def test_no_list_of_a_strangers_names_it(address_of, signed_in, stranger, incident):
    page = signed_in(stranger).get(reverse(address_of)).content.decode()

    assert incident.reference not in page
    assert "Pip Pupil" not in page


ODD = {
    "NUL": "\0",
    "NUL inside": "a\0b",
    "long": "x" * 20_000,
    "digits": "9" * 5_000,
    "negative": "-1",
    "emoji": "🙂" * 50,
    "right to left": "\u202e\u05e9\u05dc",
    "half a pair": "\ud800".encode("utf-8", "surrogatepass"),
    "broken bytes": b"\xff\xfe",
    "percent": "%00%s%(x)s{0}{{x}}",
    "markup": "'\"><script>alert(1)</script>",
    "empty": "",
}
ASKED = (
    "q", "school", "status", "period", "before", "page", "next", "year", "term", "policy", "with", "sort", "key",
    "handler", "since", "until", "kind", "risk", "branch", "place", "late", "adult", "unfinished", "incident", "view",
)  # fmt: skip


@pytest.fixture
def insider(headteacher, appoint, school):
    """Holds enough roles to open every page of the school."""
    for role in (Role.COORDINATOR, Role.ADMINISTRATOR, Role.GOVERNOR):
        appoint(role, school, user=headteacher)
    return headteacher


@pytest.mark.parametrize("odd", ODD)
def test_no_question_breaks_a_page(odd, address, signed_in, insider, incident):
    incident.reported_by = insider  # so that the receipt is theirs too
    incident.save_as(insider)
    browser = signed_in(insider)
    browser.raise_request_exception = False
    asked = dict.fromkeys(ASKED, ODD[odd])

    answers = {
        route.name: browser.get(address(route), asked).status_code
        for route in ROUTES
        if route.varies <= known_of(incident).keys()
    }

    assert {name: status for name, status in answers.items() if status >= 500} == {}
    assert answers["incidents:log"] == answers["home"] == 200


@pytest.mark.parametrize("odd", [key for key in ODD if key != "empty"])
def test_no_address_breaks_the_site(odd, signed_in, insider):
    browser = signed_in(insider)
    browser.raise_request_exception = False
    written = quote(ODD[odd], safe="")[:4000]

    answers = [
        browser.get(start + written + "/").status_code
        for start in ("/", "/incidents/", "/incidents/mine/", "/policies/", "/policies/standard/", "/people/")
    ]

    assert set(answers) == {404}
