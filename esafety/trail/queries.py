"""The audit page's lines, read from the links that seal them, so that nothing is stored twice.

A link stands in one chain; what it seals may concern several schools, or none. So each kind is chosen by what it
concerns, and each school's own reads it wherever it is sealed.
"""

from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from audit.models import NO_SCHOOL, QUIET, Chain, Erasure, Link, SignIn
from compliance.models import Disposal
from incidents.models import Export
from people.models import Membership, School, User
from people.roles import roles_of
from reports.models import Download, GovernorReport

from ..models import TrailExport
from .access import READS

KINDS = {
    "sign_in": "Signed in",
    "failed": "Could not sign in",
    "sign_out": "Signed out",
    "role": "Roles",
    "settings": "Settings",
    "export": "Exports",
    "release": "Reports released",
    "download": "Reports downloaded",
    "erasure": "Erased under a permit",
    "beginning": "Sealing begun",
}
# What is sealed besides: pages of their own show it, to those who may know of the record.
ELSEWHERE = {
    "signature": "the agreement, or the investigation",
    "viewing": "the evidence that was opened",
    "handing": "the evidence that was handed over",
    "taking": "the access request",
    "report": "the report, and the history of its words",
}
PastMembership: Any = Membership.history.model
PastSchool: Any = School.history.model


def links_for(user: User) -> QuerySet[Link]:
    """The links of what concerns the schools where the user manages, and is for the user to know.

    | what | concerns |
    |---|---|
    | signing in or out, and failing to | each school where the account held a role on that day |
    | a role | its school, or each school of its federation |
    | settings that were changed | their school |
    | an export of incidents | whom the list of exports shows it to, its reason too: others may not know what it holds |
    | an export of this list | as the sign-ins of who took it out |
    | a report released or downloaded | each school that it counts |
    | what was erased | who reads the decision that it should: others may not know of the record |
    | an address without an account | who manages every school of the site |
    | that the chains were begun | every school: each has one |
    """
    schools = roles_of(user).schools(*READS)
    held = Membership.objects.touching(schools)
    accounts = list(held.order_by().values_list("user", flat=True).distinct())
    on_that_day = held.filter(
        Q(ends_on=None) | Q(ends_on__gte=OuterRef("day")), user=OuterRef("by"), starts_on__lte=OuterRef("day")
    )
    roles = PastMembership.objects.filter(Q(school__in=schools) | Q(federation__schools__in=schools))
    settings = PastSchool.objects.filter(id__in=schools, history_type="~")
    exports = Export.objects.visible_to(user).values("pk")
    reports = GovernorReport.objects.released().filter(schools__in=schools).values("pk")
    erasures = Erasure.objects.filter(permit__in=Disposal.objects.readable_by(user).permits())
    by_their_own = Q(object=SignIn._meta.label_lower) | Q(object=TrailExport._meta.label_lower)
    concerns = (
        Q(by_their_own, Exists(on_that_day), by__in=accounts)
        | Q(kind="role", object_id__in=roles.values("pk"))
        | Q(kind="settings", object_id__in=settings.values("pk"))
        | Q(object=Export._meta.label_lower, object_id__in=exports)
        | Q(kind="release", object_id__in=reports)
        | Q(kind="download", object_id__in=Download.objects.filter(report__in=reports).values("pk"))
        | Q(kind="erasure", object_id__in=erasures.values("pk"))
        | Q(kind="beginning")
    )
    concerns |= Q(~Exists(School.objects.exclude(pk__in=schools)), kind="failed", by=None)
    links = Link.objects.filter(chain__in=_chains(schools, accounts, exports), kind__in=KINDS).exclude(kind__in=QUIET)
    return links.annotate(day=TruncDate("at")).filter(concerns)


def _chains(schools: Collection[int], accounts: Collection[int], exports: QuerySet[Any]) -> list[int]:
    """Where such links can stand: among a thousand schools the others are not looked through."""
    also = School.objects.filter(
        Q(memberships__user__in=accounts) | Q(federation__memberships__user__in=accounts)
    )  # the first school of each account
    of_exports = Link.objects.filter(object=Export._meta.label_lower, object_id__in=exports)
    found = Chain.objects.filter(
        Q(school__in=[*schools, NO_SCHOOL]) | Q(school__in=also.values("pk")) | Q(pk__in=of_exports.values("chain"))
    )
    return list(found.values_list("pk", flat=True))


def accounts_for(user: User) -> QuerySet[User]:
    """Whose doings the user may look for: everybody who holds or held a role at those schools."""
    held = Membership.objects.touching(roles_of(user).schools(*READS))
    return User.objects.filter(pk__in=held.values("user")).order_by("name")
