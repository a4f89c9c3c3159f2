"""Sanctions that go on: where they wait."""

import pytest
from django.db import connection
from django.urls import reverse

from core.dates import date_in_words
from core.home import Urgency
from incidents.statement import Named
from people.models import User
from people.roles import Role
from sanctions import home
from sanctions.actions import decide
from sanctions.choice import Choice
from sanctions.models import Sanction
from tests.homes import blocks_of
from tests.incidents.browser_form import sent_by
from tests.pages import main_of

from .days import today

REVIEWED = {"branch": "unsuitable", "user_action": None, "safeguarding": False, "reason": "Not illegal."}
IN_FORCE = reverse("sanctions:in-force")


class TestThePage:
    def lift(self, browser, made, **answers):
        return browser.post(reverse("sanctions:lift", args=[made.pk]), {"on": today().isoformat()} | answers)

    def test_the_button_lifts_it_and_says_so(self, sanction, coordinator, signed_in):
        made, browser = sanction(), signed_in(coordinator)

        page = browser.post(
            reverse("sanctions:lift", args=[made.pk]),
            sent_by(browser.get(reverse("sanctions:lift", args=[made.pk])), "note") | {"note": "Returned."},
            follow=True,
        )

        assert page.redirect_chain == [(IN_FORCE, 302)]
        assert "It has been lifted, and the chronology says so." in page.content.decode()
        assert "Nothing is in force" in page.content.decode()

    def test_it_offers_today_and_says_which_days_it_takes(self, sanction, coordinator, signed_in):
        made, browser = sanction(began=-10), signed_in(coordinator)
        offered = sent_by(browser.get(reverse("sanctions:lift", args=[made.pk])), "note")["on"]

        pages = [self.lift(browser, made, on=day, note="Kept") for day in ("", str(today(1)), str(today(-11)))]

        assert offered == today().isoformat()
        assert [page.context["form"].errors["on"] for page in pages] == [
            ["Give the day on which it ended"],
            ["The date cannot be in the future"],
            [f"It began on {date_in_words(today(-10))}: it cannot be lifted before"],
        ]
        assert all("Kept" in main_of(page) for page in pages)

    @pytest.mark.both
    def test_a_double_click_is_told_that_it_was_done(self, sanction, coordinator, signed_in):
        made, browser = sanction(), signed_in(coordinator)
        self.lift(browser, made)

        again = self.lift(browser, made, note="Kept as typed")

        assert again.status_code == 403
        assert "Nothing is left to do." in again.content.decode()
        assert "Kept as typed" in again.content.decode()
        assert made.involvement.incident.entries.filter(verb="lift").count() == 1

    def test_a_named_reader_is_refused_with_the_reason(self, sanction, governor, headteacher, signed_in):
        made = sanction()
        made.involvement.incident.readers.create(user=governor, by=headteacher, reason="Second person")

        answer = self.lift(signed_in(governor), made)

        assert answer.status_code == 403
        assert "It is lifted by the one it was given to" in answer.content.decode()

    @pytest.mark.parametrize("who", ["stranger", "teacher", "administrator", "safeguarding_lead"])
    def test_for_anybody_else_there_is_nothing(self, sanction, signed_in, request, who):
        made = sanction()

        answer = self.lift(signed_in(request.getfixturevalue(who)), made)

        made.refresh_from_db()
        assert answer.status_code == 404
        assert made.lifted_at is None

    def test_a_technician_sees_the_action_and_not_the_record(self, sanction, technician, signed_in):
        made = sanction(to=technician)
        browser, incident = signed_in(technician), made.involvement.incident

        listed, page = browser.get(IN_FORCE), browser.get(reverse("sanctions:lift", args=[made.pk]))

        for shown in map(main_of, (listed, page)):
            assert "Pip Pupil" in shown
            assert incident.reference in shown
            assert incident.get_absolute_url() not in shown
            assert incident.kind_chosen.label not in shown
            assert incident.description not in shown

    def test_the_list_is_not_for_a_teacher_who_has_nothing_to_lift(self, sanction, teacher, signed_in):
        sanction()

        answer = signed_in(teacher).get(IN_FORCE)

        assert answer.status_code == 403
        assert "for whom a sanction was given to lift" in answer.content.decode()

    @pytest.mark.parametrize(
        ("ends", "heading"),
        [(-1, "Overdue"), (0, "Due within a week"), (7, "Due within a week"), (8, "In force")],
    )
    def test_what_is_overdue_due_and_in_force_stand_apart(self, sanction, coordinator, signed_in, ends, heading):
        sanction(ends=ends)

        page = signed_in(coordinator).get(IN_FORCE)

        assert [title for title, _ in page.context["groups"]] == [heading]

    def test_what_ends_on_no_day_is_in_force_until_it_is_lifted(self, sanction, coordinator, technician, signed_in):
        sanction(ends=None, to=technician)

        page = signed_in(coordinator).get(IN_FORCE)

        assert [title for title, _ in page.context["groups"]] == ["In force"]
        assert "To be lifted by Tech Nician" in page.content.decode()

    def test_what_one_may_not_read_is_not_listed(self, log_incident, version, headteacher, coordinator, signed_in):
        adult = Named(part="instigator", name="Mx Visitor", kind="other", works_or_volunteers="yes")
        incident = log_incident(people=[adult])
        incident.review(by=headteacher, **REVIEWED)
        before = main_of(signed_in(coordinator).get(IN_FORCE))
        kept_away = Choice(
            incident.involvements.get(), done=True, text="Kept off the site", reason="Agreed.", ends_on=today(2)
        )
        decide(incident, [kept_away], by=headteacher)

        assert main_of(signed_in(coordinator).get(IN_FORCE)) == before
        assert "Kept off the site" in main_of(signed_in(headteacher).get(IN_FORCE))

    @pytest.mark.parametrize("count", [1, 3])
    def test_it_asks_a_constant_number_of_queries(
        self, log_incident, version, coordinator, signed_in, count, django_assert_num_queries, pupil
    ):
        for _ in range(count):
            incident = log_incident(people=[Named(part="instigator", person=pupil)])
            incident.review(by=coordinator, **REVIEWED)
            kept = {"done": True, "text": "Phone kept", "reason": "Agreed.", "ends_on": today(2)}
            decide(incident, [Choice(incident.involvements.get(), **kept)], by=coordinator)
        browser = signed_in(coordinator)

        with django_assert_num_queries(7):
            page = browser.get(IN_FORCE)

        assert page.content.decode().count("Phone kept: Pip Pupil") == count

    @pytest.mark.parametrize("who", ["coordinator", "technician", "governor"])
    def test_a_button_stands_where_the_rule_allows_it(self, sanction, technician, headteacher, signed_in, request, who):
        user, made = request.getfixturevalue(who), sanction(to=technician)
        made.involvement.incident.readers.create(user=user, by=headteacher, reason="To know")

        page = main_of(signed_in(user).get(IN_FORCE))

        offered = reverse("sanctions:lift", args=[made.pk]) in page
        assert offered == made.access.allows(user, "lift", made)
        assert offered == (who != "governor")


