"""The main navigation, in order. Who sees which place is asked of the same rules as the page itself."""

from typing import Any

from compliance.access import BreachAccess
from core.navigation import Place
from incidents.access import IncidentAccess, TaskAccess
from people.access import PeopleAccess, SchoolAccess
from policies.access import PolicyAccess
from reports.access import ReportAccess
from reports.trends.access import TrendsAccess
from sanctions.access import SanctionsAccess

from .trail.access import TrailAccess


def _always(user: Any) -> bool:
    return True


PLACES = [
    Place("Home", "home", "/", _always),
    Place("Incidents", "incidents:log", "/incidents/", lambda user: IncidentAccess.allows(user, "read_log")),
    Place("Receipts", "incidents:receipts", "/incidents/mine/", lambda user: IncidentAccess.allows(user, "report")),
    Place("Tasks", "tasks:list", "/tasks/", lambda user: TaskAccess.allows(user, "read_list")),
    Place("Sanctions", "sanctions:tables", "/sanctions/", lambda user: SanctionsAccess.allows(user, "read_tables")),
    Place("Policies", "policies:list", "/policies/", lambda user: PolicyAccess.allows(user, "read")),
    Place("Trends", "reports:trends", "/reports/trends/", lambda user: TrendsAccess.allows(user, "read")),
    Place("Reports", "reports:list", "/reports/", lambda user: ReportAccess.allows(user, "read_list")),
    Place("People", "people:list", "/people/", lambda user: PeopleAccess.allows(user, "manage")),
    Place(
        "Data protection",
        "compliance:breaches",
        "/data-protection/",
        lambda user: BreachAccess.allows(user, "read_list"),
    ),
    Place("Audit", "trail:list", "/audit/", lambda user: TrailAccess.allows(user, "read")),
    Place("Settings", "settings:schools", "/settings/", lambda user: SchoolAccess.allows(user, "read_settings")),
]
