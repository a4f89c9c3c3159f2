"""What the walks over every address ask: which routes there are of what, and records for each to be about."""

from datetime import date

from django.urls import reverse

from compliance.models import AnswerFile, Disposal
from core import clock
from esafety.urls import PUBLIC
from incidents.models import Investigation, PupilWithFile, SiteReview
from people.models import School
from people.roles import Role
from policies.models import Policy, PolicyVersion

from .routes import routes

ROUTES = routes()
OF_AN_INCIDENT = [route for route in ROUTES if "reference" in route.varies]
# Pages of the reporter: handlers read the record instead.
OF_A_RECEIPT = {"incidents:receipt", "incidents:correct", "incidents:complete-own"}
# Pages about something else of a school: a person, an account, a task, a report …
OF_A_RECORD = [
    route
    for route in ROUTES
    if route.varies & {"pk", "code"} and "reference" not in route.varies and route.name not in PUBLIC
]
# What varies in the addresses of a policy: that of the standard set, which everybody with a role reads.
OF_THE_STANDARD_SET = {
    "slug": "standard-set", "number": 1, "other": 1, "kind": "user_actions", "row": "gambling", "key": "gambling",
    "side": "use", "column": "acceptable", "ending": "csv", "coverage": 1,
}  # fmt: skip


def known_of(incident):
    """What varies in the addresses below an incident: its first person, reader and task, or what is of no row."""
    rows = {
        "pk": incident.involvements,
        "reader": incident.readers,
        "task": incident.tasks,
        "evidence": incident.evidence,
        "device": incident.devices,
        "row": SiteReview.objects.filter(investigation__incident=incident),
    }
    first = {name: getattr(found.first(), "pk", 1) for name, found in rows.items()}
    return {"reference": incident.reference, "relation": 1, "number": 1, "copy": "original"} | first


def investigate(incident, by):
    """A device, and an investigation with one row: by two who are nobody that a test signs in as."""
    now = clock.now()
    incident.isolate_device(by=by, what="A tablet", isolated_by="x", isolated_at=now, kept_at="Safe", state="On")
    investigation = Investigation(
        incident=incident, reason="x", group="x", first_reviewer=by, first_name="x", first_position="x",
        second_name="y", second_position="y", fallback_reason="y", computer="x", computer_place="x", started_by=by,
    )  # fmt: skip
    investigation.save_as(by)
    row = SiteReview(
        investigation=investigation, kind="site", what="x", at=now, place="first", reviewed_by="x", concern="x",
        description="x", by=by,
    )  # fmt: skip
    row.save_as(by)


def holding_every_role(appoint, place, name):
    user = appoint(Role.STAFF, place, name)
    for role in set(Role) - {Role.STAFF}:
        appoint(role, place, user=user)
    return user


def an_agreement_in_force(school, by):
    agreement = Policy(kind=Policy.Kind.STAFF_AGREEMENT, title="For staff", slug="for-staff")
    agreement.save_as(by)
    agreement.cover(school, by=by, starts_on=date(2020, 9, 1))
    day = date(2020, 9, 1)
    version = PolicyVersion(policy=agreement, number=1, status="approved", approved_on=day, effective_from=day)
    version.save_as(by)
    return version


def a_file_for_a_new_school(pupil, incident, by):
    leaver = PupilWithFile.objects.get(pk=pupil.pk)
    transfer = leaver.begin_transfer(by=by, to_school="A new school", left_on=date(2020, 9, 1))
    transfer.choose(by=by, incidents=[incident], open_because="The new school asks.")
    return transfer


def a_disposal(incident, by):
    disposal = Disposal(
        school=incident.school, incident=incident, rule="ordinary", due_on=date(2020, 9, 1), reason="x", asked_by=by
    )
    disposal.save_as(by)
    return disposal


def a_file_for(request, by):
    file = AnswerFile(request=request, made_for=by)
    file.save_as(by)
    return file


def kind_of_record(route):
    """The model that the page is about; that of a proxy is its own."""
    return route.page.model._meta.concrete_model


def address_of_record(route, records, other):
    known = {
        "incident": records[Disposal].incident_id,
        "pk": records[kind_of_record(route)].pk,
        "code": records[School].code,
        "year": 2026,
        "other": other.pk,
    }
    return reverse(route.name, kwargs={name: known[name] for name in route.varies})
