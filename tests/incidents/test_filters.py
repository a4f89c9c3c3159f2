"""The filters of the log: what each leaves, how they are said, and what is not understood."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict
from django.urls import reverse

from core import clock
from incidents.forms import LogFilter
from incidents.models import Incident
from incidents.statement import Named
from incidents.templatetags.incidents import filters
from people.calendar import AcademicYear
from people.models import School, Term, User
from people.roles import Role

pytestmark = pytest.mark.both

LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def filter_of(coordinator):
    """`filter_of("kind=bypass")`: these filters, for the coordinator or who is named."""
    return lambda query, by=coordinator: LogFilter(QueryDict(query), user=by)


@pytest.fixture
def shown(filter_of, coordinator):
    """`shown("kind=bypass")`: the incidents that these filters leave, newest first."""
    return lambda query, by=coordinator: list(filter_of(query, by).applied_to(Incident.objects.readable_by(by)))


@pytest.fixture
def changed(log_incident, coordinator):
    """`changed(four_c="contact")`: an incident with these answers, whatever its kind would say."""

    def make(**answers):
        incident = log_incident()
        for name, answer in answers.items():
            setattr(incident, name, answer)
        incident.save_as(coordinator)
        return incident

    return make


@pytest.fixture
def at():
    """`at(2026, 3, 1)`: ten in the morning of that day, as the clock says it."""
    return lambda *day, hour=10: clock.set_to(datetime(*day, hour, tzinfo=LONDON))


@pytest.mark.parametrize(
    ("query", "answers"),
    [
        ("kind=cyberbullying", {"kind": "cyberbullying"}),
        ("risk=contact", {"four_c": "contact"}),
        ("place=home", {"place": "home"}),
        ("branch=illegal", {"branch": "illegal"}),
        ("adult=on", {"restricted": True}),
        ("unfinished=on", {"to_complete": True}),
        ("status=withdrawn", {"status": "withdrawn"}),
    ],
)
def test_a_filter_leaves_what_it_names(changed, shown, headteacher, query, answers):
    wanted, other = changed(**answers), changed()

    left = shown(query, headteacher)

    assert left == [wanted]
    assert shown("", headteacher) == [other, wanted]


def test_the_handler_is_oneself_nobody_or_somebody(log_incident, shown, coordinator, headteacher):
    mine, hers, nobodys = log_incident(), log_incident(), log_incident()
    mine.assign(by=coordinator, to=coordinator)
    hers.assign(by=coordinator, to=headteacher)

    left = [shown("handler=me"), shown(f"handler={headteacher.pk}"), shown("handler=nobody")]

    assert left == [[mine], [hers], [nobodys]]


def test_a_year_group_is_that_of_a_pupil_at_the_time(log_incident, shown, pupil, other_pupil):
    both = log_incident(people=[Named(part="target", person=pupil), Named(part="witness", person=other_pupil)])
    sixth = log_incident(people=[Named(part="instigator", person=other_pupil)])
    pupil.year_group = "6"
    pupil.save()

    assert shown("year=5") == [both]
    assert shown("year=6") == [sixth, both]


def test_periods_of_days_count_today(log_incident, shown, at):
    with at(2026, 3, 10):
        old = log_incident()
    with at(2026, 3, 11):
        week = log_incident()

    with at(2026, 3, 17):
        assert shown("period=7") == [week]
        assert shown("period=30") == [week, old]
    with at(2026, 3, 18):
        assert shown("period=7") == []


def test_from_and_until_include_their_days_in_local_time(log_incident, shown, at):
    days = {}
    for day in (1, 2, 3):
        with at(2026, 6, day, hour=0):  # an hour earlier in UTC
            days[day] = log_incident(occurred_at=None)

    assert shown("since=2026-06-02") == [days[3], days[2]]
    assert shown("until=2026-06-02") == [days[2], days[1]]
    assert shown("since=2026-06-02&until=2026-06-02") == [days[2]]


def test_an_academic_year_begins_on_the_first_of_september(log_incident, shown, at):
    with at(2025, 9, 1, hour=0):
        new = log_incident(occurred_at=None)
    with at(2025, 8, 31, hour=23):
        old = log_incident(occurred_at=None)

    with at(2026, 3, 1):
        assert shown("period=2025") == [new]
        assert shown("period=2024") == [old]


def test_this_term_is_the_schools_own_where_it_has_set_one(log_incident, shown, school, at):
    with at(2026, 1, 5):
        first = log_incident()
    with at(2026, 2, 25):
        later = log_incident()
    with at(2026, 3, 1):
        by_default = shown("period=term")
    Term.objects.create(school=school, name="Second half", starts_on="2026-02-20", ends_on="2026-03-31")

    with at(2026, 3, 1):
        assert by_default == [later, first]
        assert shown("period=term") == [later]


def test_who_reads_several_schools_chooses_one(log_incident, shown, coordinator, appoint, other_school, filter_of):
    here = log_incident()
    assert "school" not in filter_of("").fields
    appoint(Role.COORDINATOR, other_school, user=coordinator)
    del coordinator._roles, coordinator._schools_read
    there = log_incident(school=other_school, by=appoint(Role.STAFF, other_school))

    assert shown(f"school={other_school.pk}") == [there]
    assert shown("") == [there, here]


def test_filters_work_together(changed, shown):
    wanted = changed(kind="phone", place="home")
    changed(kind="phone")
    changed(place="home")

    assert shown("kind=phone&place=home") == [wanted]


def test_what_is_on_is_said_in_words_and_each_can_be_taken_off(filter_of, headteacher):
    found = filter_of(f"q=red+bus&status=closed&year=R&late=on&handler={headteacher.pk}&since=2026-01-31&kind=")

    assert [(str(tag), tag.without) for tag in found.tags][:3] == [
        ("Search: “red bus”", f"status=closed&handler={headteacher.pk}&since=2026-01-31&year=R&late=on"),
        ("Status: Closed", f"q=red+bus&handler={headteacher.pk}&since=2026-01-31&year=R&late=on"),
        ("Handler: Hattie Head", "q=red+bus&status=closed&since=2026-01-31&year=R&late=on"),
    ]
    assert found.in_words.endswith("Reported from: 31 January 2026; Year group of a pupil: Reception; Waiting too long")
    assert found.folded_count == 4


def test_every_period_that_is_offered_can_be_asked_for(filter_of, shown):
    offered = [key for key, _ in filter_of("").fields["period"].choices if key]

    for key in offered:
        assert filter_of(f"period={key}").problems == []
        shown(f"period={key}")
    assert str(AcademicYear.current().start) in offered


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("status=nonsense", "“Status” is left out: there is no such choice."),
        ("kind=%00", "“What it was” is left out: there is no such choice."),
        ("handler=999999999999999999999999", "“Handler” is left out: there is no such choice."),
        ("since=31/31/2026", "“Reported from” is left out: write the date as day/month/year, for example 18/11/2026."),
        ("since=0001-01-01", "“Reported from” is left out: check the year."),
        ("until=9999-12-31", "“Reported until” is left out: the date cannot be in the future."),
        (
            "since=2026-02-02&until=2026-02-01",
            "“Reported until” is left out: it is before the first day.",
        ),
        ("q=%21%21", "There is no word in what you search for: write a reference, a name, or words of the record."),
        ("q=" + "x" * 300, "Only the first 200 characters are searched for."),
    ],
)
def test_what_is_not_understood_is_left_out_with_a_sentence(
    incident, filter_of, signed_in, coordinator, query, sentence
):
    page = signed_in(coordinator).get(f"{reverse('incidents:log')}?{query}")

    assert filter_of(query).problems == [sentence]
    assert page.status_code == 200
    assert sentence in page.content.decode()


def test_a_filter_that_is_left_out_does_not_take_the_others_with_it(changed, shown, filter_of):
    wanted = changed(place="home")
    changed()

    assert shown("place=home&kind=forged") == [wanted]
    assert filter_of("place=home&kind=forged&evil=1").query == "place=home"


def test_a_handler_of_another_school_is_no_choice(filter_of, stranger):
    assert filter_of(f"handler={stranger.pk}").problems == ["“Handler” is left out: there is no such choice."]


def test_the_filters_stay_while_one_leafs_through(log_incident, coordinator, signed_in):
    incidents = [log_incident(place="home") for _ in range(26)]
    log_incident()
    browser = signed_in(coordinator)

    first = browser.get(reverse("incidents:log"), {"place": "home"})
    second = browser.get(f"{reverse('incidents:log')}?place=home&before={first.context['page'].next_key}")

    assert f"?place=home&amp;before={first.context['page'].next_key}" in first.content.decode()
    assert second.context["page"].rows == [incidents[0]]


def test_a_day_is_a_day_even_when_the_clocks_change(log_incident, shown, at):
    with at(2026, 3, 29, hour=0):  # at one o'clock it is two
        first = log_incident(occurred_at=None)
    with clock.set_to(datetime(2026, 3, 30, tzinfo=LONDON) - timedelta(seconds=1)):
        last = log_incident(occurred_at=None)

    assert shown("since=2026-03-29&until=2026-03-29") == [last, first]


def test_a_row_that_no_database_can_hold_narrows_nothing_down(filter_of):
    assert filter_of("row=%00").tags == []


def test_what_is_on_and_not_offered_stays_on_when_something_else_is_chosen(filter_of):
    on = filter_of("status=closed&weekday=1&hour=nonsense&kind=bypass")

    assert "".join(map(str, on.kept)) == "".join(str(on[name]) for name in ("status", "weekday"))


def test_the_panel_is_drawn_anew_where_anything_of_it_differs(filter_of, coordinator, headteacher, appoint, school):
    """And once for filters that look alike, whoever chose them."""

    def anew(user):
        return User.objects.get(pk=user.pk)

    other = appoint(Role.COORDINATOR, school, "Zoe Other")
    drawn = filters(filter_of(""))
    assert "Zoe Other" in drawn
    assert "Zoe Other" not in filters(filter_of("", by=anew(other)))
    assert filters(filter_of("", by=anew(coordinator))) is drawn
    for query in (
        "kind=bypass",
        "since=31/12/2025",
        "since=nonsense",
        "since=rubbish",
        "row=nothing",
        "q=anything",
        "status=reported",
    ):
        assert filters(filter_of(query)) == filters.__wrapped__(filter_of(query)) != drawn
    appoint(Role.COORDINATOR, school, "New Colleague")
    assert "New Colleague" in filters(filter_of("", by=anew(coordinator)))
    drawn = filters(filter_of("", by=anew(coordinator)))
    with clock.set_to(clock.now() + timedelta(days=366)):
        assert filters(filter_of("", by=anew(coordinator))) != drawn


def test_the_panel_calls_a_school_as_it_is_called_now(filter_of, headteacher, appoint, federation, sister_schools):
    over_both = appoint(Role.COORDINATOR, federation, "Over Both")
    filters(filter_of("", by=over_both))
    School.objects.filter(pk=sister_schools[0].pk).update(name="Newly Named School")

    assert "Newly Named School" in filters(filter_of("", by=User.objects.get(pk=over_both.pk)))
