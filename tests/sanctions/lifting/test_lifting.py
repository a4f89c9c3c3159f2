"""Sanctions are lifted: by whom, on which day, and who is told."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from core import clock
from core.access import Refused
from core.dates import date_in_words
from incidents.actions import declare_interest, record_parents
from incidents.models import Involvement
from people.models import Notice, User
from sanctions import home
from sanctions.actions import decide
from sanctions.choice import Choice
from sanctions.tasks import remind_of_endings
from tests.homes import blocks_of

from .days import A_DAY, today

IN_FORCE = reverse("sanctions:in-force")


class TestLifting:
    def test_it_is_kept_who_lifted_it_and_when_and_in_the_chronology(self, sanction, coordinator):
        made = sanction()

        made.lift(by=coordinator, note="The phone went home.")

        made.refresh_from_db()
        assert (made.lifted_by, made.is_in_force) == (coordinator, False)
        entry = made.involvement.incident.entries.first()
        assert (entry.verb, entry.by) == ("lift", coordinator)
        assert entry.text.endswith("Pip Pupil: lifted. The phone went home.")

    def test_whom_it_was_given_to_lifts_it_without_reading_the_record(self, sanction, technician):
        made = sanction(to=technician)

        made.lift(by=technician)

        assert made.lifted_by == technician

    def test_somebody_else_does_not(self, sanction, teacher, safeguarding_lead):
        made = sanction()

        for other in (teacher, safeguarding_lead):
            with pytest.raises(Refused, match="by the one it was given to, or by somebody who handles"):
                made.lift(by=other)

    def test_nor_does_who_was_given_it_and_works_there_no_more(self, sanction, technician):
        made = sanction(to=technician)
        technician.memberships.update(ends_on=today(-1))

        with pytest.raises(Refused):
            made.lift(by=User.objects.get(pk=technician.pk))

    def test_it_is_lifted_once(self, sanction, coordinator):
        made = sanction()
        made.lift(by=coordinator)

        with pytest.raises(Refused, match=r"Lifted .* by Cora Coordinator\. Nothing is left to do\."):
            made.lift(by=coordinator)

    @pytest.mark.parametrize("given", [True, False])
    def test_a_target_declares_an_interest_before_lifting(self, sanction, coordinator, headteacher, given, signed_in):
        made = sanction(ends=0, to=coordinator if given else None)
        incident = made.involvement.incident
        incident.involvements.create(person=coordinator.person, kind="staff", part="target")
        url, browser = reverse("sanctions:lift", args=[made.pk]), signed_in(coordinator)
        pages = [browser.get(IN_FORCE), browser.get(incident.get_absolute_url())]

        with pytest.raises(Refused, match="You are a target in this incident: declare your interest first"):
            made.lift(by=coordinator)

        assert ["Further sanction" in page.content.decode() for page in pages] == [True, True]
        assert [url in page.content.decode() for page in pages] == [False, False]
        assert blocks_of(home, coordinator) == []
        assert url in signed_in(headteacher).get(IN_FORCE).content.decode()
        declare_interest(incident, by=coordinator, text="I am the target.", stays_because="It is minor.")
        assert url in browser.get(IN_FORCE).content.decode()
        assert url in browser.get(incident.get_absolute_url()).content.decode()
        made.lift(by=coordinator)

    def test_what_has_no_end_cannot_be_lifted(self, open_actions, coordinator, action):
        [made] = decide(
            open_actions.incident, [Choice(open_actions, done=True, action=action("warning"))], by=coordinator
        )

        with pytest.raises(Refused, match="There is nothing to lift"):
            made.lift(by=coordinator)

    def test_it_is_lifted_after_the_incident_is_closed(self, sanction, open_actions, coordinator, action):
        made, incident = sanction(), open_actions.incident
        rest = [
            Choice(open_actions, done=False, action=action(key), reason="No.")
            for key in ("class_teacher", "parents", "warning")
        ]
        decide(incident, rest, by=coordinator)
        record_parents(
            incident, [(open_actions, {"parents": "not_informed", "parents_reason": "Known."})], by=coordinator
        )
        incident.close(by=coordinator, finding="substantiated", outcome="Done.", rationale="Seen.")

        made.lift(by=coordinator)

        assert made.lifted_at

    def test_saving_the_decision_again_does_not_unlift_it(self, sanction, coordinator):
        sanction().lift(by=coordinator)

        assert sanction().lifted_by == coordinator

    def test_it_may_have_ended_on_a_day_before(self, sanction, coordinator):
        made, day = sanction(began=-10), date_in_words(today(-2))

        made.lift(by=coordinator, on=today(-2))

        made.refresh_from_db()
        assert made.end_in_words == f"Lifted {day} by Cora Coordinator"
        assert made.involvement.incident.entries.first().text.endswith(f"Pip Pupil: lifted on {day}.")

    @pytest.mark.parametrize(
        ("days", "why_not"), [(1, "The date cannot be in the future"), (-11, "it cannot be lifted before")]
    )
    def test_it_ends_neither_in_the_future_nor_before_it_began(self, sanction, coordinator, days, why_not):
        made = sanction(began=-10)

        with pytest.raises(Refused, match=why_not):
            made.lift(by=coordinator, on=today(days))

        made.refresh_from_db()
        assert made.lifted_on is None

    def test_the_database_holds_that_it_ends_after_it_began(self, sanction, coordinator):
        made = sanction(began=-10)
        made.lift(by=coordinator)
        made.lifted_on = today(-11)

        with pytest.raises(IntegrityError, match="sanction_is_lifted_after_it_begins"), transaction.atomic():
            made.save()

    def test_another_end_begins_it_anew(self, sanction, coordinator):
        sanction().lift(by=coordinator)

        assert sanction(ends=9).is_in_force


class TestByEMail:
    @pytest.fixture
    def told(self, db):
        """`told(days)`: whom the job reminds on that day, by their names."""

        def run(days):
            Notice.objects.all().delete()
            with clock.set_to(clock.now() + days * A_DAY):
                remind_of_endings.call()
                remind_of_endings.call()
            return sorted(notice.user.name for notice in Notice.objects.select_related("user"))

        return run

    @pytest.fixture(autouse=True)
    def _each_day_is_a_school_day(self, monkeypatch):
        monkeypatch.setattr("sanctions.tasks.is_school_day", lambda day: True)

    @pytest.mark.parametrize(
        ("days", "names"),
        [(2, []), (3, ["Tech Nician"]), (9, ["Tech Nician"]), (10, ["Cora Coordinator", "Tech Nician"])],
    )
    def test_whom_it_was_left_to_is_told_on_the_day_and_whoever_handles_it_a_week_later_too(
        self, sanction, technician, told, days, names
    ):
        sanction(ends=3, to=technician)

        assert told(days) == names

    def test_what_was_left_to_nobody_who_is_there_is_the_handlers(self, sanction, technician, told):
        sanction(ends=3, to=technician)
        technician.memberships.update(ends_on=today(-1))

        assert told(3) == ["Cora Coordinator"]

    def test_what_is_lifted_is_nobodys(self, sanction, coordinator, told):
        sanction(ends=3).lift(by=coordinator)

        assert told(3) == []

    def test_nor_is_it_of_whom_it_was_left_to_and_who_is_accused_in_it_since(
        self, sanction, technician, told, open_actions, coordinator
    ):
        sanction(ends=3, to=technician)
        Involvement(incident=open_actions.incident, person=technician.person, kind="staff", part="instigator").save_as(
            coordinator
        )

        assert told(3) == ["Cora Coordinator"]
