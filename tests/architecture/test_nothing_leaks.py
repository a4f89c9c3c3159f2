"""A restricted incident changes no letter of any page for those who may not read it.

Every page is asked twice, without the incident and with it, and compared. The pages are those of the URL
configuration: a new one is compared by itself.
"""

import io
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.urls import reverse

from core import clock
from incidents.actions import add_person, attach, change_person
from incidents.models import Export, Incident, Involvement, SavedView
from incidents.statement import Named
from people.models import Notice
from people.roles import Role
from people.tasks import send_morning_messages
from sanctions.models import Sanction

from .routes import routes
from .walked import OF_A_RECEIPT, investigate, known_of

pytestmark = pytest.mark.once

# Pages that know no incidents (lint-imports), among them those of one's own sign-in, which say something random each
# time. Sheets of paper are left out too: they say what a page says.
ELSEWHERE = ("policies:", "agreements:", "public:", "mfa_", "openid_connect_", "passkey-question")
WALKED = [
    route
    for route in routes()
    if not route.name.startswith(ELSEWHERE)
    and not route.name.endswith("-pdf")
    and not route.varies & {"submission", "token", "uidb64"}
]
OF_AN_INCIDENT = [route for route in WALKED if "reference" in route.varies]
HANDLERS = ("coordinator", "the accused")  # of the ordinary incident
WORD, NOWHERE = "Quicksilver", "ASH-99999"
QUESTIONS = [
    *("log", "q=Quicksilver"),
    *("log", "q=Abe+Accused"),
    *("log", "adult=on"),
    *("log", "with=Pip+Pupil"),
    *("log", "status=under_review"),
    *("log", "kind=grooming"),
    *("export", "adult=on"),
]
# What differs from one answer to the next by itself: tokens, keys of forms.
PASSING = re.compile(
    rb"""csrfmiddlewaretoken" value="\w+"|data-token="\w+"|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"""
)


@pytest.fixture(autouse=True)
def _one_moment():
    with clock.set_to(clock.now()):
        yield


@pytest.fixture
def accused(appoint, school):
    """A second coordinator, who is a witness of an ordinary incident too."""
    return appoint(Role.COORDINATOR, school, "Abe Accused")


@pytest.fixture
def barred(coordinator, safeguarding_lead, accused, appoint, school, federation):
    """Everybody who may not read it, by what they are."""
    school.federation = federation
    school.save()
    sister = type(school).objects.create(name="Ashdown Juniors", code="AJU", federation=federation)
    other = appoint(Role.STAFF, school, "Olive Other")
    for role in (Role.SENIOR_LEADER, Role.GOVERNOR, Role.TECHNICIAN, Role.ADMINISTRATOR):
        appoint(role, school, user=other)
    handler = appoint(Role.COORDINATOR, sister, "Sid Sister")
    for role in (Role.HEADTEACHER, Role.SAFEGUARDING_LEAD):
        appoint(role, sister, user=handler)
    people = {
        "coordinator": coordinator,
        "safeguarding lead": safeguarding_lead,
        "every other role": other,
        "the accused": accused,
        "handler of a sister school": handler,
    }
    for user in people.values():
        SavedView.objects.create(user=user, name="Adults", query="adult=on")
    return people


@pytest.fixture
def ordinary(incident, anywhere, accused, headteacher, log_incident, pupil):
    """Of two ordinary incidents of the same people the one that has something on every page."""
    add_person(incident, Named(part="witness", person=accused.person), by=headteacher)
    other = log_incident(people=[Named(part="instigator", person=pupil)])
    other.review(by=headteacher, branch="unsuitable", user_action=None, safeguarding=False, reason="Seen.")
    return incident


