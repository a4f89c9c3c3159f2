"""Enter in a field sends the form: a browser presses the first button, so that has to be the one that sends."""

from html.parser import HTMLParser

import pytest
from django.urls import reverse

from people.roles import Role

from .test_browser_rules import ROUTES

pytestmark = pytest.mark.once
ENTER = "entered"  # sends a report too, and says that nobody pressed its button: the stop page is not opened by Enter


class Buttons(HTMLParser):
    """The submit buttons of each form that is sent by POST, in their order: what each adds to what is sent."""

    def __init__(self, html):
        super().__init__()
        self.forms = []
        self.inside = False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self.inside = given.get("method") == "post"
            self.forms += [[]] if self.inside else []
        if tag == "button" and self.inside and given.get("type", "submit") == "submit":
            self.forms[-1].append(given.get("name", given.get("formaction", "")))

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False


@pytest.mark.parametrize("page", ["incidents:report", "incidents:quick"])
def test_enter_in_a_report_sends_it_and_removes_nobody(signed_in, teacher, page):
    html = signed_in(teacher).get(reverse(page)).content.decode()

    report = max(Buttons(html).forms, key=len)

    assert report[:3] == [ENTER, "remove", "add"]


def test_the_first_button_of_every_form_sends_it(signed_in, headteacher, appoint, school, incident):
    appoint(Role.ADMINISTRATOR, school, user=headteacher)
    browser = signed_in(headteacher)
    addresses = [reverse(route.name, kwargs=dict.fromkeys(route.varies, incident.reference)) for route in ROUTES]

    pages = {address: browser.get(address) for address in addresses}
    forms = {
        address: Buttons(page.content.decode()).forms
        for address, page in pages.items()
        if page["Content-Type"].startswith("text/html")
    }

    assert len([address for address, listed in forms.items() if any(listed)]) > 40
    first = {address: {buttons[0] for buttons in listed if buttons} for address, listed in forms.items()}
    assert {address: names for address, names in first.items() if names - {"", ENTER}} == {}
