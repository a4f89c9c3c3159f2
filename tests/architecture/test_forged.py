"""What a browser sends that no page of ours made: without a token, to another host, with more than was asked."""

import re

import pytest
from django.conf import settings
from django.core import mail
from django.forms import ModelForm
from django.urls import reverse

from people import invitations
from people.models import Notice
from people.notice_emails import letter

from .routes import routes
from .sources import APPS

pytestmark = [pytest.mark.once, pytest.mark.django_db]

ELSEWHERE = "evil.example"
SPLIT = f"Ashdown\r\nBcc: all@{ELSEWHERE}\nSubject: Hello"


def test_every_form_needs_its_token():
    assert "django.middleware.csrf.CsrfViewMiddleware" in settings.MIDDLEWARE
    assert [route.name for route in routes() if getattr(route.view, "csrf_exempt", False)] == []


def below(form):
    for each in form.__subclasses__():
        yield each
        yield from below(each)


def test_no_form_is_made_of_a_model_so_that_each_takes_the_fields_that_it_names():
    ours = [form.__name__ for form in below(ModelForm) if form.__module__.split(".")[0] in APPS]

    assert ours == []


def test_a_link_in_an_e_mail_names_the_site_and_not_the_host_that_was_asked(client, teacher, monkeypatch, work):
    monkeypatch.setattr(settings, "ALLOWED_HOSTS", ["*"])

    client.post(reverse("password"), {"email": teacher.email}, headers={"host": ELSEWHERE})
    work()

    links = re.findall(r"https?://\S+", mail.outbox[-1].body)
    assert links
    assert [link for link in links if not link.startswith(f"{settings.SITE_URL}/")] == []


def test_no_name_adds_a_header_to_an_e_mail(teacher, school):
    teacher.name = SPLIT
    notice = Notice(user=teacher, label=SPLIT, wanted=SPLIT, path="/", school=school)

    sent = letter(teacher, [notice]).message()
    invitations.tell_of_sign_in(teacher, next(iter(invitations.CHANGED_SIGN_IN)))

    for message in (sent, mail.outbox[-1].message()):
        assert message["Bcc"] is None
        assert len(message.get_all("Subject")) == 1
        assert message["To"] == teacher.email


def test_no_script_reads_a_cookie_and_no_other_site_sends_it(client, teacher):
    client.get(reverse("sign-in"))
    client.force_login(teacher)
    client.get(reverse("home"))

    flags = {name: (bool(one["httponly"]), one["samesite"]) for name, one in client.cookies.items()}

    assert flags == {"csrftoken": (True, "Lax"), "sessionid": (True, "Lax")}


class TestTheAdministrator:
    """Runs the accounts of a school, and comes to no record by any of the ways that this opens."""

    @pytest.fixture
    def reached(self, administrator, incident, signed_in):
        """`reached()`: whether the administrator reads the incident now."""
        return lambda: signed_in(administrator).get(incident.get_absolute_url()).status_code == 200

    @pytest.mark.parametrize("role", ["coordinator", "headteacher", "safeguarding_lead"])
    def test_not_by_a_role_of_their_own(self, administrator, school, signed_in, reached, role):
        browser = signed_in(administrator)
        given = {"role": role, "place": f"school-{school.pk}", "school": school.pk, "starts_on": "2020-09-01"}

        browser.post(reverse("people:give-role", args=[administrator.pk]), given)

        assert not administrator.memberships.filter(role=role).exists()
        assert not reached()

    def test_not_by_confirming_one_that_they_hold(self, administrator, school, signed_in, reached):
        waits = administrator.memberships.create(role="coordinator", school=school, starts_on="2020-09-01")

        answer = signed_in(administrator).post(reverse("people:confirm-role", args=[waits.pk]), {"confirm": "on"})

        waits.refresh_from_db()
        assert answer.status_code in {403, 404}
        assert waits.confirmed_by is None
        assert not reached()

    def test_not_by_a_link_to_somebody_elses_password(self, administrator, coordinator, signed_in, reached):
        browser = signed_in(administrator)

        answers = [
            browser.post(
                reverse(f"people:{page}", args=[coordinator.pk]), {"email": administrator.email, "reason": "x"}
            )
            for page in ("change-email", "invite-again", "edit-user")
        ]

        password, email = coordinator.password, coordinator.email
        coordinator.refresh_from_db()
        assert (coordinator.password, coordinator.email) == (password, email)
        assert [answer for answer in answers if "/invitation/" in answer.content.decode()] == []
        assert not reached()

    def test_not_by_linking_themselves_to_the_entry_of_who_reads_it(
        self, administrator, coordinator, signed_in, reached
    ):
        browser, theirs, own = signed_in(administrator), coordinator.person, administrator.person

        for one, other in ((own, theirs), (theirs, own)):
            browser.post(reverse("people:person-merge", args=[one.pk, other.pk]), {"reason": "One person"})
            browser.post(reverse("people:person-correct", args=[one.pk]), {"name": one.name, "user": administrator.pk})

        theirs.refresh_from_db()
        assert theirs.user == coordinator
        assert not reached()