def go_through_everything(incident, by, other):
    """A restricted incident is decided on, told of, investigated, sanctioned, related, exported."""
    incident.review(by=by, branch="unsuitable", user_action=None, safeguarding=True, reason=WORD)
    incident.decide_allegation(by=by, threshold="harm", reason=WORD)
    incident.tell_agency(by=by, agency="lado", at=clock.now(), spoke_to=WORD, reason=WORD, reference="")
    incident.give_task(by=by, text=WORD, who=by, due=clock.today() - clock.ONE_DAY)
    attach(incident, io.BytesIO(b"09:12 Abe: see you"), by=by, name=f"{WORD}.txt", title=WORD)
    investigate(incident, by)
    incident.add_entry(by=by, text=WORD)
    incident.relate(by=by, other=other, reason=WORD)
    today = clock.today()
    for involvement in incident.involvements.filter(part="instigator"):
        Sanction(
            involvement=involvement, text=WORD, recommended="none", done=True, reason=WORD, done_on=today,
            ends_on=today, by=by, to_lift_by=by,
        ).save_as(by)  # fmt: skip
    export = Export.objects.create(user=by, at=clock.now(), format="csv", query="", reason=WORD, rows=1)
    export.incidents.add(incident)


@pytest.fixture
def restrict(log_incident, insider, accused, pupil, other_pupil, ordinary):
    """`restrict()`: from here there is a restricted incident more, and it has gone through everything."""

    def make():
        people = [
            Named(part="instigator", person=accused.person),
            Named(part="instigator", person=pupil),
            Named(part="target", person=other_pupil),
        ]
        incident = log_incident(by=insider, kind="grooming", description=WORD, people=people)
        go_through_everything(incident, insider, ordinary)
        return incident

    return make


def asked(who, anywhere, accused):
    """Every address that this user is asked at, about what was there before the restricted incident.

    The pages of an ordinary incident by one who handles it, those of people and settings by one who manages them.
    """
    reads, manages = who == "coordinator", who == "every other role"
    asked_of = [
        route
        for route in WALKED
        if (reads or "reference" not in route.varies) and (manages or not route.name.startswith("people:"))
    ]
    found = {str(route): anywhere(route) for route in asked_of}
    found["sanctions:chronology of the accused"] = reverse("sanctions:chronology", args=[accused.person.pk])
    found["people:search"] = reverse("people:search") + "?q=Abe"
    for name, question in zip(QUESTIONS[::2], QUESTIONS[1::2], strict=True):
        found[f"incidents:{name}?{question}"] = f"{reverse(f'incidents:{name}')}?{question}"
    return found


def answers(browser, addresses):
    """What each address answers: the status and every byte. What a page records of its viewing is undone."""
    found = {}
    with transaction.atomic():
        for name, where in addresses.items():
            response = browser.get(where)
            body = b"".join(response.streaming_content) if response.streaming else response.content
            found[name] = response.status_code, response.get("Location", ""), PASSING.sub(b"", body)
        listed = {"file_format": "csv", "with_names": "on", "reason": "x"}
        response = browser.post(reverse("incidents:export"), listed)
        found["the list as a file"] = response.status_code, "", PASSING.sub(b"", response.content)
        transaction.set_rollback(True)
    return found


def first_difference(before, after):
    place = next((at for at, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]), len(before))
    return before[max(0, place - 60) : place + 80].decode(errors="replace"), after[
        max(0, place - 60) : place + 80
    ].decode(errors="replace")


def leaked(browser, addresses, before):
    """Where a page says something else now; also that it opens, or leads elsewhere, where it did not before."""
    return {
        name: (before[name][:2], answer[:2], *first_difference(before[name][2], answer[2]))
        for name, answer in answers(browser, addresses).items()
        if answer != before[name]
    }


OTHERS = ("safeguarding lead", "every other role", "handler of a sister school")


@pytest.mark.parametrize("those", [HANDLERS, pytest.param(OTHERS, marks=pytest.mark.thorough)], ids=" and ".join)
def test_no_page_tells_of_it(those, barred, ordinary, restrict, accused, anywhere, signed_in, insider):
    addresses = {who: asked(who, anywhere, accused) for who in those}
    browsers = {who: signed_in(barred[who]) for who in those}
    before = {who: answers(browser, addresses[who]) for who, browser in browsers.items()}
    opened = {who: {name for name, answer in before[who].items() if answer[0] == 200} for who in those}

    incident = restrict()

    leaks = {who: leaked(browser, addresses[who], before[who]) for who, browser in browsers.items()}
    assert leaks == {who: {} for who in those}
    assert min(map(len, opened.values())) > 10
    assert sum(map(len, opened.values())) > 60
    assert WORD in signed_in(insider).get(incident.get_absolute_url()).content.decode()


