"""Confirming that it is oneself: by any way that one has, before what a sign-in of long ago is not enough for."""

import time

import pytest
from django.urls import reverse

from people.forms import ConfirmingForm
from people.forms.signing_in import SecondStepForm
from people.roles import Role

PASSWORD = "four words nobody guesses"
CONFIRM = "/people/me/confirm/"
# What stands in the address; in that of any other page, the key of a record.
NAMED = {
    "people:add-user": (),
    "people:roles-to-confirm": (),
    "settings:school": ("ASH",),
    "incidents:export": (),
    "incidents:print-record": ("ASH-23467",),
    "reports:trends-export": (),
    "sanctions:export-consistency": (),
    "agreements:file": ("for-staff",),
    "trail:take-out": (),
}


@pytest.fixture
def long_ago(signed_in):
    """`long_ago(user)`: a browser in which this user signed in eleven minutes ago, with a second step."""

    def browser(user):
        client = signed_in(user)
        session = client.session
        session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time() - 660}]
        session.save()
        return client

    return browser


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("administrator", "people:add-user"),
        ("administrator", "people:give-role"),
        ("administrator", "people:end-role"),
        ("administrator", "people:ask-reset"),
        ("administrator", "settings:school"),
        ("headteacher", "people:roles-to-confirm"),
        ("headteacher", "people:confirm-role"),
        ("headteacher", "people:decline-role"),
        ("coordinator", "incidents:export"),
        ("coordinator", "incidents:print-record"),
        ("coordinator", "reports:trends-export"),
        ("headteacher", "trail:take-out"),
        ("headteacher", "compliance:approve-answer"),
        ("headteacher", "compliance:take-answer"),
        ("coordinator", "sanctions:export-consistency"),
        ("coordinator", "agreements:file"),
        ("administrator", "people:import-every-line"),
    ],
)
def test_roles_prints_and_exports_ask(who, address, long_ago, request, teacher):
    path = reverse(address, args=NAMED.get(address, (teacher.pk,)))

    response = long_ago(request.getfixturevalue(who)).get(path)

    assert response["Location"] == f"{CONFIRM}?next={path}"


@pytest.mark.parametrize(("kind", "ways"), [(ConfirmingForm, 2), (SecondStepForm, 1)])
def test_no_way_of_proving_it_is_called_optional(kind, ways, administrator, with_codes):
    administrator.set_password(PASSWORD)
    with_codes(administrator)

    form = kind(user=administrator)

    assert len(form.ways) == ways
    assert [way for way in form.ways if not getattr(form.fields[way], "needed_when_shown", False)] == []


def test_with_the_password_one_goes_on(long_ago, administrator):
    administrator.set_password(PASSWORD)
    administrator.save()
    browser, wanted = long_ago(administrator), reverse("people:add-user")

    answer = browser.post(CONFIRM, {"password": PASSWORD, "next": wanted})

    assert answer["Location"] == wanted
    assert browser.get(wanted).status_code == 200


def test_with_a_one_time_code_too(long_ago, administrator, with_codes):
    code = with_codes(administrator)
    browser, wanted = long_ago(administrator), reverse("people:add-user")

    browser.post(CONFIRM, {"one_time_code": code(), "next": wanted})

    assert browser.get(wanted).status_code == 200


def test_with_a_wrong_one_not(long_ago, administrator, with_codes):
    with_codes(administrator)
    browser = long_ago(administrator)

    page = browser.post(CONFIRM, {"one_time_code": "000000"})

    assert "That is neither the current code" in page.content.decode()
    assert browser.get(reverse("people:add-user")).status_code == 302


def test_what_was_typed_meanwhile_comes_back_and_nothing_was_done(long_ago, administrator, teacher, with_codes):
    code, browser = with_codes(administrator), long_ago(administrator)
    path = reverse("people:give-role", args=[teacher.pk])

    asked = browser.post(path, {"role": Role.TECHNICIAN})
    page = browser.post(CONFIRM, {"one_time_code": code(), "next": path, "kept": asked.context["kept"]})

    assert "What you typed is kept on this page" in asked.content.decode()
    assert 'name="role" value="technician"' in page.content.decode()
    assert not teacher.memberships.filter(role=Role.TECHNICIAN).exists()


@pytest.mark.parametrize("wanted", ["https://elsewhere.example/", "//elsewhere.example/", CONFIRM])
def test_nobody_is_led_elsewhere_or_in_a_circle(long_ago, administrator, with_codes, wanted):
    code = with_codes(administrator)

    answer = long_ago(administrator).post(f"{CONFIRM}?next={wanted}", {"one_time_code": code(), "next": wanted})

    assert answer["Location"] == "/people/me/sign-in/"


def test_how_one_signs_in_is_changed_only_after_it(long_ago, teacher):
    browser = long_ago(teacher)

    for page in ("codes/", "passkeys/add/", "passkeys/remove/"):
        assert browser.get(f"/people/me/sign-in/{page}")["Location"].startswith(CONFIRM)
