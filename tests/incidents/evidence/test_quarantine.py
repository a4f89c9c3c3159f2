"""Images of children: no file is attached, none is opened, and none is destroyed but as the Police instruct."""

import pytest
from django.db import IntegrityError
from django.urls import reverse

from core import clock
from core.access import Refused
from incidents.actions import add_person
from incidents.evidence.encryption import DamagedError
from incidents.evidence.storage import open_verified
from incidents.models import Destruction, Incident, Viewing
from incidents.statement import Named
from people.models import Notice
from people.roles import Role

from . import files

PASSWORD = "correct horse battery"
SAID = {"police_reference": "AP/26/1182", "reason": "PC Invented, by phone."}


@pytest.fixture
def asked(with_police, headteacher, leader):
    return with_police.ask_destruction(by=headteacher, police_reference="AP/26/1182", reason="PC Invented, by phone.")


def test_any_handler_stops_all_files(reviewed, attached, coordinator, signed_in):
    evidence = attached()
    url = reverse("incidents:mark-images", args=[reviewed.reference])

    signed_in(coordinator).post(url, {"reason": "The second picture."})

    reviewed.refresh_from_db()
    assert reviewed.images_of_children
    assert reviewed.entries.first().text == "Images of children may be part of it. The second picture."
    with pytest.raises(Refused, match="nobody opens what is there"):
        evidence.open(by=coordinator, copy="shown")


@pytest.mark.parametrize("copy", ["shown", "original"])
def test_nobody_opens_what_is_there_the_head_included(with_police, headteacher, signed_in, file_url, copy):
    response = signed_in(headteacher).get(file_url(with_police, copy))
    page = signed_in(headteacher).get(f"{with_police.get_absolute_url()}?picture=1").content.decode()

    assert response.status_code == 403
    assert "nobody opens what is there" in response.content.decode()
    assert "<img" not in page
    assert "Quarantined" in page
    assert not Viewing.objects.exists()


def test_the_form_and_a_hand_made_request_are_refused(with_police, headteacher, upload, attached, signed_in, stored):
    incident = with_police.incident
    before = stored()

    page = signed_in(headteacher).get(reverse("incidents:attach-evidence", args=[incident.reference]))
    sent = upload(files.PDF, name="a.pdf", by=headteacher, incident=incident)
    with pytest.raises(Refused, match="nothing is attached"):
        attached(files.PDF, name="a.pdf", incident=incident, by=headteacher)

    assert (page.status_code, sent.status_code) == (403, 403)
    assert "Images of children may be part of this incident" in sent.content.decode()
    assert stored() == before


def test_a_kind_that_takes_no_files_never_takes_one(log_incident, headteacher, attached):
    incident = log_incident(kind="nudes")

    with pytest.raises(Refused, match="Images of children may be part of this incident"):
        attached(incident=incident, by=headteacher)


def test_when_the_head_clears_it_they_open_again(with_police, headteacher, signed_in, file_url):
    with_police.incident.clear_images(by=headteacher, reason="They were drawings.")

    assert signed_in(headteacher).get(file_url(with_police, "shown")).status_code == 200


def test_two_people_destroy_it_and_the_fingerprints_stay(
    with_police, headteacher, leader, signed_in, stored, django_capture_on_commit_callbacks
):
    for user in (headteacher, leader):
        user.set_password(PASSWORD)
        user.save()
    sha256, incident = with_police.sha256, with_police.incident
    ask = reverse("incidents:ask-destruction", args=[incident.reference, with_police.pk])
    assert len(stored()) == 2

    signed_in(headteacher).post(ask, {**SAID, "password": PASSWORD})
    notice = Notice.objects.get(user=leader)
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(leader).post(notice.path, {"password": PASSWORD})

    with_police.refresh_from_db()
    certificate = signed_in(leader).get(notice.path).content.decode()
    for_readers = signed_in(headteacher).get(f"{with_police.get_absolute_url()}certificate/").content.decode()
    assert stored() == []
    assert with_police.is_destroyed
    assert with_police.sha256 == sha256
    for page in (certificate, for_readers):
        assert sha256 in page
        assert "AP/26/1182" in page
        assert "Lena Leader (Senior leader)" in page
    assert "asked for by Hattie Head, confirmed by Lena Leader" in incident.entries.first().text
    with pytest.raises(Refused, match="It was destroyed as the Police instructed"):
        with_police.open(by=headteacher, copy="shown")
    with pytest.raises(DamagedError):
        open_verified(with_police.storage_key, sha256=sha256)


