"""Sanctions that go on: until when, who lifts them, and where they wait."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from core import clock
from core.access import Refused
from core.dates import date_in_words
from core.home import Urgency
from incidents.actions import declare_interest, record_parents
from incidents.models import Involvement
from incidents.statement import Named
from people.models import Notice, User
from people.roles import Role
from sanctions import home
from sanctions.actions import decide
from sanctions.choice import Choice
from sanctions.models import Sanction
from sanctions.tasks import remind_of_endings
from tests.homes import blocks_of
from tests.incidents.browser_form import sent_by
from tests.pages import main_of

REVIEWED = {"branch": "unsuitable", "user_action": None, "safeguarding": False, "reason": "Not illegal."}
IN_FORCE = reverse("sanctions:in-force")
A_DAY = timedelta(days=1)


def today(days=0):
    return clock.today() + days * A_DAY


@pytest.fixture
def technician(appoint, school):
    return appoint(Role.TECHNICIAN, school, "Tech Nician")


@pytest.fixture
def sanction(open_actions, coordinator, action):
    """`sanction(ends=3, to=technician)`: a further sanction, begun ten days ago."""

    def make(ends=3, to=None, by=coordinator, began=-10):
        choice = Choice(
            open_actions,
            done=True,
            action=action("further"),
            done_on=today(began),
            ends_on=None if ends is None else today(ends),
            to_lift_by=to,
            instead_of=open_actions.sanctions.first(),
        )
        return decide(open_actions.incident, [choice], by=by)[0]

    return make


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
