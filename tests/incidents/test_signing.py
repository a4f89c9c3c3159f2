"""Signing an investigation: as oneself, what one saw, both; sealed after that, and corrected only beside."""

import hashlib
from datetime import timedelta

import pytest
from django.contrib.auth.signals import user_login_failed
from django.db import IntegrityError, transaction
from django.urls import reverse

from core import clock
from core.access import Refused
from incidents import actions
from incidents.models import Investigation
from incidents.models.investigation.content import content_of
from incidents.progress import procedure
from people.forms import ConfirmingForm
from people.models import User
from people.reauthentication import NO_METHOD
from tests.incidents.browser_form import sent_by
from tests.incidents.investigating import begin, concluded, review, signed
from tests.pages import main_of

PASSWORD = "correct horse battery"
OUTSIDE = {"name": "Orla Outside", "position": "Adviser", "fallback_reason": "Nobody else."}


@pytest.fixture
def investigation(reviewed, coordinator, headteacher):
    """Concluded, by the coordinator and the head."""
    return concluded(begin(reviewed, coordinator, coordinator, headteacher), headteacher)


@pytest.fixture
def at_the_form(investigation, coordinator, signed_in):
    """The coordinator, who has a password, before the form: `(browser, address, what the form would send)`."""
    coordinator.set_password(PASSWORD)
    coordinator.save()
    browser, url = signed_in(coordinator), f"{investigation.get_absolute_url()}sign/"
    return browser, url, sent_by(browser.get(url), "password")


@pytest.fixture
def failures():
    """The failed sign-ins that are announced."""
    heard = []

    def hear(credentials, **_):
        heard.append(credentials["email"])

    user_login_failed.connect(hear)
    yield heard
    user_login_failed.disconnect(hear)


class TestConfirmingWhoOneIs:
    def test_with_the_own_password_one_signs(self, at_the_form, investigation):
        browser, url, sent = at_the_form

        page = browser.post(url, sent | {"password": PASSWORD}, follow=True)

        investigation.refresh_from_db()
        assert "You have signed." in page.content.decode()
        assert investigation.status == "signed_once"

    def test_with_a_wrong_one_nothing_is_signed_and_it_counts_as_a_failed_sign_in(
        self, at_the_form, investigation, coordinator, failures
    ):
        browser, url, sent = at_the_form

        page = browser.post(url, sent | {"password": "wrong"})

        assert "That is not your password. Type it again" in page.content.decode()
        assert failures == [coordinator.email]
        assert not investigation.signatures.exists()

    def test_with_that_of_somebody_else_nothing_is_signed(self, at_the_form, investigation, headteacher):
        headteacher.set_password("another password")
        headteacher.save()
        browser, url, sent = at_the_form

        browser.post(url, sent | {"password": "another password"})

        assert not investigation.signatures.exists()

    def test_who_has_no_way_to_prove_it_is_told_what_to_do(self, db):
        user = User.objects.create_user("new@test.example", "Nell New")

        form = ConfirmingForm({"password": "x"}, user=user)

        assert form.non_field_errors() == [NO_METHOD]

    def test_the_page_never_shows_what_was_typed(self, at_the_form):
        browser, url, sent = at_the_form

        page = main_of(browser.post(url, sent | {"password": "nearly right"}))

        assert "That is not your password" in page
        assert "nearly right" not in page


def test_once_both_have_signed_nothing_leads_to_signing(investigation, coordinator, headteacher):
    def leads_to():
        return procedure(Investigation.objects.for_page().get(pk=investigation.pk))[-1].url

    before = leads_to()
    signed(signed(investigation, coordinator), headteacher)

    assert before == reverse("incidents:sign", args=[investigation.incident.reference])
    assert leads_to().endswith("#signatures")


