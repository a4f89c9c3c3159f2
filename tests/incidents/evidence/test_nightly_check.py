"""Each night every stored file is compared with its fingerprint; who looks after files is told, and nothing more."""

import pytest
from django.urls import reverse

from incidents.tasks import check_evidence
from people.models import Notice
from people.roles import Role
from tests.pages import main_of

from . import files
from .conftest import alter


@pytest.fixture
def technician(appoint, school):
    return appoint(Role.TECHNICIAN, school, "Tim Technician")


@pytest.fixture
def evidence(attached):
    return attached(files.TEXT, name="chat.txt", title="Chat of Pip")


@pytest.fixture
def path(evidence, stored):
    return stored()[0]


PAGE = reverse("incidents:stored-files")


def check(evidence):
    check_evidence.func()
    evidence.refresh_from_db()
    return evidence.damaged_at is not None


def test_a_file_that_is_whole_is_no_news(evidence, technician, signed_in):
    assert not check(evidence)
    assert not Notice.objects.exists()
    assert "Every stored file is as it was" in main_of(signed_in(technician).get(PAGE))


@pytest.mark.parametrize("harm", ["missing", "changed", "another"])
def test_a_missing_or_changed_file_is_found(evidence, path, harm, attached, stored):
    if harm == "missing":
        path.unlink()
    elif harm == "changed":
        alter(path)
    else:
        attached()
        path.write_bytes(next(other for other in stored() if other != path).read_bytes())

    assert check(evidence)


def test_a_damaged_copy_for_showing_is_found_too(attached, settings):
    evidence = attached()
    (settings.EVIDENCE_ROOT / evidence.shown_key.hex[:2] / evidence.shown_key.hex).unlink()

    assert check(evidence)


def test_the_technician_and_the_administrator_are_told_once_and_learn_nothing_of_the_incident(
    evidence, path, technician, administrator, coordinator, signed_in
):
    path.unlink()
    check(evidence)
    check(evidence)

    told = Notice.objects.all()
    assert {notice.user for notice in told} == {technician, administrator}
    assert len(told) == 2
    home = main_of(signed_in(technician).get(reverse("home")))
    page = main_of(signed_in(technician).get(PAGE))
    said = home + page + " ".join(f"{notice.label} {notice.wanted} {notice.path}" for notice in told)
    assert "1 file of evidence is missing or damaged" in home
    assert evidence.storage_key.hex in page
    assert not any(secret in said for secret in (evidence.incident.reference, "Pip", "Chat", evidence.filename))
    assert signed_in(coordinator).get(PAGE).status_code == 403


def test_who_reads_the_incident_sees_that_its_file_is_damaged(evidence, path, coordinator, signed_in):
    path.unlink()
    check(evidence)

    page = main_of(signed_in(coordinator).get(evidence.incident.get_absolute_url()))

    assert "Damaged where it is stored" in page


def test_brought_back_it_is_off_the_list(evidence, path, technician, signed_in):
    whole = path.read_bytes()
    path.unlink()
    check(evidence)
    path.write_bytes(whole)

    assert not check(evidence)
    assert evidence.storage_key.hex not in main_of(signed_in(technician).get(PAGE))


def test_at_another_school_nobody_hears_of_it(evidence, path, appoint, other_school, signed_in):
    elsewhere = appoint(Role.TECHNICIAN, other_school)
    path.unlink()
    check(evidence)

    assert not Notice.objects.filter(user=elsewhere).exists()
    assert "Every stored file is as it was" in main_of(signed_in(elsewhere).get(PAGE))


def test_what_was_destroyed_is_not_missed(with_police, headteacher, leader, stored, django_capture_on_commit_callbacks):
    asked = with_police.ask_destruction(by=headteacher, police_reference="P-1", reason="As they said.")
    with django_capture_on_commit_callbacks(execute=True):
        asked.confirm(by=leader)

    assert not check(with_police)
    assert stored() == []
