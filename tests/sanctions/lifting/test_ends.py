"""Sanctions that go on: until when, and who lifts them."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.access import Refused
from core.dates import date_in_words
from incidents.statement import Named
from people.models import Notice
from people.roles import Role
from sanctions.actions import decide
from sanctions.choice import Choice
from sanctions.models import Sanction
from tests.incidents.browser_form import sent_by
from tests.pages import main_of

from .days import today

REVIEWED = {"branch": "unsuitable", "user_action": None, "safeguarding": False, "reason": "Not illegal."}
IN_FORCE = reverse("sanctions:in-force")


class TestDeciding:
    def test_it_says_until_when_and_who_lifts_it(self, sanction, technician, open_actions):
        until = date_in_words(today(3))

        made = sanction(to=technician)

        assert made.end_in_words == f"Until {until}, to be lifted by Tech Nician"
        assert open_actions.incident.entries.first().text == (
            "Further sanction, for example detention or exclusion, Pip Pupil: done. "
            f"Until {until}, to be lifted by Tech Nician."
        )

    def test_it_cannot_end_before_it_begins(self, sanction):
        with pytest.raises(Refused, match="cannot end before it begins"):
            sanction(began=-1, ends=-2)

        assert Sanction.objects.count() == 0

    def test_what_was_lifted_did_not_begin_after_that(self, sanction, coordinator, signed_in, open_actions):
        made = sanction(ends=3)
        made.lift(by=coordinator, on=today(-5))
        browser, url = signed_in(coordinator), f"{open_actions.incident.get_absolute_url()}actions/"
        said = {f"action-{open_actions.pk}-{made.action_id}-done_on": today(-4).isoformat()}

        page = browser.post(url, sent_by(browser.get(url), "action-") | said)
        with pytest.raises(Refused, match="it cannot begin after that"):
            sanction(ends=3, began=-4)

        assert "it cannot begin after that" in main_of(page)

    def test_what_was_lifted_by_one_who_left_is_put_right_and_stays_lifted(
        self, sanction, technician, coordinator, signed_in, open_actions
    ):
        made = sanction(to=technician)
        made.lift(by=technician)
        technician.memberships.update(ends_on=today(-1))
        browser, url = signed_in(coordinator), f"{open_actions.incident.get_absolute_url()}actions/"

        said = {f"action-{open_actions.pk}-{made.action_id}-done_by": "The deputy"}
        browser.post(url, sent_by(browser.get(url), "action-") | said)

        made.refresh_from_db()
        assert (made.done_by, made.lifted_on, made.to_lift_by) == ("The deputy", today(), technician)

    def test_the_database_holds_that_too(self, sanction):
        made = sanction(began=-1, ends=2)
        made.ends_on = today(-2)

        with pytest.raises(IntegrityError), transaction.atomic():
            made.save()

    def test_who_is_to_lift_it_is_told_without_a_name(self, sanction, technician, open_actions):
        sanction(to=technician)

        notice = Notice.objects.get()
        assert (notice.user, notice.label, notice.path) == (technician, open_actions.incident.reference, IN_FORCE)
        assert "Pip" not in notice.wanted

    def test_deciding_the_same_again_tells_nobody_twice(self, sanction, technician):
        sanction(to=technician), sanction(to=technician)

        assert Notice.objects.count() == 1

    def test_it_is_given_only_to_somebody_who_works_at_the_school(self, sanction, stranger, governor):
        for other in (stranger, governor):
            with pytest.raises(Refused, match="works at the school"):
                sanction(to=other)

    def test_nor_to_who_is_accused_in_it(self, log_incident, version, headteacher, appoint, school):
        accused = appoint(Role.TECHNICIAN, school)
        incident = log_incident(people=[Named(part="instigator", person=accused.person)])
        incident.review(by=headteacher, **REVIEWED)
        choice = Choice(
            incident.involvements.get(), done=True, text="No network", reason="As a precaution.", to_lift_by=accused
        )

        with pytest.raises(Refused, match="is not accused in it"):
            decide(incident, [choice], by=headteacher)

    def test_undoing_it_takes_the_end_back(self, sanction, technician, open_actions, coordinator, action):
        undone = Choice(
            open_actions,
            done=False,
            action=action("further"),
            reason="Too hard.",
            instead_of=sanction(to=technician),
        )

        decide(open_actions.incident, [undone], by=coordinator)

        made = Sanction.objects.get()
        assert (made.ends_on, made.to_lift_by, made.is_in_force) == (None, None, False)


class TestTheForm:
    @pytest.fixture
    def page(self, open_actions, signed_in, coordinator):
        url = reverse("sanctions:decide", args=[open_actions.incident.reference])
        browser = signed_in(coordinator)
        return browser, url, sent_by(browser.get(url), "action-")

    @pytest.fixture
    def said(self, open_actions, action):
        """`said("further", choice="done")`"""
        return lambda key, **answers: {
            f"action-{open_actions.pk}-{action(key).pk}-{name}": value for name, value in answers.items()
        }

    def test_the_end_and_the_lifter_are_saved(self, page, said, technician):
        browser, url, form = page

        browser.post(url, form | said("further", choice="done", ends_on=today(5), to_lift_by=technician.pk))

        made = Sanction.objects.get()
        assert (made.ends_on, made.to_lift_by) == (today(5), technician)

    def test_an_end_before_the_beginning_is_an_error_and_keeps_what_was_typed(self, page, said):
        browser, url, form = page
        answers = said("further", choice="done", ends_on=today(-1).isoformat())

        again = browser.post(url, form | answers)

        assert "It cannot end before it begins" in again.content.decode()
        assert sent_by(again, "action-").items() >= answers.items()
        assert Sanction.objects.count() == 0

    @pytest.mark.parametrize("forged", ["999999", "x", "\0", "-1"])
    def test_a_forged_lifter_is_an_error(self, page, said, forged):
        browser, url, form = page

        again = browser.post(url, form | said("further", choice="done", to_lift_by=forged))

        assert "Choose somebody who works at the school" in again.content.decode()
        assert Sanction.objects.count() == 0

    @pytest.mark.parametrize("odd", ["31/12/9999", "0001-01-01", "tomorrow"])
    @pytest.mark.once
    def test_an_odd_date_is_an_error(self, page, said, odd):
        browser, url, form = page

        again = browser.post(url, form | said("further", choice="done", ends_on=odd))

        assert again.status_code == 200
        assert Sanction.objects.count() == 0

    def test_only_what_lasts_is_asked_for_its_end(self, page, said):
        _, _, form = page

        assert said("further", ends_on="").items() <= form.items()
        assert not said("warning", ends_on="").keys() & form.keys()