@pytest.mark.parametrize("sent", [{}, {"password": "not it"}])
def test_without_the_own_password_nothing_is_destroyed(asked, leader, signed_in, stored, sent):
    leader.set_password(PASSWORD)
    leader.save()

    page = signed_in(leader).post(asked.get_absolute_url(), sent)

    assert set(page.context["form"].errors) == {"password"}
    asked.refresh_from_db()
    assert asked.confirmed_at is None
    assert len(stored()) == 2


def test_without_the_own_password_it_is_not_asked_for(with_police, headteacher, leader, signed_in):
    headteacher.set_password(PASSWORD)
    headteacher.save()
    ask = reverse("incidents:ask-destruction", args=[with_police.incident.reference, with_police.pk])

    page = signed_in(headteacher).post(ask, {**SAID, "password": "not it"})

    assert set(page.context["form"].errors) == {"password"}
    assert not Destruction.objects.exists()


def test_until_it_is_confirmed_the_file_is_there(asked, stored):
    assert len(stored()) == 2


def test_the_second_person_sees_no_word_of_the_record(asked, leader, signed_in):
    page = signed_in(leader).get(asked.get_absolute_url()).content.decode()

    evidence = asked.evidence
    assert evidence.sha256 in page
    for word in (evidence.title, evidence.filename, evidence.incident.description, "Pip"):
        assert word not in page
    assert signed_in(leader).get(evidence.get_absolute_url()).status_code == 404


def test_who_asked_does_not_confirm(asked, headteacher, appoint, school, signed_in, stored):
    appoint(Role.SENIOR_LEADER, school, user=headteacher)

    with pytest.raises(Refused, match="You asked for it yourself"):
        asked.confirm(by=headteacher)
    page = signed_in(headteacher).post(asked.get_absolute_url(), {})

    assert page.status_code == 404
    assert len(stored()) == 2


def test_the_database_knows_that_it_takes_two(asked, headteacher):
    asked.confirmed_by, asked.confirmed_at = headteacher, asked.asked_at

    with pytest.raises(IntegrityError, match="destruction_has_two_people"):
        asked.save_as(headteacher, "Alone")


@pytest.mark.parametrize("name", ["coordinator", "safeguarding_lead", "chair", "teacher", "stranger", "administrator"])
def test_nobody_else_confirms_while_there_is_a_senior_leader(asked, request, name, signed_in):
    user = request.getfixturevalue(name)

    with pytest.raises(Refused, match="A senior leader who is not part of the incident"):
        asked.confirm(by=user)
    assert signed_in(user).post(asked.get_absolute_url(), {}).status_code == 404
    asked.refresh_from_db()
    assert asked.confirmed_at is None


def test_where_there_is_no_senior_leader_the_chair_confirms(with_police, headteacher, chair):
    asked = with_police.ask_destruction(by=headteacher, police_reference="P-1", reason="As they said.")

    asked.confirm(by=chair)

    assert (asked.confirmed_by, asked.confirmed_as) == (chair, "Chair of governors")


def test_where_nobody_could_confirm_it_is_not_asked_for(with_police, headteacher):
    with pytest.raises(Refused, match="Nobody is there who could confirm it"):
        with_police.ask_destruction(by=headteacher, police_reference="P-1", reason="As they said.")

    assert not Destruction.objects.exists()


def test_who_is_accused_is_not_the_second(with_police, headteacher, leader, chair):
    add_person(with_police.incident, Named(part="instigator", person=leader.person), by=headteacher)
    with_police.refresh_from_db()

    asked = with_police.ask_destruction(by=headteacher, police_reference="P-1", reason="As they said.")

    assert asked.seconds() == [chair]
    assert not Destruction.objects.to_confirm_by(leader).exists()


@pytest.mark.both
@pytest.mark.parametrize("part", ["target", "witness"])
def test_who_becomes_part_of_it_meanwhile_is_not_the_second(asked, headteacher, leader, chair, part, signed_in):
    add_person(asked.evidence.incident, Named(part=part, person=leader.person), by=headteacher)

    with pytest.raises(Refused, match="who is not part of the incident"):
        asked.confirm(by=leader)
    assert signed_in(leader).get(asked.get_absolute_url()).status_code == 404
    assert asked.seconds() == [chair]


