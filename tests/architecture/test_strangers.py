"""What is not for somebody does not exist for them, at any address; and nothing asked breaks a page."""

import ast
import inspect
import re
from functools import cache
from itertools import cycle
from urllib.parse import quote

import pytest
from django.forms import Form
from django.urls import reverse
from django.utils.html import escape

from core.forms import PlainForm
from core.views import ListPage
from esafety.urls import PUBLIC
from incidents.models import Evidence, Investigation, Involvement, IsolatedDevice, Task
from incidents.statement import Named
from people.roles import Role

from .sources import APPS, modules
from .walked import (
    OF_A_RECEIPT,
    OF_A_RECORD,
    OF_AN_INCIDENT,
    ROUTES,
    address_of_record,
    holding_every_role,
    kind_of_record,
    known_of,
)

# What a school shows to everybody has tests of its own.
PUBLISHED = {route for route in ROUTES if route.name.startswith("public:")}
PLAIN = [route for route in ROUTES if not route.varies and route.name not in PUBLIC]
LISTS = [route for route in PLAIN if route.page and issubclass(route.page, ListPage)]


@pytest.fixture
def colleague(appoint, school):
    """Another teacher of the same school."""
    return appoint(Role.STAFF, school, "Cole Colleague")


def text_of(response):
    """What stands on a page; of a file that is sent as one, nothing."""
    return "" if response.has_header("Content-Disposition") else response.content.decode()


@pytest.fixture
def stranger(appoint, other_school):
    """Holds every role, at another school."""
    return holding_every_role(appoint, other_school, "Stella Stranger")


def test_there_are_pages_of_an_incident():
    assert {"incidents:incident", "incidents:close", "sanctions:decide", "sanctions:misuse"} <= {
        route.name for route in OF_AN_INCIDENT
    }


def expected(route, user, incident):
    """What this user finds there: the page, or the sentence with which its rule refuses."""
    if route.name in NOT_THERE:
        return 404, ""
    kinds = {
        Task: incident.tasks,
        Evidence: incident.evidence,
        Investigation: incident.investigations,
        IsolatedDevice: incident.devices,
    }
    about = kinds.get(getattr(route.page, "model", None))
    subject = about.first() if about else incident
    refusal = route.page.access.refusal(user, route.page.action, subject)
    return (403, refusal) if refusal else (200, "")


# What this incident lacks, so that there is nothing to show to anybody.
NOT_THERE = {
    "incidents:unrelate": "it is related to no other",
    "incidents:call-off-destruction": "nothing is to be destroyed",
    "incidents:certificate": "nothing was destroyed",
}


def test_who_handles_or_reported_it_finds_the_page_or_the_reason_why_not(
    address, signed_in, coordinator, teacher, incident
):
    browsers = {user: signed_in(user) for user in (coordinator, teacher)}
    found, said = {}, {}

    for route in OF_AN_INCIDENT:
        user = teacher if route.name in OF_A_RECEIPT else coordinator
        response = browsers[user].get(address(route))
        said[route.name] = expected(route, user, incident)
        named = escape(said[route.name][1])
        found[route.name] = response.status_code, said[route.name][1] if named in text_of(response) else None

    assert found == said
    assert {status for status, _ in found.values()} == {200, 403, 404}


NEARER = [pytest.param(who, marks=pytest.mark.thorough) for who in ("colleague", "governor", "administrator")]


@pytest.mark.parametrize("who", ["stranger", *NEARER])
def test_for_anybody_else_there_is_nothing(who, address, signed_in, request, incident):
    browser = signed_in(request.getfixturevalue(who))
    sent = {"reason": "Because", "text": "x"}

    answers = {
        (method, route.name): getattr(browser, method)(address(route), sent)
        for method in ("get", "post")
        for route in OF_AN_INCIDENT
    }

    assert {asked: answer.status_code for asked, answer in answers.items() if answer.status_code != 404} == {}
    for (_, name), answer in answers.items():
        own = address(next(route for route in OF_AN_INCIDENT if route.name == name))
        assert incident.reference not in answer.content.decode().replace(own, "")
    history = incident.history.count()
    incident.refresh_from_db()
    assert incident.status == "reported"
    assert incident.history.count() == history


def test_nor_is_there_for_the_one_it_is_about(log_incident, signed_in, coordinator):
    incident = log_incident(people=[Named(part=Involvement.Part.INSTIGATOR, person=coordinator.person)])
    known, browser = known_of(incident), signed_in(coordinator)

    answers = {
        route.name: browser.get(reverse(route.name, kwargs={name: known[name] for name in route.varies})).status_code
        for route in OF_AN_INCIDENT
    }

    assert {name: status for name, status in answers.items() if status != 404} == {}


def test_every_kind_of_record_that_has_a_page_is_walked(records):
    walked = {kind_of_record(route) for route in OF_A_RECORD}

    assert walked == set(records)


