"""Whom each happening concerns: it stands in one chain, and every school of its own reads it."""

from datetime import timedelta

import pytest
from django.contrib.auth import authenticate

from audit.erasing import erasing
from audit.layouts import lines, tracked
from audit.models import QUIET, SignIn
from compliance.models import Disposal
from core import clock
from core.sealing import seal_what_waits
from esafety.models import TrailExport
from esafety.trail.queries import ELSEWHERE, KINDS, links_for
from esafety.trail.telling import told
from incidents.models import Export
from incidents.statement import Named
from people.actions import give_role
from people.models import Membership, User
from people.roles import Role
from reports.models import Download, GovernorReport, ReleasedDocument


@pytest.fixture
def heads(sister_schools, school, appoint):
    """Of two schools of a federation, and of one elsewhere."""
    names = ("infants", "juniors", "elsewhere")
    places = (*sister_schools, school)
    return {name: appoint(Role.HEADTEACHER, place) for name, place in zip(names, places, strict=True)}


@pytest.fixture
def by_everybody(heads, federation, appoint):
    """`by_everybody("Signed in")`: which heads read a line of this kind, and what it says."""

    def read(kind):
        seal_what_waits()
        found = {
            name: {line.what for line in told(links_for(reader), reader) if line.kind == kind}
            for name, reader in ((name, User.objects.get(pk=head.pk)) for name, head in heads.items())
        }
        return {name: says for name, says in found.items() if says}

    return read


@pytest.fixture
def of_two_schools(sister_schools, appoint):
    """Works at the one school, and did at the other until a week ago."""
    infants, juniors = sister_schools
    user = appoint(Role.STAFF, juniors, "Tara Two")
    appoint(Role.STAFF, infants, user=user)
    return user


def sign_in(user, at):
    with clock.set_to(at):
        SignIn.objects.create(school_id=0, outcome="sign_in", user=user.pk, user_name=user.name)


def test_settings_concern_their_school_and_say_what_became_of_which(by_everybody, sister_schools, heads):
    infants = sister_schools[0]

    infants.configure(by=heads["infants"], second_factor=not infants.second_factor, review_within=2)

    (what,) = by_everybody("Settings").pop("infants")
    assert what.startswith(f"{infants.name}: Settings changed; review within (school days): “1”, now “2”; roles that")
    assert by_everybody("Settings").keys() == {"infants"}


def test_a_sign_in_concerns_every_school_at_which_one_holds_a_role(by_everybody, of_two_schools):
    sign_in(of_two_schools, clock.now())

    assert by_everybody("Signed in") == {"infants": {"Signed in"}, "juniors": {"Signed in"}}


def test_and_none_at_which_the_role_was_over_by_then(by_everybody, of_two_schools, sister_schools):
    left = Membership.objects.get(user=of_two_schools, school=sister_schools[0])
    left.ends_on = clock.today() - timedelta(days=7)
    left.save_as(of_two_schools)

    sign_in(of_two_schools, clock.now())

    assert by_everybody("Signed in") == {"juniors": {"Signed in"}}


def test_on_its_last_day_it_still_does(by_everybody, of_two_schools, sister_schools):
    left = Membership.objects.get(user=of_two_schools, school=sister_schools[0])
    left.ends_on = clock.today()
    left.save_as(of_two_schools)

    sign_in(of_two_schools, clock.now())

    assert set(by_everybody("Signed in")) == {"infants", "juniors"}


def test_a_role_in_a_federation_concerns_each_school_of_it(by_everybody, federation, registrar, teacher):
    role = Membership(user=teacher, role=Role.GOVERNOR, federation=federation, starts_on=clock.today())
    role.save_as(registrar, "Given")

    read = by_everybody("Roles")

    says = "Governor of Tess Teacher, Chalk Hill Federation: Given"
    assert {name for name, lines_of in read.items() if says in lines_of} == {"infants", "juniors"}


def test_an_export_concerns_whoever_reads_what_it_holds(by_everybody, log_incident, sister_schools, appoint):
    both = [log_incident(school=place, by=appoint(Role.STAFF, place)) for place in sister_schools]

    Export.keep(both, by=both[0].reported_by, format="csv", reason="For the meeting.")

    assert set(by_everybody("Exports")) == {"infants", "juniors"}


def test_the_reason_of_an_export_is_read_by_its_author_and_by_who_reads_all_that_it_holds(
    by_everybody, log_incident, heads, school, appoint
):
    lead = appoint(Role.SAFEGUARDING_LEAD, school)
    appoint(Role.HEADTEACHER, school, user=lead)
    about_the_head = [Named(part="instigator", person=heads["elsewhere"].person)]
    held = [log_incident(), log_incident(people=about_the_head)]

    Export.keep(held, by=lead, format="csv", reason="What the head wrote.")
    Export.keep(held[:1], by=lead, format="csv", reason="For the meeting.")
    Export.keep(held, by=heads["elsewhere"], format="pdf", reason="My own.", sha256="0" * 64)

    assert by_everybody("Exports") == {
        "elsewhere": {"A list, CSV", "A list, CSV: For the meeting.", "A record, record (PDF): My own."}
    }


