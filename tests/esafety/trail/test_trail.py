"""What happened around the records: for the head and the administrator of a school, and for nobody else."""

from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.urls import reverse

from audit.models import Beginning, SignIn
from core import clock
from core.sealing import seal_what_waits
from esafety.trail.queries import links_for
from esafety.trail.telling import told
from incidents.models import Export
from people.actions import give_role
from people.roles import Role

LIST, FILE, HEADS = (reverse(f"trail:{name}") for name in ("list", "take-out", "heads"))


def lines(user, **narrowed):
    seal_what_waits()
    return [(line.who, line.kind, line.what) for line in told(links_for(user).filter(**narrowed).order_by("pk"), user)]


def test_who_signs_in_and_out_stands_there(headteacher, teacher, signed_in):
    signed_in(teacher).logout()

    assert lines(headteacher, by=teacher.pk) == [
        ("Tess Teacher", "Signed in", "Signed in"),
        ("Tess Teacher", "Signed out", "Signed out"),
    ]


def test_so_does_who_could_not_under_the_account_that_was_meant(headteacher, teacher):
    authenticate(None, username=teacher.email.upper(), password="wrong")

    assert lines(headteacher, kind="failed") == [("Tess Teacher", "Could not sign in", "Could not sign in")]


def test_what_was_typed_in_the_place_of_an_address_is_not_kept(teacher):
    authenticate(None, username="my-secret-password", password="wrong")

    attempt = SignIn.objects.get()
    assert (attempt.user, attempt.user_name, attempt.school_id) == (None, "", 0)


def test_so_do_roles_with_what_became_of_them(headteacher, teacher, school):
    give_role(teacher, Role.TECHNICIAN, school, by=headteacher)

    assert lines(headteacher, by=headteacher.pk) == [
        ("Hattie Head", "Roles", "Technician of Tess Teacher, Ashdown Primary: Given")
    ]


def test_that_the_chains_were_begun_stands_there_for_every_school(headteacher, stranger):
    Beginning.objects.create(rows=3)

    told_to = [lines(user, kind="beginning") for user in (headteacher, stranger)]

    assert told_to == [[("The system", "Sealing begun", "3 rows of all schools sealed as found")]] * 2


def test_an_export_stands_there_for_who_may_read_what_it_holds(incident, coordinator, headteacher, administrator):
    Export.keep([incident], by=coordinator, format="csv", reason="For the meeting.")

    assert lines(headteacher, kind="export") == [("Cora Coordinator", "Exports", "A list, CSV: For the meeting.")]
    assert lines(administrator, kind="export") == []


def test_another_school_is_not_there(stranger, teacher, signed_in):
    signed_in(teacher)

    assert lines(stranger, by=teacher.pk) == []


@pytest.mark.parametrize("page", [LIST, FILE, HEADS])
def test_nobody_else_opens_it(page, coordinator, governor, signed_in):
    assert [signed_in(user).get(page).status_code for user in (coordinator, governor)] == [403, 403]


def test_the_list_is_narrowed_down(headteacher, teacher, coordinator, signed_in):
    with clock.set_to(clock.now() - timedelta(days=3)):
        signed_in(coordinator)
    signed_in(teacher)
    browser = signed_in(headteacher)
    seal_what_waits()

    today = f"{clock.today():%d/%m/%Y}"
    by_teacher = browser.get(LIST, {"who": teacher.pk, "kind": "sign_in"})
    since = browser.get(LIST, {"since": today, "kind": "sign_in"})
    nothing = browser.get(LIST, {"kind": "erasure"})

    assert [line.who for line in by_teacher.context["happenings"]] == ["Tess Teacher"]
    assert [line.who for line in since.context["happenings"]] == ["Hattie Head", "Tess Teacher"]
    assert "Nothing fits what you asked for" in nothing.text


@pytest.mark.parametrize("times", [1, 3])
def test_the_list_asks_a_constant_number_of_queries(
    headteacher, teacher, school, signed_in, times, django_assert_num_queries
):
    for role in (Role.TECHNICIAN, Role.SENIOR_LEADER, Role.ADMINISTRATOR)[:times]:
        signed_in(teacher)
        give_role(teacher, role, school, by=headteacher)
    browser = signed_in(headteacher)
    seal_what_waits()

    with django_assert_num_queries(12):
        browser.get(LIST)


def test_the_head_prints_where_the_chain_ends(headteacher, administrator, school, signed_in):
    seal_what_waits()

    shown = signed_in(headteacher).get(HEADS)

    [(of_school, head)] = shown.context["heads"]
    assert of_school == school
    assert len(head.split()) == 8
    assert head in shown.text
    assert signed_in(administrator).get(HEADS).status_code == 403
