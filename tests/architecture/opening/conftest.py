"""A school in which every page has something to be about: each kind of record at each of its moments."""

from collections import defaultdict
from datetime import date, timedelta
from uuid import UUID

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from compliance.actions import ask_for_answer
from compliance.models import AccessRequest, Breach
from compliance.tasks import make_answer
from core import clock
from core.sealing import seal_what_waits
from incidents.actions import keep_printed_file
from incidents.models import Draft, Incident
from incidents.statement import Named
from people.actions import add_user, ask_reset, close_account
from people.calendar import AcademicYear, midnight
from people.imports.applying import take
from people.models import ColumnMapping, Person, School, Who
from people.roles import Role
from policies.actions import new_draft, start_policy
from policies.models import Coverage, Lock, Policy, PolicyVersion
from policies.standard_text import sections_of
from reports.actions import prepare, write_words
from reports.models import GovernorReport
from tests.conftest import LONG_AGO

from ..walked import a_file_for_a_new_school, known_of
from .moments import Moments

LONG_OVER = date(2000, 7, 20)


@pytest.fixture(autouse=True)
def _documents_are_quick(monkeypatch):
    """A PDF takes seconds; what is asked here is whether its page is made."""
    drawn = "%PDF-1.7 {}".format
    monkeypatch.setattr("core.pdf.render", lambda html, stylesheet: drawn(html).encode())
    monkeypatch.setattr("core.pdf.render_page", lambda offered, stylesheet: drawn(next(iter(offered))).encode())
    monkeypatch.setattr("core.pdf.render_and_archive", lambda html, *laid_out: (drawn(html).encode(),) * 2)


@pytest.fixture
def colleague(appoint, school):
    """Holds every role but the head's, at the same school."""
    user = appoint(Role.STAFF, school, "Olly Other")
    for role in set(Role) - {Role.STAFF, Role.HEADTEACHER}:
        appoint(role, school, user=user)
    return user


@pytest.fixture
def incidents(log_incident, pupil, insider, colleague, teacher):
    """One at each moment of the procedure."""
    return list(Moments(log_incident, pupil, insider, colleague, teacher).all())


@pytest.fixture
def in_force(school, insider):
    """The school's policy, approved long ago."""
    version = start_policy(title="E-safety", schools=[school], by=insider, sources=("primary-2020", "worked-example"))
    Coverage.objects.update(starts_on=LONG_AGO)
    return at(version, "approved", approved_on=LONG_AGO, effective_from=LONG_AGO)


@pytest.fixture
def draft(in_force, insider):
    """Its next draft: a section is taken out, and a cell locked."""
    draft = new_draft(in_force.policy, by=insider)
    draft.sections.last().remove(by=insider)
    return draft


@pytest.fixture
def submitted(school, insider):
    kind = Policy.Kind.PARENTS_AGREEMENT
    return at(start_policy(title="For parents", schools=[school], by=insider, kind=kind), "submitted")


def at(version, status, **said):
    PolicyVersion.objects.filter(pk=version.pk).update(status=status, **said)
    version.refresh_from_db()
    return version


def of_policies(in_force, draft, submitted):
    """What varies in the addresses of policies; `key` is that of a row, a heading, a side or a section."""
    [coverage] = in_force.policy.coverages.all()
    [matrix] = draft.matrices.filter(kind="user_actions")
    lock = Lock.objects.filter(row__matrix=matrix, column__group__choice="one").select_related("row", "column").first()
    side = lock.column.group
    missing = next(each.key for each in sections_of(draft.policy.kind) if not draft.sections.filter(key=each.key))
    here = {
        "slug": draft.policy.slug, "number": 2, "other": 1, "kind": matrix.kind, "ending": "csv",
        "row": lock.row.key, "side": side.key, "column": lock.column.key, "coverage": coverage.pk,
    }  # fmt: skip
    keys = [draft.sections.first().key, missing, lock.row.key, lock.row.group.key, side.key, lock.column.key]
    yield from ({**here, "key": key} for key in keys)
    yield {"slug": submitted.policy.slug, "number": 1}
    yield {"slug": "for-staff", "number": 1}


@pytest.fixture
def sister_school(appoint, school, federation, insider, records):
    """Where the insider manages people too. From here on the school is of a federation."""
    sister = School.objects.create(name="Ash Grove Infants", code="AGI", federation=federation)
    School.objects.filter(pk=school.pk).update(federation=federation)
    appoint(Role.ADMINISTRATOR, sister, user=insider)
    return sister


