"""What lies on the desks today beside the incidents: views, phrases, a report begun, a role to confirm."""

from uuid import uuid4

from django.utils.http import urlencode

from incidents.models import Draft, Incident, Phrase, SavedView
from incidents.states import Status
from people.actions import give_role
from people.models import User
from people.roles import Role

from .files import read
from .people import Site


def set_out(sites: list[Site]) -> None:
    """On the afternoon of the last school day."""
    written = read("desks")
    for site in sites:
        for text in written["phrases"]:
            Phrase(school=site.school, text=text).save_as(site.headteacher, "Added")
        for user in (*site.coordinators, site.headteacher):
            _keep_views(user, written["views"])
        _begin_a_report(site, written["begun"])
        _share(site, written["shared"])
        _relate(site, written["related"])
        give_role(site.senior_leader, Role.SAFEGUARDING_LEAD, site.school, by=site.administrator)


def _keep_views(user: User, views: dict[str, str]) -> None:
    for name, query in views.items():
        SavedView.objects.get_or_create(user=user, name=name, defaults={"query": query})


def _begin_a_report(site: Site, answers: dict[str, str]) -> None:
    """The teacher was called away in the middle of it."""
    key = uuid4()
    people = {"people-TOTAL_FORMS": "1", "people-INITIAL_FORMS": "0"}
    typed = urlencode({"submission": str(key), "school": str(site.school.pk)} | people | answers)
    Draft.keep(typed, of=site.roles[Role.STAFF], submission=key)


def _share(site: Site, reason: str) -> None:
    """Where there are two coordinators, the second takes the newest of what the first handles."""
    first, last = site.coordinators[0], site.coordinators[-1]
    for incident in _under_review(site, first)[-4:] if first != last else []:
        incident.assign(by=first, to=last, reason=reason)


def _relate(site: Site, reason: str) -> None:
    """The newest that the coordinator handles, and an older one of the same child."""
    for incident in reversed(_under_review(site, site.coordinator)):
        people = incident.involvements.filter(person__isnull=False).values("person")
        older = Incident.objects.handled_by(site.coordinator).filter(involvements__person__in=people)
        if other := older.exclude(pk=incident.pk).order_by("-reported_at").first():
            incident.relate(by=site.coordinator, other=other, reason=reason)
            return


def _under_review(site: Site, handler: User) -> list[Incident]:
    mine = Incident.objects.handled_by(handler).filter(school=site.school, handler=handler)
    return list(mine.filter(status=Status.UNDER_REVIEW).order_by("reported_at"))