@pytest.mark.parametrize("name", ["safeguarding_lead", "coordinator", "leader"])
def test_only_the_authority_asks(with_police, request, name, leader):
    with pytest.raises(Refused, match="Only the head"):
        with_police.ask_destruction(by=request.getfixturevalue(name), police_reference="P-1", reason="As they said.")


def test_other_evidence_is_never_destroyed(attached, headteacher, leader):
    with pytest.raises(Refused, match="Evidence is kept"):
        attached().ask_destruction(by=headteacher, police_reference="P-1", reason="To be rid of it.")


def test_without_a_referral_to_the_police_nothing_is_destroyed(attached, reviewed, headteacher, leader):
    evidence = attached()
    reviewed.mark_images(by=headteacher, reason="I saw it.")

    with pytest.raises(Refused, match="record the referral to them first"):
        evidence.ask_destruction(by=headteacher, police_reference="P-1", reason="As they said.")


def test_without_their_reference_the_form_says_what_is_missing(with_police, headteacher, leader, signed_in):
    url = reverse("incidents:ask-destruction", args=[with_police.incident.reference, with_police.pk])

    page = signed_in(headteacher).post(url, {"police_reference": "", "reason": ""})

    assert set(page.context["form"].errors) == {"police_reference", "reason"}
    assert not Destruction.objects.exists()


def test_called_off_it_stays_and_so_does_that_it_was_asked_for(asked, headteacher, leader, signed_in, stored):
    evidence = asked.evidence
    url = reverse("incidents:call-off-destruction", args=[evidence.incident.reference, evidence.pk])

    signed_in(headteacher).post(url, {"reason": "They want to see it first."})

    assert signed_in(leader).get(asked.get_absolute_url()).status_code == 404
    assert Destruction.history.filter(history_type="-").get().history_change_reason == "They want to see it first."
    assert len(stored()) == 2


@pytest.mark.parametrize("verb", ["confirm", "call_off"])
def test_called_off_at_the_same_moment_it_is_neither_confirmed_nor_called_off_again(
    asked, headteacher, leader, stored, verb
):
    said = {"confirm": {"by": leader}, "call_off": {"by": headteacher, "reason": "Twice."}}[verb]
    shown = Destruction.objects.get()
    asked.call_off(by=headteacher, reason="They want to see it first.")

    with pytest.raises(Refused, match="It was called off in the meantime: nothing is destroyed"):
        getattr(shown, verb)(**said)

    assert len(stored()) == 2


@pytest.mark.parametrize(("stopped", "given"), [(True, False), (False, True)])
def test_stopped_after_it_was_asked_for_and_before_it_is_sent_nothing_of_it_is_given(
    attached, reviewed, coordinator, stopped, given
):
    pieces = attached().open(by=coordinator, copy="original")

    if stopped:
        reviewed.mark_images(by=coordinator, reason="A child may be in it.")

    assert bool(b"".join(pieces)) == given


def test_while_one_waits_to_be_confirmed_it_is_not_cleared(asked, headteacher):
    incident = asked.evidence.incident

    with pytest.raises(Refused, match="have it called off first"):
        incident.clear_images(by=headteacher, reason="They were drawings.")
    asked.call_off(by=headteacher, reason="The Police take it back.")
    incident.clear_images(by=headteacher, reason="They were drawings.")

    assert not incident.images_of_children


def test_cleared_meanwhile_it_is_not_destroyed(asked, leader):
    Incident.objects.update(images_of_children=False)  # as it could be cleared before it had to be called off

    with pytest.raises(Refused, match="evidence is kept"):
        asked.confirm(by=leader)


def test_nor_once_it_is_said_again(asked, headteacher, leader):
    incident = asked.evidence.incident
    incident.images_of_children = False
    incident.save_as(headteacher, "Cleared, before an instruction that waits stopped that")
    incident.mark_images(by=headteacher, reason="Another picture.")

    with pytest.raises(Refused, match="call it off and ask again"):
        Destruction.objects.get().confirm(by=leader)


def test_nor_what_was_destroyed_at_the_end_of_its_time(asked, leader):
    asked.evidence.disposed_at = clock.now()
    asked.evidence.save_as(None, "Disposal 1")

    with pytest.raises(Refused, match="It is already destroyed"):
        Destruction.objects.get().confirm(by=leader)


def test_a_second_confirmation_finds_it_done(asked, leader):
    asked.confirm(by=leader)

    with pytest.raises(Refused, match="It is already destroyed"):
        asked.confirm(by=leader)