class TestTheSignature:
    def test_it_names_the_fingerprint_of_everything_that_is_recorded(self, investigation, coordinator):
        signed(investigation, coordinator)

        signature = investigation.signatures.get()
        assert signature.sha256 == hashlib.sha256(content_of(investigation).encode()).hexdigest()
        assert (signature.name, signature.position, signature.place) == (
            "Cora Coordinator", "E-Safety Coordinator", "first",
        )  # fmt: skip

    @pytest.mark.parametrize(
        "field",
        ["reason", "group", "first_name", "second_position", "computer", "computer_place", "reasons", "conclusion"],
    )
    def test_another_content_has_another_fingerprint(self, investigation, field):
        before = investigation.fingerprint

        setattr(investigation, field, "Something else")

        assert investigation.fingerprint != before

    @pytest.mark.parametrize("field", ["what", "concern", "description", "reviewed_by"])
    def test_so_has_another_row(self, investigation, field):
        before, row = investigation.fingerprint, investigation.site_reviews.get()

        setattr(row, field, "Something else")
        row.save_as(None)

        assert investigation.fingerprint != before

    def test_nobody_signs_before_it_is_concluded(self, reviewed, coordinator, headteacher):
        investigation = begin(reviewed, coordinator, coordinator, headteacher)

        with pytest.raises(Refused, match="It is signed once the two have concluded"):
            signed(investigation, coordinator)

    def test_the_first_signer_is_not_the_second(self, investigation, coordinator):
        signed(investigation, coordinator)

        with pytest.raises(Refused, match=r"You have signed it\. The other reviewer signs now"):
            signed(investigation, coordinator)

        assert investigation.signatures.count() == 1

    def test_the_database_takes_no_second_signature_of_one_person(self, investigation, coordinator):
        signature = signed(investigation, coordinator).signatures.get()
        signature.pk, signature.place = None, "second"

        with pytest.raises(IntegrityError), transaction.atomic():
            signature.save_as(coordinator)

    def test_nobody_else_signs(self, investigation, safeguarding_lead, headteacher):
        investigation.incident.add_reader(by=headteacher, user=safeguarding_lead, reason="To know")

        with pytest.raises(Refused, match="Only the two named reviewers can do this"):
            signed(investigation, safeguarding_lead)

    def test_what_changed_since_the_page_was_opened_is_not_signed_unseen(self, at_the_form, investigation, headteacher):
        browser, url, sent = at_the_form
        investigation.take_up_again(by=headteacher, reason="One more.")
        concluded(investigation, headteacher)

        page = browser.post(url, sent | {"password": PASSWORD})

        assert page.status_code == 409
        assert "It was changed after this page was opened." in page.content.decode()
        assert not investigation.signatures.exists()
        again = sent_by(page, "password") | {"password": PASSWORD}
        assert browser.post(url, again).status_code == 302
        assert investigation.signatures.get().sha256 == again["shown"]

    def test_taken_up_again_the_signature_is_void_and_stays_with_the_reason(
        self, investigation, coordinator, headteacher
    ):
        signed(investigation, coordinator)

        investigation.take_up_again(by=headteacher, reason="One more address.")

        [void] = Investigation.objects.get().voided_signatures
        assert (void.name, void.voided_because) == ("Cora Coordinator", "One more address.")
        assert "The signature of Cora Coordinator is void." in investigation.incident.entries.first().text
        assert [notice.wanted for notice in coordinator.notices.filter(wanted__contains="signed again")]

    def test_while_the_authorities_have_it_nobody_signs(self, investigation, coordinator, headteacher, referral):
        investigation.incident.notify_authorities(by=coordinator, **referral)

        with pytest.raises(Refused, match="It is with the authorities"):
            signed(investigation, headteacher)


