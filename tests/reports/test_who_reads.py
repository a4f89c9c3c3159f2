"""What is listed is what may be read: the queryset and the rule say the same for every role, report and scope.

| the report | of one school | of all of a federation, or some |
|---|---|---|
| draft of a period that runs | who prepares there | who prepares at all |
| draft of one that is over | who prepares there | who prepares at all; heads; chairs where no head sits |
| the same, never fitted to what heads know | who prepares there | who prepares at all |
| released | who governs or leads there | who governs or leads at one |
"""

import pytest

from people.models import School
from people.roles import Role
from reports.access import ReportAccess
from reports.models import GovernorReport

from .conftest import AFTER

FITTED = {"complete": True, "for_heads": True, "readings": True}
DATA = {
    "running": {"complete": False, "for_heads": False},
    "over": FITTED,
    "of before": {"complete": True},
    "released": FITTED,
}


@pytest.fixture
def schools(federation, sister_schools):
    """Three of a federation: a head sits at the first and the second, none at the third."""
    return [*sister_schools, School.objects.create(name="Chalk Hill Nursery", code="CHN", federation=federation)]


@pytest.fixture
def reports(schools, federation, registrar):
    """`(kind, schools)` → report: each kind of each school, of the first and the third, and of all three."""
    made = {}
    scopes = {(place,): (schools[place], None, "") for place in range(3)}
    scopes |= {(0, 2): (None, federation, f"{schools[0].pk},{schools[2].pk}"), (0, 1, 2): (None, federation, "")}
    for year, (kind, data) in enumerate(DATA.items(), start=2020):
        for places, (school, whole, chosen) in scopes.items():
            own = data | {"for_heads": False} if len(places) == 1 and data is FITTED else data
            report = GovernorReport(school=school, federation=whole, chosen=chosen, year=year, data=own)
            report.prepared_by, report.prepared_at, report.title = registrar, AFTER, f"{kind} {places}"
            if kind == "released":
                report.status, report.sha256 = GovernorReport.Status.RELEASED, "0" * 64
                report.released_by, report.released_at = registrar, AFTER
            report.save_as(registrar)
            report.schools.set([schools[place] for place in places])
            made[kind, places] = report
    return made


def readable(user, reports):
    """As the rule says, and as the queryset does."""
    ruled = {key for key, report in reports.items() if ReportAccess.allows(user, "read", report)}
    listed = set(GovernorReport.objects.readable_by(user).values_list("pk", flat=True))
    assert {key for key, report in reports.items() if report.pk in listed} == ruled
    return ruled


def test_what_is_listed_is_what_may_be_read(reports, schools, federation, appoint):
    for place in (0, 1):
        appoint(Role.HEADTEACHER, schools[place])
    read = {
        (role, where): readable(appoint(role, place), reports)
        for role in Role
        for where, place in (("first", schools[0]), ("third", schools[2]), ("all", federation))
    }

    drafts, several = {"running", "over", "of before"}, {(0, 2), (0, 1, 2)}
    assert read[Role.STAFF, "all"] == set()
    assert read[Role.COORDINATOR, "all"] == set(reports)
    assert {key for key in read[Role.COORDINATOR, "third"] if key[0] in drafts} == {(kind, (2,)) for kind in drafts}
    assert {key for key in read[Role.HEADTEACHER, "first"] if key[1] in several} == {
        (kind, places) for kind in ("over", "released") for places in several
    }
    chair = Role.CHAIR_OF_GOVERNORS
    assert {kind for kind, _ in read[chair, "first"]} == {"released"}
    assert {kind for kind, _ in read[Role.GOVERNOR, "third"]} == {"released"}


def test_the_chair_reads_what_is_over_where_no_head_sits(reports, schools, appoint):
    chair = appoint(Role.CHAIR_OF_GOVERNORS, schools[2])

    drafts = {key for key in readable(chair, reports) if key[0] != "released"}

    assert drafts == {("over", (0, 2)), ("over", (0, 1, 2))}


def test_who_holds_two_roles_reads_what_both_together_open(reports, schools, appoint):
    user = appoint(Role.COORDINATOR, schools[0])
    appoint(Role.HEADTEACHER, schools[2], user=user)

    drafts = {key for key in readable(user, reports) if key[0] == "running"}

    assert drafts == {("running", (0,)), ("running", (2,)), ("running", (0, 2))}
