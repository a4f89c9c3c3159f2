"""The register of data breaches: its clock, who was told or why not, and who may read it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from compliance import home
from compliance.models import Breach
from compliance.tasks import remind_of_breaches
from core import clock
from core.access import Refused
from incidents.models import Involvement
from incidents.statement import Named
from people.models import Notice
from tests.homes import blocks_of

ASSESSED = {"affected": 30, "risk": "risk", "risk_reason": "Names and marks.", "measures": "Called back."}


def flagged(incident, by):
    incident.data_breach = True
    incident.save_as(by, "May be one")
    return incident


def decided(breach, by):
    breach.assess(by=by, **ASSESSED)
    breach.tell_regulator(by=by, told_at=clock.now(), told_by="Hattie Head", reference="IC-1")
    breach.tell_people(by=by, told_on=clock.today(), said="A letter to each.")
    return breach


class TestClock:
    def test_it_runs_for_72_hours_from_when_it_was_found_out(self, breach):
        assert breach.due_at == breach.found_at + timedelta(hours=72)
        assert (breach.is_overdue, breach.left_in_words) == (False, "69 hours left")

    def test_then_it_is_overdue(self, breach):
        with clock.set_to(breach.due_at + timedelta(minutes=1)):
            assert (breach.is_overdue, breach.left_in_words) == (True, "1 hour over")

    def test_what_is_found_out_later_than_now_is_refused(self, school, coordinator):
        with pytest.raises(Refused, match="cannot be in the future"):
            Breach.record(by=coordinator, school=school, what="x", found_at=clock.now() + timedelta(minutes=1))

    def test_who_decides_is_told_when_it_is_recorded_and_each_day_until_it_is_decided(
        self, school, coordinator, headteacher, senior_leader
    ):
        breach = Breach.record(by=coordinator, school=school, what="x", found_at=clock.now())
        told = Notice.objects.filter(label="A data breach")
        assert {notice.user for notice in told} == {headteacher, senior_leader}

        for _ in range(2):
            remind_of_breaches.func()
        assert told.filter(user=headteacher).count() == 2
        breach.tell_regulator(by=headteacher, told_at=None, reason="No names were in it.")
        with clock.set_to(clock.now() + timedelta(days=1)):
            remind_of_breaches.func()
        assert told.filter(user=headteacher).count() == 2

    def test_it_stands_on_the_home_of_those_who_keep_the_register(self, breach, headteacher, teacher):
        [block] = blocks_of(home, headteacher)

        assert (block.count, block.items[0].url) == (1, breach.get_absolute_url())
        assert blocks_of(home, teacher) == []


class TestWhoIsTold:
    def test_the_regulator_within_72_hours_needs_no_reason(self, breach, headteacher):
        breach.tell_regulator(by=headteacher, told_at=clock.now(), told_by="Hattie Head")

        assert (breach.is_decided, breach.was_told_late) == (True, False)

    def test_later_needs_one(self, breach, headteacher):
        with clock.set_to(breach.due_at + timedelta(hours=1)):
            with pytest.raises(Refused, match="Say why the regulator was not told, or not within 72 hours"):
                breach.tell_regulator(by=headteacher, told_at=clock.now(), told_by="Hattie Head")
            breach.tell_regulator(by=headteacher, told_at=clock.now(), told_by="Hattie Head", reason="A weekend.")

            assert breach.was_told_late

    def test_so_does_not_telling_them(self, breach, headteacher):
        with pytest.raises(Refused, match="Say why the regulator was not told"):
            breach.tell_regulator(by=headteacher, told_at=None)

    def test_it_closes_once_everything_is_said(self, breach, headteacher):
        for reason in ("Assess the risk", "whether the regulator was told", "whether the people were told"):
            with pytest.raises(Refused, match=reason):
                breach.close(by=headteacher)
            {
                "Assess the risk": lambda: breach.assess(by=headteacher, **ASSESSED),
                "whether the regulator was told": lambda: breach.tell_regulator(
                    by=headteacher, told_at=clock.now(), told_by="x"
                ),
                "whether the people were told": lambda: breach.tell_people(by=headteacher, told_on=None, said="No."),
            }[reason]()
        breach.close(by=headteacher)

        with pytest.raises(Refused, match="This breach is closed"):
            breach.assess(by=headteacher, **ASSESSED)
        breach.reopen(by=headteacher, reason="More pages were found.")
        assert breach.closed_at is None

    def test_the_coordinator_assesses_and_the_head_decides(self, breach, coordinator):
        breach.assess(by=coordinator, **ASSESSED)

        with pytest.raises(Refused, match="The head or a senior leader decides"):
            breach.tell_regulator(by=coordinator, told_at=clock.now(), told_by="x")

    def test_the_database_refuses_to_close_what_says_nothing(self, breach, headteacher):
        breach.closed_at, breach.closed_by = clock.now(), headteacher

        with pytest.raises(IntegrityError), transaction.atomic():
            breach.save_as(headteacher)


class TestFromAnIncident:
    def test_it_is_opened_once_and_the_chronology_says_so(self, incident, coordinator):
        flagged(incident, coordinator)

        breach = Breach.open_from(incident, by=coordinator, what="x", found_at=incident.reported_at)

        assert breach.incident == incident
        assert incident.entries.filter(verb="open_breach").count() == 1
        with pytest.raises(Refused, match="already in the register"):
            Breach.open_from(incident, by=coordinator, what="x", found_at=incident.reported_at)

    def test_not_where_it_is_not_marked(self, incident, coordinator):
        with pytest.raises(Refused, match="not marked as a possible data breach"):
            Breach.open_from(incident, by=coordinator, what="x", found_at=incident.reported_at)

    def test_it_is_there_for_those_alone_who_read_the_incident(
        self, log_incident, headteacher, coordinator, senior_leader, chair, breach
    ):
        incident = log_incident(people=[Named(part=Involvement.Part.INSTIGATOR, person=coordinator.person)])
        secret = Breach.open_from(
            flagged(incident, headteacher), by=headteacher, what="x", found_at=incident.reported_at
        )

        seen = {
            user: set(Breach.objects.readable_by(user)) for user in (headteacher, coordinator, senior_leader, chair)
        }

        assert seen == {headteacher: {breach, secret}, coordinator: {breach}, senior_leader: {breach}, chair: set()}
        assert secret.deciders() == [headteacher]

    def test_about_the_head_it_is_the_chairs(self, log_incident, headteacher, chair):
        incident = log_incident(people=[Named(part=Involvement.Part.INSTIGATOR, person=headteacher.person)])
        breach = Breach.open_from(flagged(incident, chair), by=chair, what="x", found_at=incident.reported_at)

        decided(breach, chair).close(by=chair)

        assert not Breach.objects.readable_by(headteacher).exists()


class TestPages:
    def test_the_page_of_the_incident_leads_to_it(self, incident, coordinator, signed_in):
        browser, address = signed_in(coordinator), reverse("compliance:open-breach", args=[incident.reference])
        assert address not in browser.get(incident.get_absolute_url()).content.decode()
        flagged(incident, coordinator)
        assert address in browser.get(incident.get_absolute_url()).content.decode()

        sent = {"what": "A list of marks.", "found_on": clock.today(), "found_time": "00:00", "affected": ""}
        answer = browser.post(address, sent)

        assert answer.url == Breach.objects.get().get_absolute_url()
        assert answer.url in browser.get(incident.get_absolute_url()).content.decode()

    def test_each_step_by_the_pages(self, breach, headteacher, signed_in):
        browser = signed_in(headteacher)
        today, steps = clock.today(), {}
        steps["assess-breach"] = ASSESSED
        steps["tell-regulator"] = {"choice": "not_told", "reason": "Nobody can be harmed."}
        steps["tell-people"] = {"choice": "told", "told_on": today, "said": "A letter."}
        steps["close-breach"] = {}

        for name, sent in steps.items():
            assert browser.post(reverse(f"compliance:{name}", args=[breach.pk]), sent).status_code == 302

        breach.refresh_from_db()
        assert (breach.risk, breach.people_told_on, breach.closed_by) == ("risk", today, headteacher)

    def test_what_was_typed_stays_where_something_is_missing(self, breach, headteacher, signed_in):
        sent = {"choice": "told", "told_by": "Hattie Head", "reason": ""}

        page = signed_in(headteacher).post(reverse("compliance:tell-regulator", args=[breach.pk]), sent)

        assert set(page.context["form"].errors) == {"told_on", "told_time"}
        assert "Hattie Head" in page.content.decode()

    def test_who_was_slower_is_shown_what_changed(self, breach, headteacher, signed_in):
        shown = {f"initial-{name}": "" for name in ASSESSED}
        breach.assess(by=headteacher, **ASSESSED)

        page = signed_in(headteacher).post(
            reverse("compliance:assess-breach", args=[breach.pk]), shown | ASSESSED | {"measures": "Locked."}
        )

        assert "Changed while you were writing" in page.content.decode()
        breach.refresh_from_db()
        assert breach.measures == "Called back."

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_list_asks_a_constant_number_of_queries(
        self, breach, school, headteacher, signed_in, number, django_assert_num_queries
    ):
        for _ in range(number - 1):
            Breach.record(by=headteacher, school=school, what="x", found_at=clock.now())
        browser = signed_in(headteacher)

        with django_assert_num_queries(7):
            page = browser.get(reverse("compliance:breaches"))

        assert len(page.context["object_list"]) == number

    def test_nobody_else_keeps_the_register(self, breach, teacher, administrator, stranger, signed_in):
        pages = [reverse("compliance:breaches"), breach.get_absolute_url()]

        answers = {
            user: [signed_in(user).get(page).status_code for page in pages]
            for user in (teacher, administrator, stranger)
        }

        assert answers == {teacher: [403, 404], administrator: [403, 404], stranger: [200, 404]}