class TestSealed:
    @pytest.fixture
    def sealed(self, investigation, coordinator, headteacher):
        signed(investigation, coordinator)
        return signed(investigation, headteacher)

    def test_with_both_signatures_it_is_sealed_and_the_handler_is_told(self, sealed, coordinator):
        assert (sealed.status, sealed.sealed_at is not None, sealed.is_as_signed) == ("sealed", True, True)
        assert coordinator.notices.filter(wanted__startswith="Both have signed").exists()

    def test_nothing_in_it_is_changed_any_more(self, sealed, coordinator, headteacher):
        row = sealed.site_reviews.get()
        refused = "It is sealed: both have signed"

        with pytest.raises(Refused, match=refused):
            review(sealed, headteacher)
        with pytest.raises(Refused, match=refused):
            row.remove(by=headteacher, reason="x")
        with pytest.raises(Refused, match=refused):
            sealed.take_up_again(by=headteacher, reason="x")
        with pytest.raises(Refused, match=refused):
            sealed.change_computer(by=headteacher, computer="x", computer_place="x", reason="x")
        with pytest.raises(Refused, match=refused):
            sealed.stop(by=coordinator, reason="x")

    def test_what_is_altered_behind_its_back_shows(self, sealed, coordinator, signed_in):
        sealed.conclusion = "Nothing is to be done."
        sealed.save_as(None)

        page = signed_in(coordinator).get(sealed.get_absolute_url()).content.decode()

        assert "The record is not as it was signed." in page

    def test_a_correction_stands_beside_what_it_corrects_and_replaces_nothing(self, sealed, headteacher, signed_in):
        row = sealed.site_reviews.get()
        browser, url = signed_in(headteacher), f"{sealed.get_absolute_url()}correction/"

        browser.post(url, {"of": f"row-{row.pk}", "text": "It was the other tablet."})
        browser.post(url, {"of": "conclusion", "text": "Two weeks."})

        page = browser.get(sealed.get_absolute_url()).content.decode()
        assert {correction.of for correction in sealed.corrections.all()} == {
            row.what, "Conclusion and action proposed or taken",
        }  # fmt: skip
        assert all(text in page for text in ("It was the other tablet.", "Two weeks.", row.description))
        assert Investigation.objects.get().is_as_signed

    def test_before_it_is_sealed_the_entry_itself_is_changed(self, investigation, headteacher):
        with pytest.raises(Refused, match="It is not sealed: change the entry itself"):
            actions.add_correction(investigation, by=headteacher, text="x", field="reason")

    def test_a_correction_points_to_one_thing(self, sealed, headteacher):
        with pytest.raises(IntegrityError), transaction.atomic():
            sealed.corrections.create(by=headteacher, text="x")


class TestOnPaper:
    @pytest.fixture
    def with_outsider(self, reviewed, coordinator):
        return concluded(begin(reviewed, coordinator, coordinator, OUTSIDE), coordinator)

    def record(self, investigation, by, **said):
        paper = {"at": clock.now() + timedelta(seconds=1), "on_paper": "Safe"} | said
        actions.record_signature(investigation, by=by, shown=investigation.fingerprint, **paper)

    def test_who_has_no_account_signs_on_paper_and_the_first_says_where_it_is(self, with_outsider, coordinator):
        self.record(with_outsider, coordinator)
        signed(with_outsider, coordinator)

        assert with_outsider.is_sealed
        assert [(each.name, each.user, each.on_paper) for each in with_outsider.signatures.order_by("pk")] == [
            ("Orla Outside", None, "Safe"), ("Cora Coordinator", coordinator, ""),
        ]  # fmt: skip

    def test_not_where_both_have_an_account(self, investigation, coordinator):
        with pytest.raises(Refused, match="each signs in person"):
            self.record(investigation, coordinator)

    def test_nor_twice(self, with_outsider, coordinator):
        self.record(with_outsider, coordinator)

        with pytest.raises(Refused, match="The signature on paper is recorded"):
            self.record(with_outsider, coordinator)

    def test_nor_before_it_was_concluded(self, with_outsider, coordinator):
        with pytest.raises(Refused, match="It was signed after it was concluded"):
            self.record(with_outsider, coordinator, at=clock.now() - timedelta(days=1))