@pytest.fixture
def people(school, sister_school, insider, registrar, records):
    """Of the register one who left and one who was merged; accounts just made and closed; a file, columns matched."""
    pupil, double = (Person.objects.create(school=school, kind="pupil", name="Lou") for _ in range(2))
    Person(school=school, kind="pupil", name="Ali").save_as(insider)
    gone = Person.objects.get(name="Ali")
    gone.leave(by=insider, left_on=LONG_AGO)
    double.merge(by=insider, into=pupil, reason="The same.")
    made, closed = (
        add_user(name, f"{name}@test.example", school=school, roles=[Role.STAFF], by=insider)
        for name in ("New", "Closed")
    )
    close_account(closed, by=insider, reason="Has left.")
    for field, heading in (("name", "Name"), ("year_group", "Year")):
        ColumnMapping.objects.create(school=school, who=Who.STAFF, field=field, heading=heading)
    file = take(by=insider, school=school, who=Who.STAFF, file_name="b.csv", content=b"Name,Year\nStaff Member,\n")
    return [pupil, gone, double, made, closed, file]


@pytest.fixture
def second_steps(appoint, school, insider, colleague, teacher):
    """The insider and the teacher have a telephone each; that of another one is lost, and a colleague asked for it."""
    lost = appoint(Role.COORDINATOR, school, "Lee Lost")
    for user in (insider, teacher, lost):
        TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(insider)
    ask_reset(lost, by=colleague, reason="In the lake.")
    return [teacher, lost]


@pytest.fixture
def reports(records, school, insider, colleague):
    """One has words that somebody else confirms; of other years one can be released, and one is."""
    write_words(records[GovernorReport], by=insider, edition=0, commentary="More is said.", examples="", questions="")
    released = prepare([school], AcademicYear(2021), insider)
    released.release(by=insider)
    seal_what_waits()
    return [released, prepare([school], AcademicYear(2022), insider)]


@pytest.fixture
def breaches(school, insider):
    """One that can be closed, and one that is."""
    said = {"school": school, "what": "A list went to all parents.", "found_at": clock.now() - timedelta(hours=1)}
    assessed, closed = (Breach.record(by=insider, **said) for _ in range(2))
    for breach in (assessed, closed):
        breach.assess(by=insider, risk="low", risk_reason="A first name.", affected=1)
        breach.tell_regulator(by=insider, told_at=None, reason="No risk.")
        breach.tell_people(by=insider, told_on=None, said="No risk.")
    closed.close(by=insider)
    return [assessed, closed]


@pytest.fixture
def access_requests(school, insider, records, incidents):
    """One about the pupil, to be decided; one with its file made, and with one that is approved too."""
    person = Person.objects.create(school=school, kind="pupil", name="Ned Nothing")
    asked = AccessRequest.record(person, by=insider, asked_by="Himself", received_on=clock.today())
    files = []
    for _ in range(2):
        files.append(file := ask_for_answer(asked, by=insider))
        make_answer.func(file.pk)
        file.refresh_from_db()
    files[0].approve(by=insider)
    return [asked, *files]


@pytest.fixture
def of_long_ago(school, insider, incidents):
    """Records whose time is over: an entry of the register, and an incident."""
    left = Person.objects.create(school=school, kind="pupil", name="Ola Old", left_on=LONG_OVER)
    over = next(incident for incident in incidents if incident.status == "closed")
    Incident.objects.filter(pk=over.pk).update(
        reported_at=midnight(LONG_OVER), occurred_at=None, occurred_precision="unknown", safeguarding=False
    )
    over.refresh_from_db()
    return [left]


@pytest.fixture
def transfers(school, log_incident, insider):
    """One of which the file is made, and one that was sent."""

    def filed(name):
        pupil = Person.objects.create(school=school, kind="pupil", name=name)
        incident = log_incident(people=[Named(part="instigator", person=pupil)])
        transfer = a_file_for_a_new_school(pupil, incident, insider)
        keep_printed_file(transfer, [incident], b"%PDF-", by=insider)
        return transfer

    made, sent = filed("Max Made"), filed("Sue Sent")
    sent.send(by=insider, sent_on=clock.today(), sent_how="By hand")
    return [made, sent]


@pytest.fixture
def report_begun(insider):
    return Draft.objects.create(user=insider, submission=UUID(int=1), typed="")


@pytest.fixture
def places(
    incidents,
    in_force,
    draft,
    submitted,
    records,
    people,
    second_steps,
    reports,
    breaches,
    access_requests,
    of_long_ago,
    transfers,
    report_begun,
    other_pupil,
):
    """`places[…]`: what varies in addresses, at each record that there is; by the model that a page is about."""
    found = defaultdict(list)
    others = [*people, *second_steps, *reports, *breaches, *access_requests, *of_long_ago, *transfers]
    below = {"code": "ASH", "year": 2026, "other": other_pupil.pk, "incident": incidents[0].pk}
    for record in [*others, *records.values()]:
        found[type(record)].append({"pk": record.pk, **below})
    found["incident"] = [known_of(incident) | {"incident": incident} for incident in incidents]
    found["published"] = [{"code": "ash", "slug": in_force.policy.slug}]
    found["other"] = [
        *of_policies(in_force, draft, submitted),
        {"submission": report_begun.submission},
        {"kind": "parents_agreement"},
    ]
    return found
