"""The settings of a school, its terms and its agencies, on pages."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from core import clock
from core.access import Refused
from people.actions import add_default_terms, change_terms, configure
from people.calendar import AcademicYear
from people.models import Agency, School
from people.roles import Role
from reports.models import GovernorReport

PAGES = [
    ("school", []),
    ("terms", []),
    ("change-terms", [2026]),
    ("add-terms", [2027]),
    ("agencies", []),
    ("add-agency", []),
    ("crest", []),
]
YEAR = AcademicYear(2026)
START_OF_ANOTHER = [date(2026, 9, 1), date(2027, 1, 11), date(2027, 4, 20)]


def sent(school, **changed):
    """The settings form as its page holds it, with changes."""
    names = ("wording", "review_within", "close_within", "repeats_within", "suppress_below")
    ticks = ("second_approver", "shows_policies", "sends_messages", "sends_reminders")
    people = {name: getattr(school, f"{name}_id") or "" for name in ("filtering_lead", "filtering_governor")}
    shown = {f"initial-{name}": str(getattr(school, name)) for name in (*names, *ticks)}
    shown |= {f"initial-{name}": key for name, key in people.items()}
    said = (
        people
        | {name: getattr(school, name) for name in names}
        | {name: "on" for name in ticks if getattr(school, name)}
    )
    wanted = {name: value for name, value in (said | changed).items() if value is not None}
    return shown | wanted


@pytest.fixture
def save(post, school, administrator):
    """`save(review_within=2)`: the settings page, sent by the administrator."""

    def send(by=administrator, shown=school, **changed):
        return post(by, "settings:school", school.code, **sent(shown, **changed))

    return send


@pytest.fixture
def terms(school, administrator):
    add_default_terms(school, YEAR, by=administrator)
    return list(school.terms.of(YEAR))


def test_terms_that_were_assumed_are_said_to_be_the_schools_own(signed_in, school, terms, administrator):
    school.terms.update(is_assumed=True)
    browser, page = signed_in(administrator), reverse("settings:change-terms", args=[school.code, YEAR.start])
    shown = browser.get(page)
    sent = {f"{each.prefix}-{name}": each[name].value() for each in shown.context["form"] for name in each.fields}

    browser.post(
        page, {name: f"{value:%d/%m/%Y}" if isinstance(value, date) else value for name, value in sent.items()}
    )

    assert "These are our terms" in shown.content.decode()
    assert not school.terms.filter(is_assumed=True).exists()
    assert "These are our terms" not in browser.get(page).content.decode()


class TestWhoOpensThem:
    @pytest.mark.parametrize(("page", "more"), PAGES)
    @pytest.mark.parametrize("who", ["administrator", "headteacher"])
    def test_those_who_manage_the_school(self, request, signed_in, school, terms, page, more, who):
        address = reverse(f"settings:{page}", args=[school.code, *more])

        assert signed_in(request.getfixturevalue(who)).get(address).status_code == 200

    @pytest.mark.parametrize("who", ["teacher", "coordinator", "governor", "chair", "stranger"])
    def test_for_everybody_else_there_are_none(self, request, signed_in, school, terms, who):
        browser = signed_in(request.getfixturevalue(who))

        addresses = [reverse(f"settings:{page}", args=[school.code, *more]) for page, more in PAGES]
        answers = [
            ask(address, {"wording": "online safety"}) for address in addresses for ask in (browser.get, browser.post)
        ]

        assert [answer.status_code for answer in answers] == [404] * 2 * len(PAGES)

    def test_one_school_is_shown_at_once_and_several_are_listed(
        self, signed_in, administrator, appoint, school, other_school
    ):
        alone = signed_in(administrator).get("/settings/")
        appoint(Role.ADMINISTRATOR, other_school, user=administrator)
        both = signed_in(administrator).get("/settings/")

        assert alone["Location"] == "/settings/ASH/"
        assert list(both.context["schools"]) == [school, other_school]

    def test_the_navigation_leads_there(self, signed_in, administrator, teacher):
        link = '<a href="/settings/"'

        assert link in signed_in(administrator).get("/").content.decode()
        assert link not in signed_in(teacher).get("/").content.decode()


class TestSettings:
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("wording", "online safety"),
            ("review_within", 2),
            ("close_within", 30),
            ("repeats_within", 6),
            ("suppress_below", 8),
        ],
    )
    def test_each_is_saved(self, save, school, name, value):
        response = save(**{name: value})

        assert response.status_code == 302
        assert getattr(School.objects.get(), name) == value

    @pytest.mark.parametrize("name", ["second_approver", "shows_policies", "sends_messages", "sends_reminders"])
    def test_each_switch_is_turned_off(self, save, name):
        save(**{name: None})

        assert getattr(School.objects.get(), name) is False

    def test_every_head_is_told_that_no_second_step_is_asked_for_whatever_the_school_sends(
        self, school, headteacher, administrator, appoint, told
    ):
        other = appoint(Role.HEADTEACHER, school, "Hugo Head")
        configure(school, by=administrator, second_factor=True, sends_messages=False)

        configure(school, by=headteacher, second_factor=False)

        said = [
            "Ada Administrator switched off that staff of Ashdown Primary are told by e-mail.",
            "Hattie Head switched off that signing in at Ashdown Primary asks for a second step.",
        ]
        assert (told(headteacher), told(other)) == (said, said)

    def test_of_any_other_setting_nobody_is_told(self, school, headteacher, administrator, told):
        configure(school, by=administrator, second_factor=True, review_within=2)

        assert told(headteacher) == []

    def test_so_they_are_when_the_page_switches_it_off(self, school, headteacher, administrator, save, told):
        school.configure(by=administrator, second_factor=True)

        save(**{"initial-second_factor": "True"})

        assert School.objects.get().second_factor is False
        assert len(told(headteacher)) == 1

    def test_who_answers_for_filtering_is_named_and_told_by_name(
        self, save, school, headteacher, governor, signed_in, administrator
    ):
        save(filtering_lead=headteacher.pk, filtering_governor=governor.pk)

        after = School.objects.get()
        told = signed_in(administrator).get("/settings/ASH/").context["changes"]
        assert (after.filtering_lead, after.filtering_governor) == (headteacher, governor)
        assert {change.new for change in told} == {"“Hattie Head”", "“Gwen Governor”"}

    def test_nobody_without_such_a_role_is_named_by_page_or_verb(self, save, school, teacher, administrator):
        page = save(filtering_lead=teacher.pk).content.decode()

        assert "Choose somebody from the list" in page
        with pytest.raises(Refused, match="Tess Teacher cannot be named here"):
            school.configure(by=administrator, filtering_lead=teacher)
        assert School.objects.get().filtering_lead is None

    def test_somebody_named_who_left_stays_named_until_another_one_is(self, save, school, headteacher, governor):
        School.objects.filter(pk=school.pk).update(filtering_governor=governor)
        governor.memberships.update(ends_on=date(2025, 7, 31))

        response = save(shown=School.objects.get(), filtering_lead=headteacher.pk)

        after = School.objects.get()
        assert response.status_code == 302
        assert (after.filtering_lead, after.filtering_governor) == (headteacher, governor)

    def test_the_history_tells_it_in_words(self, save, signed_in, administrator, school):
        save(review_within=2)

        [change] = signed_in(administrator).get("/settings/ASH/").context["changes"]

        assert (change.who, change.field, change.old, change.new) == (
            "Ada Administrator",
            "review within (school days)",
            "“1”",
            "“2”",
        )

    def test_what_was_not_changed_writes_no_history(self, save, school):
        before = school.history.count()

        save()

        assert school.history.count() == before

    @pytest.mark.parametrize(
        ("changed", "sentence"),
        [
            ({"suppress_below": 4}, "Choose a number from 5 to 20"),
            ({"suppress_below": ""}, "Choose a number from 5 to 20"),
            ({"review_within": 0}, "Choose a number from 1 to 100"),
            ({"close_within": "soon"}, "Choose a number from 1 to 100"),
            ({"repeats_within": 61}, "Choose a number from 1 to 60"),
            ({"repeats_within": "9" * 400}, "Choose a number from 1 to 60"),
            ({"wording": "cyber"}, "Select a valid choice"),
        ],
    )
    def test_what_cannot_be_is_said(self, save, school, changed, sentence):
        page = save(**changed).content.decode()

        assert sentence in page
        assert School.objects.filter(pk=school.pk, suppress_below=5, review_within=1).exists()

    @pytest.mark.both
    def test_two_who_change_different_things_do_not_undo_each_other_and_the_second_is_told(
        self, save, school, headteacher
    ):
        stale = School.objects.get()
        save(close_within=30)

        late = save(by=headteacher, shown=stale, review_within=3)

        assert "Somebody else changed this meanwhile" in late.content.decode()
        assert 'value="3"' in late.content.decode()
        after = School.objects.get()
        assert (after.close_within, after.review_within) == (30, 1)

    def test_below_what_a_released_report_was_made_with_is_refused(self, save, school, headteacher, administrator):
        school.configure(by=administrator, suppress_below=8)
        lowered = save(suppress_below=6)
        released(school, headteacher)
        school.configure(by=administrator, suppress_below=9)

        again = save(shown=School.objects.get(), suppress_below=8)

        assert lowered.status_code == 302
        assert "it can be raised, not lowered" in again.context["form"].errors["suppress_below"][0]
        assert School.objects.get().suppress_below == 9
        with pytest.raises(Refused, match="it can be raised, not lowered"):
            school.configure(by=administrator, suppress_below=8)


def released(school, head):
    """A report of last year that governors have read."""
    end = clock.now() - timedelta(days=1)
    report = GovernorReport.objects.create(
        school=school,
        year=AcademicYear.current().previous.start,
        prepared_by=head,
        prepared_at=end,
        released_by=head,
        released_at=clock.now(),
        status="released",
        sha256="0" * 64,
        released_as="Head",
        data={},
    )
    report.schools.add(school)
    return report


class TestTerms:
    def test_the_page_lists_them_and_offers_the_next_year(self, signed_in, administrator, school, terms):
        page = signed_in(administrator).get("/settings/ASH/terms/").content.decode()

        assert "1 September 2026" in page
        assert "Add the terms of 2027 to 2028" in page

    def test_a_year_is_added_once(self, post, school, administrator):
        first, second = (post(administrator, "settings:add-terms", school.code, 2026) for _ in range(2))

        assert first.status_code == 302
        assert second.status_code == 409
        assert "The terms of 2026 to 2027 are there already" in second.content.decode()
        assert school.terms.count() == 3

    def send(self, post, by, terms, **starts):
        said = {f"term-{term.pk}-name": term.name for term in terms}
        said |= {f"term-{term.pk}-starts_on": term.starts_on.isoformat() for term in terms[1:]}
        said |= {f"initial-{name}": value for name, value in said.items()}
        said |= {f"term-{terms[int(place[1:])].pk}-starts_on": day for place, day in starts.items()}
        return post(by, "settings:change-terms", terms[0].school.code, 2026, **said)

    def test_moving_one_moves_the_end_of_the_one_before(self, post, administrator, school, terms):
        response = self.send(post, administrator, terms, _1="2027-01-11")

        assert response.status_code == 302
        assert list(school.terms.of(YEAR).values_list("starts_on", "ends_on")) == [
            (date(2026, 9, 1), date(2027, 1, 10)),
            (date(2027, 1, 11), date(2027, 3, 31)),
            (date(2027, 4, 1), date(2027, 8, 31)),
        ]

    @pytest.mark.parametrize(
        ("starts", "sentence"),
        [
            ({"_1": "2027-09-01"}, "The day is not in the academic year from 1 September 2026 to 31 August 2027"),
            ({"_1": "2026-09-01"}, "The day is not in the academic year"),
            ({"_1": "2027-04-01"}, "Summer begins before Spring does"),
            ({"_1": "2027-05-01"}, "Summer begins before Spring does"),
            ({"_2": ""}, "Give the first day of the term"),
            ({"_2": "soon"}, "Write the date as day/month/year"),
        ],
    )
    def test_what_cannot_be_is_said_and_nothing_moves(self, post, administrator, school, terms, starts, sentence):
        response = self.send(post, administrator, terms, **starts)

        assert sentence in response.content.decode()
        assert list(school.terms.of(YEAR)) == terms
        assert [term.starts_on for term in school.terms.of(YEAR)] == [term.starts_on for term in terms]

    @pytest.mark.both
    def test_a_stale_page_is_told_and_moves_nothing(self, post, administrator, school, terms):
        moved = [(term, term.name, day) for term, day in zip(terms, START_OF_ANOTHER, strict=True)]
        stale = list(school.terms.of(YEAR))
        change_terms(school, YEAR, moved, by=administrator)

        response = self.send(post, administrator, stale, _1="2027-01-20")

        assert "Somebody else changed this meanwhile" in response.content.decode()
        assert [term.starts_on for term in school.terms.of(YEAR)] == START_OF_ANOTHER

    @pytest.mark.parametrize("year", [1066, 9999])
    def test_a_year_that_is_none_does_not_exist(self, signed_in, administrator, school, year):
        for page in ("add-terms", "change-terms"):
            assert signed_in(administrator).get(reverse(f"settings:{page}", args=["ASH", year])).status_code == 404

    @pytest.mark.parametrize(
        "starts",
        [
            (date(2026, 9, 2), date(2026, 9, 3)),
            (date(2027, 4, 1), date(2027, 8, 31)),  # the second begins where the third did
            (date(2026, 12, 1), date(2027, 1, 1)),  # the third where the second did
            (date(2027, 8, 30), date(2027, 8, 31)),
        ],
    )
    def test_wherever_they_are_moved_every_day_is_in_exactly_one(self, administrator, school, terms, starts):
        wanted = [(term, term.name, day) for term, day in zip(terms, (YEAR.first_day, *starts), strict=True)]

        change_terms(school, YEAR, wanted, by=administrator)

        held = [(term.starts_on, term.ends_on) for term in school.terms.of(YEAR)]
        days = [YEAR.first_day + timedelta(days=number) for number in range(365)]
        assert {sum(first <= day <= last for first, last in held) for day in days} == {1}


class TestAgencies:
    @pytest.fixture
    def police(self, school):
        return Agency.objects.create(school=school, kind=Agency.Kind.POLICE, name="Police", phone="101")

    def test_an_empty_list_says_whom_to_begin_with(self, signed_in, administrator, school):
        assert (
            "No agency is on the list yet" in signed_in(administrator).get("/settings/ASH/agencies/").content.decode()
        )

    def test_one_is_added(self, post, administrator, school):
        response = post(
            administrator, "settings:add-agency", "ASH", kind="police", name="Police", phone="101", email=""
        )

        agency = school.agencies.get()
        assert response["Location"] == "/settings/ASH/agencies/"
        assert (agency.name, agency.phone, agency.history.get().history_user) == ("Police", "101", administrator)

    @pytest.mark.parametrize(
        ("changed", "sentence"),
        [
            ({"kind": ""}, "Choose what it is"),
            ({"name": ""}, "Enter its name"),
            ({"phone": ""}, "Give a telephone number or an e-mail address"),
            ({"email": "nowhere"}, "Enter a valid email address"),
        ],
    )
    def test_what_is_missing_is_said(self, post, administrator, school, changed, sentence):
        said = {"kind": "police", "name": "Police", "phone": "101", "email": ""} | changed

        assert sentence in post(administrator, "settings:add-agency", "ASH", **said).content.decode()
        assert not school.agencies.exists()

    def test_one_is_corrected(self, post, administrator, school, police):
        said = {"kind": "police", "name": "Borsetshire Police", "phone": "999", "email": ""}

        post(administrator, "settings:change-agency", "ASH", police.pk, **said)

        police.refresh_from_db()
        assert (police.name, police.phone) == ("Borsetshire Police", "999")

    def test_one_is_removed_with_a_reason_and_its_history_stays(self, post, administrator, school, police):
        without = post(administrator, "settings:remove-agency", "ASH", police.pk, reason="")
        post(administrator, "settings:remove-agency", "ASH", police.pk, reason="It is the county force now.")

        assert "Say why" in without.content.decode()
        assert not school.agencies.exists()
        assert Agency.history.filter(id=police.pk).latest().history_change_reason == "It is the county force now."

    @pytest.mark.parametrize("page", ["change-agency", "remove-agency"])
    def test_that_of_another_school_does_not_exist(
        self, signed_in, stranger, administrator, other_school, police, page
    ):
        foreign = Agency.objects.create(school=other_school, kind="police", name="Police")

        from_there = signed_in(stranger).get(reverse(f"settings:{page}", args=["ASH", police.pk]))
        mixed = signed_in(administrator).get(reverse(f"settings:{page}", args=["ASH", foreign.pk]))

        assert from_there.status_code == mixed.status_code == 404
