"""The second step in a real browser: a telephone's codes without scripts, passkeys with Chromium's authenticator."""

import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import expect

from .conftest import PASSWORD


@pytest.fixture
def begin(password_of):
    """`begin(page, user)`: the first step, as people do it."""

    def enter(page, user):
        password_of(user)
        page.goto("/sign-in/")
        page.get_by_label("E-mail address").fill(user.email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()

    return enter


def test_one_time_codes_are_set_up_and_asked_for_without_scripts(open_context, checked, begin, coordinator):
    page = open_context(java_script_enabled=False).new_page()
    begin(page, coordinator)
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up your second step")
    page.get_by_role("link", name="Set up one-time codes").click()
    page.locator("summary", has_text="If you cannot scan the picture").click()
    key = page.locator("code").inner_text().replace(" ", "")

    def code(step):
        return format_hotp_value(hotp_value(key, int(time.time()) // 30 + step))

    page.get_by_label("Which code does your telephone show now?").fill(code(0))
    page.get_by_role("button", name="Set up one-time codes").click()
    expect(page.get_by_role("listitem").filter(has=page.locator("code"))).to_have_count(10)
    page.goto("/incidents/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Incidents")
    page.locator("summary", has_text="account menu").click()
    page.get_by_role("button", name="Sign out", exact=True).click()

    begin(page, coordinator)
    page.get_by_label("One-time code").fill(code(1))
    page.get_by_role("button", name="Sign in").click()

    expect(page).to_have_url("/")


def test_a_passkey_is_added_and_signs_in_and_confirms(page, checked, begin, coordinator, school):
    console = page.context.new_cdp_session(page)
    console.send("WebAuthn.enable")
    authenticator = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    working = {"isUserVerified": True, "automaticPresenceSimulation": True}
    console.send("WebAuthn.addVirtualAuthenticator", {"options": authenticator | working})
    begin(page, coordinator)
    checked(page)
    page.get_by_role("link", name="Add a passkey").click()
    checked(page)
    page.get_by_label("What do you call it?").fill("School laptop")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    checked(page)
    page.goto("/people/me/sign-in/")
    expect(page.get_by_text("School laptop").first).to_be_visible()
    checked(page)
    page.locator("summary", has_text="account menu").click()
    page.get_by_role("button", name="Sign out", exact=True).click()

    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url("/")

    page.goto("/people/me/confirm/?next=/incidents/")
    checked(page)
    page.get_by_role("button", name="Use your passkey").click()
    expect(page).to_have_url("/incidents/")


def test_a_passkey_without_its_finger_or_pin_signs_nobody_in(page, begin, coordinator):
    console = page.context.new_cdp_session(page)
    console.send("WebAuthn.enable")
    authenticator = {"protocol": "ctap2", "transport": "usb", "hasResidentKey": True, "hasUserVerification": False}
    console.send("WebAuthn.addVirtualAuthenticator", {"options": authenticator | {"automaticPresenceSimulation": True}})
    begin(page, coordinator)
    page.get_by_role("link", name="Add a passkey").click()

    page.get_by_role("button", name="Add a passkey").click()

    expect(page.get_by_text("The passkey did not answer.")).to_be_visible()
    assert not coordinator.has_second_step