@pytest.mark.thorough
def test_no_page_tells_the_accused_of_what_is_shared_with_colleagues(
    barred, ordinary, log_incident, accused, anywhere, signed_in, insider
):  # fmt: skip
    who, browser = "the accused", signed_in(accused)
    addresses = asked(who, anywhere, accused)
    before = answers(browser, addresses)

    people = [Named(part="instigator", person=accused.person)]
    incident = log_incident(by=insider, description=WORD, people=people)
    incident.decide_allegation(by=insider, threshold="conduct", reason=WORD)
    incident.share(by=insider, reason=WORD)

    assert leaked(browser, addresses, before) == {}
    assert incident in Incident.objects.readable_by(barred["coordinator"])


def test_its_own_addresses_are_those_of_no_incident(barred, restrict, signed_in):
    incident = restrict()
    known = known_of(incident)
    leaks = {}

    for who in HANDLERS:
        browser = signed_in(barred[who])
        nothing = {
            page: PASSING.sub(b"", browser.get(reverse(f"incidents:{page}", args=[NOWHERE])).content)
            for page in ("incident", "receipt")
        }
        for route in OF_AN_INCIDENT:
            response = browser.get(reverse(route.name, kwargs={key: known[key] for key in route.varies}))
            expected = nothing["receipt" if route.name in OF_A_RECEIPT else "incident"]
            if (response.status_code, PASSING.sub(b"", response.content)) != (404, expected):
                leaks[who, route.name] = response.status_code

    assert leaks == {}


@pytest.mark.parametrize(
    ("page", "field"), [("relate", "other"), ("withdraw", "duplicate_of"), ("assign-many", "incident")]
)
def test_to_name_it_is_to_name_no_incident(barred, ordinary, restrict, signed_in, page, field):
    incident = restrict()
    url = reverse(f"incidents:{page}", args=[] if page == "assign-many" else [ordinary.reference])
    browser, said = signed_in(barred["coordinator"]), {}

    for reference in (incident.reference, NOWHERE):
        response = browser.post(url, {field: reference, "reason": "Because"}, follow=True)
        said[reference] = PASSING.sub(b"", response.content.replace(reference.encode(), b""))

    assert said[incident.reference] == said[NOWHERE]
    ordinary.refresh_from_db()
    assert ordinary.status == "reported"


def test_nobody_is_told_of_it_but_the_authority(barred, restrict, work, insider, headteacher):
    work()
    send_morning_messages.call()
    before = {user: Notice.objects.filter(user=user).count() for user in barred.values()}
    mail.outbox.clear()

    incident = restrict()
    with clock.set_to(clock.now() + timedelta(days=30)):
        work()
        send_morning_messages.call()
        work()

    about_it = [letter for letter in mail.outbox if incident.reference in letter.subject + letter.body]
    assert {user: Notice.objects.filter(user=user).count() for user in barred.values()} == before
    assert {to for letter in about_it for to in letter.to} <= {insider.email, headteacher.email}
    assert about_it


def test_who_is_accused_later_loses_it_everywhere(log_incident, coordinator, headteacher, pupil, signed_in):
    """They handled it: from the moment that they are accused it is gone, whatever they find of it."""
    incident = log_incident(description=WORD, people=[Named(part="witness", person=coordinator.person)])
    browser = signed_in(coordinator)
    pages = [
        incident.get_absolute_url(),
        reverse("incidents:log"),
        reverse("home"),
        f"{reverse('incidents:log')}?q={WORD}",
    ]
    link = f"/{incident.reference}/"
    before = [link in browser.get(page).content.decode() for page in pages]

    change_person(incident.involvements.get(), by=headteacher, reason="He did it.", part=Involvement.Part.INSTIGATOR)

    after = [link in browser.get(page).content.decode() for page in pages]
    assert before == [True, True, True, True]
    assert after == [False, False, False, False]
    assert not Incident.objects.readable_by(coordinator).exists()
