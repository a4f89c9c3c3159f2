"""Governor reports: last year's prepared and released, this year's begun."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from core.access import Refused
from people.calendar import AcademicYear
from people.models import School, User
from reports.actions import prepare
from reports.models import Narrative

from .case import Story
from .diary import at, open_day_after
from .people import Site

# What the coordinators wrote beside the figures. It names nobody, and no example is a single incident.
WORDS = {
    "commentary": (
        "Most of what is reported comes to light because a pupil tells an adult. That is what we want: a "
        "quiet year would worry us more.\n\n"
        "Phones and messages at home carry over into the school day. We answer with lessons on kindness "
        "online, and with an evening for parents each autumn."
    ),
    "questions": (
        "1. What more can the school do together with parents about messages and games at home?\n"
        "2. Do staff know what to do when something upsetting appears on a screen?\n"
        "3. Is what was changed after incidents still being done a term later?"
    ),
    "examples": (
        "### A group chat that goes wrong\n\n"
        "Friends fall out in a chat that began at home. By the next morning it is in the playground. A "
        "friend tells an adult; the messages are kept, and the families come in. The class then writes its "
        "own rules for group chats.\n\n"
        "### Round the filter\n\n"
        "A game is passed on by a link that the filter does not know. The link is blocked within the day, "
        "and pupils hear why."
    ),
}


class Reporting(NamedTuple):
    """Whom a report is of, who prepares it and who releases it."""

    schools: list[School]
    coordinator: User
    headteacher: User


def _of_schools(sites: list[Site]) -> Iterator[Reporting]:
    for site in sites:
        yield Reporting([site.school], site.coordinator, site.headteacher)


def _of_federation(sites: list[Site]) -> Reporting:
    """The head of its first school leads the federation."""
    together = [site for site in sites if site.sister]
    return Reporting([site.school for site in together], together[0].coordinator, together[0].headteacher)


def release_reports(sites: list[Site], year: AcademicYear, last: date) -> Story:
    """Prepared when the year is over, released in October: in a demonstration of early September, by then.

    First of each school, then of the federation, fitted to those: one head agrees to it, the other releases it.
    """
    autumn = year.last_day.year
    yield at(min(open_day_after(date(autumn, 9, 28), 0), last), 9, 30)
    reports = [(prepare(of.schools, year, of.coordinator), of.headteacher) for of in _of_schools(sites)]
    yield at(min(open_day_after(date(autumn, 10, 12), 0), last), 16, 10)
    for report, headteacher in reports:
        words = Narrative.write(report, by=report.prepared_by, edition=0, **WORDS)
        words.confirm(by=headteacher, edition=words.edition)
        report.release(by=headteacher)
    whole, heads = _of_federation(sites), [site.headteacher for site in sites if site.sister]
    yield at(min(open_day_after(date(autumn, 10, 15), 0), last), 16, 20)
    try:
        report = prepare(whole.schools, year, whole.coordinator)
    except Refused:  # thinned out, a demonstration may have so few incidents that the other school's would show
        return
    words = Narrative.write(report, by=report.prepared_by, edition=0, **WORDS)
    words.confirm(by=heads[0], edition=words.edition)
    report.open(by=heads[0])
    report.agree(by=heads[0], edition=report.edition)
    yield at(min(open_day_after(date(autumn, 10, 19), 0), last), 16, 40)
    report.release(by=heads[-1], edition=report.edition)


def draft_reports(sites: list[Site], year: AcademicYear) -> None:
    """This year's so far, of each school and of the federation."""
    for of in (*_of_schools(sites), _of_federation(sites)):
        prepare(of.schools, year, of.coordinator)