def test_an_export_of_this_list_concerns_the_schools_of_who_took_it_out(by_everybody, of_two_schools):
    TrailExport.objects.create(user=of_two_schools, rows=3, query="Everything", reason="For the inspector.")

    assert by_everybody("Exports") == {"infants": {"Audit, 3 lines"}, "juniors": {"Audit, 3 lines"}}


def test_its_reason_is_read_by_its_author_and_by_who_manages_all_of_these(
    by_everybody, heads, of_two_schools, sister_schools, appoint
):
    for place in sister_schools:
        appoint(Role.ADMINISTRATOR, place, user=heads["infants"])
    for author in (of_two_schools, heads["juniors"]):
        TrailExport.objects.create(user=author, rows=3, query="Everything", reason=f"Of {author}.")

    with_reasons = {f"Audit, 3 lines: Of {author}." for author in (of_two_schools, heads["juniors"])}
    assert by_everybody("Exports") == {
        "infants": with_reasons,
        "juniors": {"Audit, 3 lines", f"Audit, 3 lines: Of {heads['juniors']}."},
    }


@pytest.fixture
def report_of_the_federation(federation, sister_schools, heads):
    now, by = clock.now(), heads["infants"]
    said = {"data": {}, "year": 2025, "title": "Annual report", "sha256": "0" * 64, "status": "released"}
    when = {"prepared_by": by, "prepared_at": now, "released_by": by, "released_at": now}
    report = GovernorReport(federation=federation, **said, **when)
    report.save_as(by, "Released")
    report.schools.set(sister_schools)
    ReleasedDocument.objects.create(report=report, pdf=b"%PDF", figures_sha256="0" * 64)
    return report


def test_a_report_of_a_federation_concerns_each_school_that_it_counts(by_everybody, report_of_the_federation):
    assert by_everybody("Reports released") == {"infants": {"Annual report"}, "juniors": {"Annual report"}}


def test_and_so_does_each_copy_of_it(by_everybody, report_of_the_federation, heads):
    Download.objects.create(report=report_of_the_federation, user=heads["juniors"])

    assert set(by_everybody("Reports downloaded")) == {"infants", "juniors"}


def test_an_address_of_nobody_is_for_whoever_manages_all_schools(by_everybody, heads, federation, appoint):
    authenticate(None, username="nobody@nowhere.example", password="wrong")

    assert by_everybody("Could not sign in") == {}
    appoint(Role.ADMINISTRATOR, federation, user=heads["elsewhere"])
    assert set(by_everybody("Could not sign in")) == {"elsewhere"}


@pytest.fixture
def disposed(school, chair, appoint):
    """`disposed(incident)`: erased under a permit that the chair asked for."""

    def erase(incident):
        told = {"rule": "allegation", "due_on": clock.today(), "reason": "Over.", "asked_at": clock.now()}
        disposal = Disposal(school=school, incident=incident, asked_by=chair, **told)
        disposal.save_as(chair, "Asked for")
        with erasing(permit=str(disposal), reason="Its time is over.", by=None, school=school.pk):
            pass

    return erase


def test_what_was_erased_is_for_who_reads_the_decision(by_everybody, log_incident, disposed):
    disposed(log_incident())

    assert set(by_everybody("Erased under a permit")) == {"elsewhere"}


def test_what_was_erased_of_a_record_about_the_head_is_not_for_the_head(by_everybody, log_incident, disposed, heads):
    disposed(log_incident(people=[Named(part="instigator", person=heads["elsewhere"].person)]))

    assert by_everybody("Erased under a permit") == {}


def test_a_role_given_is_read_at_that_school_alone(by_everybody, heads, teacher, school):
    give_role(teacher, Role.TECHNICIAN, school, by=heads["elsewhere"])

    says = "Technician of Tess Teacher, Ashdown Primary: Given"
    assert {name for name, lines_of in by_everybody("Roles").items() if says in lines_of} == {"elsewhere"}


@pytest.mark.once
def test_every_kind_of_link_is_shown_here_or_elsewhere_or_is_quiet():
    kinds = {record.sealed_as for record, _ in tracked()}
    kinds |= {line.sealed_as for line in lines() if isinstance(line.sealed_as, str)} | set(SignIn.Outcome.values)

    assert not KINDS.keys() & ELSEWHERE.keys()
    assert kinds | {"erased"} == KINDS.keys() | ELSEWHERE.keys() | set(QUIET)
