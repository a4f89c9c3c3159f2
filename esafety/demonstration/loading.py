"""The demonstration from the first day to this moment, in the order in which things happened."""

import heapq
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial

from django.db import transaction
from django.utils import timezone

from core import clock
from core.sealing import seal_what_waits
from people.actions import add_default_terms
from people.calendar import AcademicYear
from people.telling import nobody

from .agreements import load_agreements, sign_agreements
from .case import Case, Story
from .courses import tell
from .data_protection import keep_registers
from .desks import set_out
from .diary import at, last_finished_day, open_day_after
from .former import YEARS_AGO, Former, remember
from .leaving import leave
from .lessons import teach
from .people import Site, load_people
from .planning import plan
from .policies import load_policies
from .reports import draft_reports, release_reports

AT_ONCE = 2_000  # rows that wait for their seals; with all of three years the memory would fill
TWINS = "Evie Marlowe"  # two children of one school, three years apart, as happens
Say = Callable[[str], object]


@nobody()  # what happened long ago is no news
@transaction.atomic
def load(*, years: int = 3, scale: float = 1.0, say: Say = print) -> None:
    """Everything, relative to today: `years` academic years up to now; `scale` thins out the incidents."""
    now = clock.now()
    last = last_finished_day(now)
    current = AcademicYear.of(last)
    lived = [AcademicYear(start) for start in range(current.start - years + 1, current.start + 1)]
    sites, former = _set_up(lived, last, say)
    _replay(
        [*_stories(sites, lived, last, scale), *_september(sites, lived), *_reports(sites, lived, last)],
        now,
        partial(_say_counts, sites, say),
    )
    sign_agreements(sites, current, last)
    say("Agreements: signed by most of the staff, and by one class of each school")
    with clock.set_to(at(last, 15, 5)):
        draft_reports(sites, current)
    say("Governor reports: last year's released, this year's drafts")
    with clock.set_to(at(last, 16)):
        teach(next(site for site in sites if site.code == "ALD"))
    say("Lessons: two notes for the next draft of the federation's policy")
    with clock.set_to(at(last, 16, 20)):
        set_out(sites)
        for site in sites:
            leave(site, last)
    say("Desks: views, phrases, a report begun, a role to confirm, a file for a new school")
    keep_registers(sites, former, last)
    say("Data protection: breaches, requests for access, records whose time is over")


def _set_up(lived: list[AcademicYear], last: date, say: Say) -> tuple[list[Site], Former]:
    """Schools and policies, long before the first incident; and what is left of a year before all these."""
    first, current = lived[0], lived[-1]
    long_ago = AcademicYear(current.start - YEARS_AGO)
    with clock.set_to(at(open_day_after(date(long_ago.start, 9, 3), 0), 9)):
        sites = load_people()
    former = remember(next(site for site in sites if site.code == "ALD"), long_ago)
    with clock.set_to(at(open_day_after(date(first.start, 1, 12), 0), 9)):
        for site in sites:
            twins = {current.start - 5: TWINS, current.start - 3: TWINS} if site.code == "ALD" else {}
            site.roll.begin(first.previous, site.administrator, twins)
            for year in lived:
                add_default_terms(site.school, year, by=site.administrator)
    say(f"People: {len(sites)} schools, {sum(len(site.roll.all()) for site in sites)} pupils")
    by_code = {site.code: site for site in sites}
    revised = max(first, current.previous)
    load_policies(by_code, first, revised, drafted=last)
    load_agreements(by_code, current)
    say("Policies: of the federation, approved and revised, with a draft; of Cedar Hill Primary")
    return sites, former


def _stories(sites: list[Site], lived: list[AcademicYear], last: date, scale: float) -> Iterator[Story]:
    for site in sites:
        for planned in plan(site.written, lived[0].first_day, last, lived, scale):
            yield tell(Case(site, planned))


def _september(sites: list[Site], lived: list[AcademicYear]) -> Iterator[Story]:
    """Every 1 September everybody moves up a class."""
    for year in lived:
        yield _move_up(sites, year)


def _move_up(sites: list[Site], year: AcademicYear) -> Story:
    yield at(year.first_day, 7, 30)
    for site in sites:
        site.roll.move_up(year, site.administrator)


def _reports(sites: list[Site], lived: list[AcademicYear], last: date) -> Iterator[Story]:
    """The report of the year before this one."""
    if len(lived) > 1:
        yield release_reports(sites, lived[-2], last)


def _replay(stories: list[Story], now: datetime, after_year: Callable[[AcademicYear], None]) -> None:
    """Take the steps of all stories in the order of time, up to now. What would come later has not happened."""
    queue = [(next(story), number, story) for number, story in enumerate(stories)]
    heapq.heapify(queue)
    year = AcademicYear.of(timezone.localdate(queue[0][0]))
    while queue and queue[0][0] <= now:
        moment, number, story = heapq.heappop(queue)
        if (reached := AcademicYear.of(timezone.localdate(moment))) != year:
            after_year(year)
            year = reached
        with clock.set_to(moment):
            following = next(story, None)
        seal_what_waits(at_least=AT_ONCE)
        if following is not None:
            heapq.heappush(queue, (following, number, story))
    after_year(year)


def _say_counts(sites: list[Site], say: Say, year: AcademicYear) -> None:
    for site in sites:
        count = site.school.incidents.filter(reported_at__range=year.bounds()).count()
        say(f"Incidents: {site.school}, {year}: {count}")