def test_for_a_stranger_no_record_of_it_is_there(records, signed_in, stranger, other_pupil):
    browser = signed_in(stranger)

    answers = {
        (method, str(route)): getattr(browser, method)(address_of_record(route, records, other_pupil), {"reason": "x"})
        for method in ("get", "post")
        for route in OF_A_RECORD
    }

    assert {asked: answer.status_code for asked, answer in answers.items() if answer.status_code != 404} == {}
    for record in records.values():
        assert type(record).objects.filter(pk=record.pk).exists()


# Lists in which nothing of the school stands here.
EMPTY_HERE = {"incidents:views", "incidents:exports", "incidents:receipts"}


def test_no_page_of_a_strangers_names_anything_of_the_school(records, signed_in, stranger, insider, incident):
    named = re.compile(f"{incident.reference}|Pip Pupil|Ashdown Primary|Tess Teacher|Spoken to at break")

    def read(user):
        browser = signed_in(user)
        answers = {str(route): browser.get(reverse(route.name), follow=True) for route in PLAIN}
        assert {str(route): answers[str(route)].status_code for route in LISTS} == {str(r): 200 for r in LISTS}
        return {name for name, answer in answers.items() if named.search(answer.content.decode())}

    assert read(stranger) == set()
    assert read(insider) >= {str(route) for route in LISTS} - EMPTY_HERE


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


def asked_in_addresses():
    """Every name that the program reads from an address: by itself, or through a form that is given all of it."""
    forms = {form.__name__: form for form in _below(PlainForm)}
    for tree in modules().values():
        text = ast.unparse(tree)
        yield from re.findall(r"(?:GET|\bsent|\basked)\.get(?:list)?\('(\w+)'", text)
        yield from re.findall(r"GET\['(\w+)'\]", text)
        for name in re.findall(r"\b([A-Z]\w+)\(self\.request\.GET\b", text):
            yield from forms[name].base_fields


def _below(form: type[Form]):
    for each in form.__subclasses__():
        yield each
        yield from _below(each)


@cache
def asked_of_pages():
    return {*asked_in_addresses(), "place", "page"}  # a report's place is read together with its year


def test_what_is_asked_of_the_pages_is_what_they_read():
    assert {
        "q",
        "before",
        "status",
        "handler",
        "since",
        "with",
        "incident",
        "view",
        "draft",
        "school",
        "left",
    } <= asked_of_pages()


def reads_its_address(route):
    """Whether the view, or a class of ours that it is made of, asks what stands in its address."""
    view = inspect.unwrap(route.view)
    ours = [part for part in getattr(route.page, "__mro__", [view]) if part.__module__.split(".")[0] in APPS]
    return any(re.search(r"\brequest\.GET\b", inspect.getsource(part)) for part in ours)


@cache
def readers():
    return [route for route in ROUTES if reads_its_address(route) and "provider_id" not in route.varies]


def test_there_are_pages_that_read_their_address():
    assert {"incidents:log", "incidents:readers", "people:register", "people:search", "reports:prepare"} <= {
        route.name for route in readers()
    }


# Each database has limits of its own for numbers, lengths and bytes, and none for these.
ODD_ONCE = {"emoji", "right to left", "percent", "markup", "empty"}


@pytest.mark.both
def test_no_question_breaks_a_page(anywhere, signed_in, insider):
    """One page gets something odd for one name and the next for another: together each for many."""
    browser = signed_in(insider)
    browser.raise_request_exception = False
    kinds = cycle(ODD.values())

    answers = {
        route.name: browser.get(anywhere(route), {asked: next(kinds) for asked in sorted(asked_of_pages())}).status_code
        for route in readers()
    }

    assert {name: status for name, status in answers.items() if status >= 500} == {}
    assert answers["incidents:log"] == 200


@pytest.mark.thorough
@pytest.mark.parametrize("odd", [pytest.param(odd, marks=() if odd in ODD_ONCE else pytest.mark.both) for odd in ODD])
def test_nothing_odd_breaks_a_page(odd, anywhere, signed_in, insider):
    browser = signed_in(insider)
    browser.raise_request_exception = False
    asked = dict.fromkeys(asked_of_pages(), ODD[odd])

    answers = {route.name: browser.get(anywhere(route), asked).status_code for route in readers()}

    assert {name: status for name, status in answers.items() if status >= 500} == {}
    assert answers["incidents:log"] == 200


@pytest.mark.thorough
@pytest.mark.once
def test_no_question_breaks_a_page_that_reads_none(anywhere, signed_in, insider):
    """What all pages share (their frame, their links) may read the address too."""
    browser = signed_in(insider)
    browser.raise_request_exception = False
    asked = dict(zip(sorted(asked_of_pages()), cycle(ODD.values()), strict=False))
    unwalked = {"submission", "token", "provider_id"}
    others = [route for route in set(ROUTES) - set(readers()) - PUBLISHED if not route.varies & unwalked]

    answers = {route.name: browser.get(anywhere(route), asked).status_code for route in others}

    assert {name: status for name, status in answers.items() if status >= 500} == {}
    assert answers["home"] == 200


@pytest.mark.both
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
