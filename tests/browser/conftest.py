"""A real browser at two widths, people who sign in with it, and what every page must satisfy.

`SCREENSHOTS=folder pytest tests/browser` keeps a picture of every page that was checked.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from incidents.models import Involvement
from incidents.statement import Named
from people.calendar import AcademicYear
from people.models import School, User
from policies.models import Coverage, Policy, PolicyVersion
from policies.presets import build
from tests.stack import on_one_stack

# The shell without windows takes two thirds of the work of the whole browser.
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")
ARGUMENTS = [
    "--no-sandbox",  # tests may run as root, where Chromium's own sandbox refuses to start
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
WIDTHS = {"1280": {"width": 1280, "height": 900}, "360": {"width": 360, "height": 740}}
PATIENCE = 15_000  # milliseconds that a page may take on a busy machine
PASSWORD = "as long as it needs to be"
AXE = Path(__file__).with_name("axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FAULTS = """async rules => (await axe.run(document, {runOnly: rules, resultTypes: ["violations"]})).violations
    .flatMap(rule => rule.nodes.map(node => `${rule.id}: ${rule.help}: ${node.html.slice(0, 200)}`))"""


@pytest.fixture(scope="session")
def server_thread() -> Iterator[ThreadPoolExecutor]:
    """The one thread in which the server answers, one request after another, on a connection that stays open."""
    answer, own = on_one_stack(WSGIHandler.__call__), WSGIHandler.__call__
    with ThreadPoolExecutor(max_workers=1) as thread:
        WSGIHandler.__call__ = lambda *request: thread.submit(answer, *request).result()
        yield thread
        WSGIHandler.__call__ = own
        thread.submit(connections.close_all).result()


@pytest.fixture(scope="session")
def browser(server_thread, live_server) -> Iterator[Browser]:
    """One Chromium for all tests. It ends before the server does, so no request is left half answered."""
    if not CHROMIUM:
        pytest.fail("Chromium is not installed, or CHROMIUM does not name it.")
    expect.set_options(timeout=PATIENCE)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright runs an event loop in the thread of the tests
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=ARGUMENTS,
            ignore_default_args=["--disable-back-forward-cache"],  # Back shows what it shows to people
            env={**os.environ, "LANGUAGE": "en_GB"},
        )
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def viewport(request) -> dict[str, int]:
    """A desk's; with `on_a_phone_too`, `make attack` goes the same way on a phone."""
    return WIDTHS[getattr(request, "param", "1280")]


on_a_phone_too = pytest.mark.parametrize(
    "viewport", ["1280", pytest.param("360", marks=pytest.mark.thorough)], indirect=True
)


@pytest.fixture
def open_context(browser, live_server, server_thread, viewport) -> Iterator[Callable[..., BrowserContext]]:
    """`open_context(java_script_enabled=False)`: a browser profile of its own, closed with the test."""
    contexts = []

    def make(**options) -> BrowserContext:
        context = browser.new_context(
            base_url=live_server.url,
            viewport=viewport,
            locale="en-GB",
            timezone_id="Europe/London",
            reduced_motion="reduce",  # a page that glides is not yet where a test looks
            **options,
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.set_offline(True)  # what a page would still send on being left (a draft) is no part of the test
        context.close()
    server_thread.submit(bool).result()  # what was still being answered is done before the database is emptied


@pytest.fixture
def open_page(open_context) -> Iterator[Callable[[], Page]]:
    """`open_page()`: a page whose console stays silent. Whatever one of them says fails the test."""
    said: list[str] = []

    def make() -> Page:
        page = open_context().new_page()
        page.on("console", lambda message: said.append(f"{message.type}: {message.text} at {page.url}"))
        page.on("pageerror", lambda error: said.append(f"{error} at {page.url}"))
        return page

    yield make
    assert said == []


@pytest.fixture
def page(open_page) -> Page:
    return open_page()


@pytest.fixture
def checked(request) -> Callable[[Page], None]:
    """`checked(page)`: at each width, axe finds nothing on the page and nothing is wider than the screen."""
    shots = iter(range(1, 100))

    def check(page: Page) -> None:
        shot, own = next(shots), page.viewport_size
        page.wait_for_load_state()  # a click returns as soon as the next document begins, still empty
        page.evaluate(AXE)  # evaluated by the browser's debugger: the page's own policy stays as strict as it is
        for width, viewport in WIDTHS.items():
            page.set_viewport_size(viewport)
            if folder := os.environ.get("SCREENSHOTS"):
                page.screenshot(path=Path(folder, f"{request.node.name}-{shot:02}-{width}.png"), full_page=True)
            assert page.evaluate(FAULTS, RULES) == []
            widths = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
            assert widths[0] <= widths[1], f"{page.url} scrolls sideways at {width} px"
        page.set_viewport_size(own)

    return check


@pytest.fixture
def password_of() -> Callable[[User], str]:
    """`password_of(user)`: one that signs this user in."""

    def choose(user: User) -> str:
        user.set_password(PASSWORD)
        user.save()
        return PASSWORD

    return choose


@pytest.fixture
def sign_in(password_of) -> Callable[[Page, User], None]:
    """`sign_in(page, user)`: through the sign-in page, as people do."""

    def enter(page: Page, user: User) -> None:
        password = password_of(user)
        School.objects.update(second_factor=False)  # what it asks for has a journey of its own
        page.goto("/sign-in/")
        page.get_by_label("E-mail address").fill(user.email)
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page).to_have_url("/")
        page.wait_for_load_state()  # a page's own keys are heard once its scripts have run

    return enter


@pytest.fixture
def browser_of(open_page, sign_in) -> Callable[[User], Page]:
    """`browser_of(user)`: a browser of their own in which this user has signed in."""

    def enter(user: User) -> Page:
        page = open_page()
        sign_in(page, user)
        return page

    return enter


@pytest.fixture
def worker(work, server_thread) -> Callable[[], None]:
    """`worker()`: does what waits for it. The page that waits for that goes on by itself."""
    return lambda: server_thread.submit(work).result()


@pytest.fixture
def policy_in_force(school, registrar) -> PolicyVersion:
    """In force at the school since 2020, with the worked example's sanctions tables."""
    policy = Policy.objects.create(title="E-safety policy", slug="ashdown")
    version = PolicyVersion.objects.create(policy=policy, number=1)
    build(version, sources=["worked-example", "primary-2020"], by=registrar)
    PolicyVersion.objects.filter(pk=version.pk).update(
        status="approved",
        approving_body="The board of governors",
        approved_on=date(2020, 1, 1),
        effective_from=date(2020, 1, 1),
        review_due=date(2020, 9, 1),
    )
    Coverage.objects.create(policy=policy, kind=policy.kind, school=school, starts_on=date(2020, 1, 1))
    return version


@pytest.fixture
def year_that_is_over(log_incident, pupil) -> AcademicYear:
    """The academic year that is over, with an incident in each of its months."""
    year = AcademicYear.current().previous
    involved = [Named(part=Involvement.Part.INSTIGATOR, person=pupil)]
    for month in range(12):
        with time_machine.travel(year.bounds()[0] + timedelta(days=30 * month, hours=10), tick=False):
            log_incident(kind=("bypass", "cyberbullying")[month % 2], people=involved)
    return year
