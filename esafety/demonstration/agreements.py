"""The federation's agreements: approved before the school year, signed by most, and one class recorded."""

from datetime import date, timedelta

from core import clock
from people.calendar import AcademicYear
from people.models import User
from people.roles import Role
from policies.actions import record, sign, start_policy
from policies.models import Policy, Signature
from policies.queries import Agreement, in_force, roll_of

from .diary import at, open_day_after, open_days
from .people import Site

KINDS = {
    Policy.Kind.STAFF_AGREEMENT: "Staff agreement on devices and the internet",
    Policy.Kind.OLDER_PUPILS_AGREEMENT: "Our promises online: Years 3 to 6",
}
NOT_YET = (Role.STAFF, Role.TECHNICIAN)  # what remains to be signed is seen on their home pages
FIRST_DAYS = 10  # of the year, on which staff sign
RECORDED = "5"  # the year group whose signatures were brought to the office


def load_agreements(sites: dict[str, Site], year: AcademicYear) -> None:
    """Written in May and approved in June, in force from the first day of the year."""
    site = sites["ALD"]
    for kind, title in KINDS.items():
        begun = open_day_after(date(year.start, 5, 12), 0)
        with clock.set_to(at(begun, 15, 30)):
            version = start_policy(
                kind=kind, title=title, schools=[sites[code].school for code in ("ALD", "BRK")], by=site.coordinator
            )
            version.submit(by=site.coordinator)
        with clock.set_to(at(open_day_after(begun, 20), 20, 30)):
            version.approve(
                by=site.chair_of_governors,
                approving_body="Governing body of the Alder Grove Federation",
                approved_on=clock.today(),
                effective_from=year.first_day,
                review_due=year.first_day + timedelta(days=364),
            )


def sign_agreements(sites: list[Site], year: AcademicYear, last: date) -> None:
    """In the first days of the year."""
    days = open_days(year.first_day, last)[:FIRST_DAYS]
    for site in sites:
        with clock.set_to(at(last, 8, 30)):
            agreements = in_force([site.school.pk])
        for agreement in agreements:
            if agreement.is_on_screen:
                _staff(site, agreement, days)
            else:
                _class(site, agreement, days[-1])


def _staff(site: Site, agreement: Agreement, days: list[date]) -> None:
    waiting = {site.roles[role].pk for role in NOT_YET}
    with clock.set_to(at(days[-1], 8, 30)):
        users = [each.user for each in roll_of(agreement).unsigned if each.user and each.has_the_role]
    willing: list[User] = [user for user in users if user.pk not in waiting]
    for number, user in enumerate(willing):
        with clock.set_to(at(days[number % len(days)], 8, 20 + number)):
            sign(agreement, by=user)


def _class(site: Site, agreement: Agreement, day: date) -> None:
    with clock.set_to(at(day, 15, 20)):
        keys = [f"person-{pupil.pk}" for pupil in site.roll.pupils[RECORDED][:-2]]  # two were away
        record(agreement, keys, by=site.administrator, how=Signature.How.CLASSROOM, signed_on=day)