class TestOnTheHomePage:
    @pytest.fixture
    def listed(self):
        return lambda user: [(item.note, item.alarm) for block in blocks_of(home, user) for item in block.items]

    def test_what_ends_soon_waits_for_who_handles_it(self, sanction, coordinator, headteacher, listed):
        sanction(ends=0)

        assert listed(coordinator) == listed(headteacher) == [("Ends today.", "")]

    def test_the_page_of_the_tables_counts_what_the_home_page_lists(self, sanction, coordinator, signed_in):
        sanction(ends=-1)

        page = signed_in(coordinator).get(reverse("sanctions:tables"))

        [block] = blocks_of(home, coordinator)
        assert page.context["standing"] == (1, 0, 1)
        assert block.count == page.context["standing"].overdue + page.context["standing"].due

    @pytest.mark.parametrize(("ends", "expected"), [(0, (0, 1, 1)), (7, (0, 1, 1)), (8, (0, 0, 1)), (None, (0, 0, 1))])
    def test_what_is_due_is_counted_apart(self, sanction, coordinator, technician, ends, expected):
        sanction(ends=ends, to=technician)

        assert Sanction.objects.readable_by(coordinator).standing() == expected

    def test_what_ends_later_does_not_wait_yet(self, sanction, coordinator, listed):
        sanction(ends=8)

        assert listed(coordinator) == []

    def test_what_was_given_to_somebody_waits_for_them_alone(self, sanction, coordinator, technician, listed):
        sanction(to=technician)

        assert len(listed(technician)) == 1
        assert listed(coordinator) == []

    def test_it_waits_for_the_handlers_once_they_have_left(
        self, sanction, coordinator, technician, listed, appoint, other_school
    ):
        sanction(to=technician)
        User.objects.filter(pk=technician.pk).update(is_active=False)
        closed = listed(coordinator)
        User.objects.filter(pk=technician.pk).update(is_active=True)
        technician.memberships.update(ends_on=today(-1))
        gone = listed(coordinator)
        appoint(Role.TECHNICIAN, other_school, user=technician)

        assert len(closed) == len(gone) == len(listed(coordinator)) == 1

    def test_overdue_it_waits_for_both(self, sanction, coordinator, technician):
        sanction(ends=-1, to=technician)

        [own], [handlers] = blocks_of(home, technician), blocks_of(home, coordinator)

        assert own.urgency == handlers.urgency == Urgency.OVERDUE
        assert own.items[0].alarm == "Overdue"

    def test_it_waits_for_nobody_else(self, sanction, teacher, stranger, governor, safeguarding_lead, listed):
        sanction(ends=-1)

        assert [listed(user) for user in (teacher, stranger, governor, safeguarding_lead)] == [[], [], [], []]

    def test_lifted_it_waits_no_more(self, sanction, coordinator, listed):
        sanction(ends=-1).lift(by=coordinator)

        assert listed(coordinator) == []


@pytest.mark.postgresql
def test_home_finds_what_ends_soon_without_reading_every_sanction(sanction, technician):
    one = sanction(ends=3, to=technician)
    for_good = {"text": "x", "recommended": "none", "reason": "x", "done": True, "done_by": "x", "done_on": today()}
    Sanction.objects.bulk_create(Sanction(involvement=one.involvement, by=one.by, **for_good) for _ in range(2_000))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE sanctions_sanction")

    plan = Sanction.objects.ending_for(technician).order_by().explain()

    assert "Index Cond: (ends_on <=" in plan
