"""Accounts: who is added by whom, whose address changes, who is closed, and what each page tells."""

import pytest
from django.urls import reverse

from core import clock
from core.access import Refused
from incidents.models import Reader
from people.actions import (
    add_user,
    change_email,
    close_account,
    confirm_role,
    give_role,
    invite_again,
    open_account_again,
)
from people.models import Membership, Person, User
from people.roles import Role, roles_of
from tests.pages import main_of

PAGES = ["user", "edit-user", "change-email", "invite-again", "close-account", "open-account", "give-role"]


@pytest.fixture
def colleague(appoint, school):
    return appoint(Role.STAFF, school, "Cole Colleague")


def fresh(user):
    return User.objects.get(pk=user.pk)


class TestAdding:
    def test_somebody_new_is_on_the_register_has_the_role_and_is_invited(self, administrator, school, work, mailoutbox):
        user = add_user("Nia New", "Nia@Test.example", by=administrator, school=school, roles=[Role.STAFF])
        work()

        assert roles_of(user).at(school.pk) == {Role.STAFF}
        assert (user.person.school, user.person.kind) == (school, Person.Kind.STAFF)
        assert [mail.to for mail in mailoutbox if "/invitation/" in mail.body] == [["Nia@test.example"]]
        assert not user.is_used

    def test_an_entry_that_the_register_has_already_is_the_one(self, administrator, school):
        entry = Person.objects.create(school=school, kind=Person.Kind.STAFF, name="Nïa  New")

        user = add_user("Nia New", "nia@test.example", by=administrator, school=school)

        assert user.person == entry
        assert entry.history.latest().history_user == administrator

    @pytest.mark.parametrize("kind", [Person.Kind.PUPIL, Person.Kind.OTHER])
    def test_but_not_one_of_a_pupil_or_of_another_adult(self, administrator, school, kind):
        entry = Person.objects.create(school=school, kind=kind, name="Nia New")

        user = add_user("Nia New", "nia@test.example", by=administrator, school=school)

        assert user.person != entry

    def test_nor_one_of_two_of_the_same_name(self, administrator, school):
        entries = [Person.objects.create(school=school, kind=Person.Kind.STAFF, name="Nia New") for _ in range(2)]

        user = add_user("Nia New", "nia@test.example", by=administrator, school=school)

        assert user.person not in entries

    def test_an_entry_may_be_named(self, administrator, school):
        entry = Person.objects.create(school=school, kind=Person.Kind.STAFF, name="Mx N. New")

        user = add_user("Nia New", "nia@test.example", by=administrator, school=school, person=entry)

        assert user.person == entry

    def test_who_works_at_another_school_of_theirs_keeps_the_account(
        self, administrator, school, stranger, appoint, other_school
    ):
        appoint(Role.ADMINISTRATOR, other_school, user=administrator)

        user = add_user("Somebody Else", stranger.email, by=fresh(administrator), school=school)

        assert user == stranger
        assert fresh(user).name == "Stella Stranger"
        assert roles_of(fresh(user)).at(school.pk) == {Role.STAFF}

    def test_nobody_draws_an_account_of_another_school_to_their_own(self, post, administrator, school, stranger):
        said = {"name": "Whoever", "email": stranger.email, "school": school.pk, "roles": ["staff"]}

        response = post(administrator, "people:add-user", **said)

        assert response.status_code == 409
        assert "Stella" not in response.content.decode()
        assert roles_of(fresh(stranger)).at(school.pk) == set()

    @pytest.mark.parametrize("roles", [(), (Role.STAFF,)])
    @pytest.mark.parametrize("who", ["teacher", "coordinator", "chair", "stranger"])
    def test_nobody_else_adds_anybody_with_a_role_or_without(self, request, school, who, roles):
        by = request.getfixturevalue(who)
        before = User.objects.count()

        with pytest.raises(Refused, match="People are managed by the administrator or the head"):
            add_user("Nia New", "nia@test.example", by=by, school=school, roles=roles)

        assert User.objects.count() == before

    def test_the_page_adds_somebody(self, post, administrator, school):
        response = post(
            administrator,
            "people:add-user",
            name="Nia New",
            email="nia@test.example",
            school=school.pk,
            roles=[Role.STAFF, Role.COORDINATOR],
        )

        user = User.objects.get(email="nia@test.example")
        assert response["Location"] == user.get_absolute_url()
        assert {role.role: role.is_waiting for role in user.memberships.all()} == {"staff": False, "coordinator": True}

    @pytest.mark.parametrize(
        ("changed", "sentence"),
        [
            ({"name": ""}, "Enter the name"),
            ({"email": ""}, "Enter the e-mail address"),
            ({"email": "nowhere"}, "Enter a valid email address"),
            ({"roles": []}, "Choose at least one role"),
            ({"roles": ["king"]}, "is not one of the available choices"),
            ({"school": ""}, "Choose the school"),
            ({"school": "999"}, "Choose one of your schools"),
        ],
    )
    def test_what_is_missing_is_said_and_the_rest_stays(self, post, administrator, school, changed, sentence):
        said = {
            "name": "Nia New",
            "email": "nia@test.example",
            "school": school.pk,
            "roles": ["staff"],
            "phone": "0123",
        }

        page = post(administrator, "people:add-user", **said | changed).content.decode()

        assert sentence in page
        assert 'value="0123"' in page
        assert not User.objects.filter(email="nia@test.example").exists()

    def test_another_school_cannot_be_chosen_by_a_forged_form(self, post, administrator, other_school):
        said = {"name": "Nia", "email": "nia@test.example", "school": other_school.pk, "roles": ["staff"]}

        assert "Choose one of your schools" in post(administrator, "people:add-user", **said).content.decode()

    def test_whom_one_manages_already_is_linked_to(self, post, administrator, colleague, school):
        said = {"name": "Cole", "email": colleague.email.upper(), "school": school.pk, "roles": ["governor"]}

        page = post(administrator, "people:add-user", **said).content.decode()

        assert colleague.get_absolute_url() in page
        assert not colleague.memberships.filter(role=Role.GOVERNOR).exists()

    def test_nobody_gives_themselves_a_role_in_this_way(self, post, administrator, school):
        said = {"name": "Me", "email": administrator.email, "school": school.pk, "roles": ["coordinator"]}

        post(administrator, "people:add-user", **said)

        assert not administrator.memberships.filter(role=Role.COORDINATOR).exists()


class TestEmail:
    def test_that_of_an_account_nobody_has_used_is_corrected_and_invited_again(
        self, administrator, new, work, mailoutbox
    ):
        change_email(new, "right@test.example", by=administrator)
        work()

        assert fresh(new).email == "right@test.example"
        assert {mail.to[0] for mail in mailoutbox if "/invitation/" in mail.body} == {"right@test.example"}

    @pytest.fixture
    def new(self, administrator, school):
        """Added by the administrator just now."""
        return add_user("Nia New", "nia@test.example", by=administrator, school=school)

    def test_not_by_another_than_who_made_it(self, new, headteacher):
        with pytest.raises(Refused, match="Only whoever made an account corrects its address"):
            change_email(new, "mine@test.example", by=headteacher)

    def test_not_after_the_first_day(self, new, administrator):
        with clock.set_to(clock.now() + 2 * clock.ONE_DAY), pytest.raises(Refused, match="on the first day"):
            change_email(new, "mine@test.example", by=administrator)

    def test_not_once_a_record_was_opened_to_it(self, new, administrator, headteacher, incident):
        Reader.objects.create(incident=incident, user=new, by=headteacher, reason="Second person")

        with pytest.raises(Refused, match="while nothing else names it"):
            change_email(new, "mine@test.example", by=administrator)

    def test_that_of_an_account_in_use_is_changed_by_its_owner_alone(self, administrator, headteacher, colleague):
        colleague.choose_password("four words nobody guesses")

        for by in (administrator, headteacher):
            with pytest.raises(Refused, match="Only its owner changes the e-mail address"):
                change_email(colleague, "mine@test.example", by=by)

        assert fresh(colleague).email != "mine@test.example"

    @pytest.mark.parametrize("who", ["coordinator", "safeguarding_lead", "headteacher", "chair"])
    def test_that_of_an_account_that_opens_records_is_never_changed_by_another(self, request, administrator, who):
        account = request.getfixturevalue(who)
        assert not account.is_used

        with pytest.raises(Refused, match="Only whoever made an account"):
            change_email(account, "mine@test.example", by=administrator)

    def test_nor_when_the_role_begins_only_later(self, administrator, headteacher, new, school):
        later = clock.today() + 5 * clock.ONE_DAY
        give_role(new, Role.COORDINATOR, school, by=headteacher, starts_on=later)

        with pytest.raises(Refused, match="holds a role that opens records, or waits for one"):
            change_email(new, "mine@test.example", by=administrator)

    def test_not_while_a_role_waits_whose_confirmer_has_read_the_address(self, administrator, new, school):
        give_role(new, Role.SAFEGUARDING_LEAD, school, by=administrator)

        with pytest.raises(Refused, match="holds a role that opens records, or waits for one"):
            change_email(new, "mine@test.example", by=administrator)

    def test_an_address_belongs_to_one_account(self, administrator, new, teacher):
        with pytest.raises(Refused, match="Somebody else has an account with this address"):
            change_email(new, teacher.email.upper(), by=administrator)

    def test_the_owner_changes_it_with_the_password_and_the_old_address_is_told(
        self, post, colleague, password, work, mailoutbox
    ):
        colleague.choose_password(password)
        before = colleague.email

        response = post(colleague, "people:change-own-email", email="moved@test.example", password=password)
        work()

        assert response["Location"] == reverse("people:me")
        assert fresh(colleague).email == "moved@test.example"
        assert [(mail.to, mail.subject) for mail in mailoutbox] == [([before], "Your e-mail address was changed")]

    def test_and_not_without_it(self, post, colleague, password):
        colleague.choose_password(password)

        response = post(colleague, "people:change-own-email", email="moved@test.example", password="a guess")

        assert "That is not your password" in response.content.decode()
        assert fresh(colleague).email != "moved@test.example"


class TestClosing:
    def test_nobody_signs_in_any_more_and_it_may_be_opened_again(self, signed_in, administrator, colleague):
        browser = signed_in(colleague)

        close_account(colleague, by=administrator, reason="Left.")
        while_closed = browser.get("/").status_code
        open_account_again(colleague, by=administrator, reason="Came back.")

        assert while_closed == 302
        assert signed_in(fresh(colleague)).get("/").status_code == 200
        said = colleague.history.exclude(history_change_reason="")  # signing in writes a row, too
        assert list(said.values_list("history_change_reason", flat=True)) == ["Came back.", "Left."]

    def test_roles_that_open_records_wait_again_afterwards(self, administrator, coordinator, school):
        close_account(coordinator, by=administrator, reason="Left.")
        open_account_again(coordinator, by=administrator, reason="Came back.")

        assert coordinator.memberships.get().is_waiting

    def test_the_last_head_is_not_closed(self, administrator, headteacher):
        with pytest.raises(Refused, match="A school would be without a head"):
            close_account(headteacher, by=administrator, reason="x")

    def test_with_a_confirmed_successor_they_are(self, administrator, headteacher, chair, colleague, school):
        confirm_role(give_role(colleague, Role.HEADTEACHER, school, by=administrator), by=chair)

        close_account(headteacher, by=administrator, reason="Left.")

        assert not fresh(headteacher).is_active

    def test_nobody_closes_their_own(self, administrator):
        with pytest.raises(Refused, match="You cannot close your own account"):
            close_account(administrator, by=administrator, reason="x")

    def test_who_works_at_another_school_too_is_not_closed_from_here(
        self, administrator, colleague, appoint, other_school
    ):
        appoint(Role.STAFF, other_school, user=colleague)

        with pytest.raises(Refused, match="holds a role at another school too"):
            close_account(colleague, by=administrator, reason="x")

    def test_the_head_is_told(self, administrator, headteacher, colleague, told):
        close_account(colleague, by=administrator, reason="Left.")

        assert told(headteacher) == ["An account was closed."]


class TestInvitingAgain:
    def test_who_never_came_gets_another_link(self, administrator, colleague, work, mailoutbox):
        invite_again(colleague, by=administrator)
        work()

        assert [mail.to for mail in mailoutbox] == [[colleague.email]]

    def test_an_account_in_use_needs_none(self, administrator, colleague):
        colleague.choose_password("four words nobody guesses")

        with pytest.raises(Refused, match="This account is in use"):
            invite_again(colleague, by=administrator)

    def test_no_page_of_the_administrator_shows_the_link(self, post, signed_in, administrator, colleague, link_in):
        answer = post(administrator, "people:invite-again", colleague.pk)
        key = link_in(colleague.email).split("/")[-2]

        pages = [signed_in(administrator).get(path).content.decode() for path in (colleague.get_absolute_url(), "/")]

        assert answer.status_code == 302
        assert not [page for page in pages if key in page]


class TestPages:
    @pytest.mark.parametrize("page", PAGES)
    @pytest.mark.parametrize("who", ["administrator", "headteacher"])
    def test_who_manages_the_school_finds_each_page(self, request, signed_in, colleague, page, who):
        response = signed_in(request.getfixturevalue(who)).get(reverse(f"people:{page}", args=[colleague.pk]))

        assert response.status_code == (403 if page in {"open-account", "change-email"} else 200)

    @pytest.mark.parametrize("who", ["teacher", "coordinator", "governor", "chair", "stranger", "colleague"])
    def test_for_everybody_else_there_is_none(self, request, signed_in, colleague, who):
        browser = signed_in(request.getfixturevalue(who))

        addresses = [reverse(f"people:{page}", args=[colleague.pk]) for page in PAGES]
        answers = [ask(address, {"reason": "x"}) for address in addresses for ask in (browser.get, browser.post)]

        assert [answer.status_code for answer in answers] == [404] * 2 * len(PAGES)

    def test_what_they_may_do_is_said_with_the_role_that_grants_it(self, signed_in, administrator, coordinator):
        page = signed_in(administrator).get(coordinator.get_absolute_url()).content.decode()

        assert "Reads and handles ordinary incidents" in page
        assert "(E-Safety Coordinator)" in page
        assert "Reads and handles restricted incidents" not in page

    def test_a_role_that_waits_lets_nobody_do_anything(self, signed_in, administrator, colleague, school):
        give_role(colleague, Role.COORDINATOR, school, by=administrator)

        page = signed_in(administrator).get(colleague.get_absolute_url()).content.decode()

        assert "Waits to be confirmed" in page
        assert "Reads and handles" not in page

    def test_roles_at_other_schools_are_not_told(self, signed_in, administrator, colleague, appoint, other_school):
        appoint(Role.COORDINATOR, other_school, user=colleague)

        page = main_of(signed_in(administrator).get(colleague.get_absolute_url()))

        assert colleague.name in page
        assert "Birchwood" not in page

    def test_of_an_account_of_another_school_too_it_tells_no_more_than_the_roles_here(
        self, signed_in, administrator, colleague, appoint, other_school
    ):
        colleague.edit(by=colleague, name="Cole Colleague", job_title="Counsellor", phone="07700 900123")
        appoint(Role.STAFF, other_school, user=colleague)

        response = signed_in(administrator).get(colleague.get_absolute_url())

        page = response.content.decode()
        assert "Cole Colleague" in page
        assert "Teaching and support staff" in page
        assert "Counsellor" not in page
        assert "900123" not in page
        assert [event.what for event in response.context["events"]] == [
            "Teaching and support staff, Ashdown Primary: given"
        ]

    def test_nor_is_it_changed_or_invited_from_here(self, administrator, colleague, appoint, other_school):
        appoint(Role.STAFF, other_school, user=colleague)

        for verb in ("edit", "change_email", "invite"):
            assert "belongs to another school too" in colleague.access.refusal(administrator, verb, colleague)

    def test_the_history_is_told_in_words(self, signed_in, administrator, headteacher, colleague, school):
        membership = give_role(colleague, Role.COORDINATOR, school, by=administrator)
        confirm_role(membership, by=headteacher)
        colleague.edit(by=administrator, name="Cole C. Colleague", job_title="Teacher", phone="")

        events = signed_in(administrator).get(colleague.get_absolute_url()).context["events"]

        assert {(event.what, event.who) for event in events} >= {
            ("E-Safety Coordinator, Ashdown Primary: given", "Ada Administrator"),
            ("E-Safety Coordinator, Ashdown Primary: confirmed", "Hattie Head"),
            ("Name: “Cole C. Colleague”, before “Cole Colleague”", "Ada Administrator"),
        }

    @pytest.mark.parametrize("roles", [1, 3])
    def test_the_page_asks_a_constant_number_of_queries(
        self, signed_in, administrator, colleague, school, roles, django_assert_max_num_queries
    ):
        for role in [Role.GOVERNOR, Role.TECHNICIAN, Role.SENIOR_LEADER][:roles]:
            Membership.objects.create(user=colleague, school=school, role=role)
        browser = signed_in(administrator)

        with django_assert_max_num_queries(35):
            response = browser.get(colleague.get_absolute_url())

        assert len(response.context["held"]) == roles + 1

    @pytest.mark.both
    def test_a_stale_page_does_not_overwrite_what_a_colleague_saved(self, signed_in, administrator, colleague):
        browser, address = signed_in(administrator), reverse("people:edit-user", args=[colleague.pk])
        shown = {"initial-name": "Cole Colleague", "initial-job_title": "", "initial-phone": ""}
        fresh(colleague).edit(by=administrator, name="Cole C. Colleague", job_title="", phone="")

        late = browser.post(address, shown | {"name": "Cole Colleague", "job_title": "Teacher", "phone": ""})

        assert "Somebody else changed this meanwhile" in late.content.decode()
        assert 'value="Teacher"' in late.content.decode()
        assert fresh(colleague).name == "Cole C. Colleague"


class TestOwnAccount:
    @pytest.mark.parametrize("page", ["me", "change-own-details", "change-own-email", "change-own-password"])
    @pytest.mark.parametrize("who", ["teacher", "governor", "administrator"])
    def test_everybody_has_one(self, request, signed_in, page, who):
        assert signed_in(request.getfixturevalue(who)).get(reverse(f"people:{page}")).status_code == 200

    def test_the_way_there_is_in_the_account_menu(self, signed_in, teacher):
        assert 'href="/people/me/"' in signed_in(teacher).get("/").content.decode()

    def test_ones_details_are_saved_with_ones_name_in_the_history(self, post, teacher):
        post(teacher, "people:change-own-details", name="Tess T. Teacher", job_title="Year 5", phone="12")

        after = fresh(teacher)
        assert (after.name, after.job_title, after.phone) == ("Tess T. Teacher", "Year 5", "12")
        assert after.history.latest().history_user == teacher

    def test_another_password_is_chosen_with_the_old_one_and_one_stays_signed_in(self, signed_in, teacher, password):
        teacher.choose_password(password)
        here, elsewhere = signed_in(fresh(teacher)), signed_in(fresh(teacher))

        here.post(
            reverse("people:change-own-password"),
            {"old_password": password, "password": "another four words", "password_again": "another four words"},
        )

        assert fresh(teacher).check_password("another four words")
        assert here.get("/").status_code == 200
        assert elsewhere.get("/").status_code == 302

    def test_not_without_the_old_one(self, post, teacher, password):
        teacher.choose_password(password)

        said = dict.fromkeys(["password", "password_again"], "another four words")
        response = post(teacher, "people:change-own-password", old_password="a guess", **said)

        assert "That is not your password" in response.content.decode()
        assert fresh(teacher).check_password(password)

    def test_no_form_of_another_reaches_a_password(self, post, administrator, teacher, password):
        teacher.choose_password(password)

        said = {"name": "Tess", "password": "taken over by me", "email": "mine@test.example", "is_active": ""}
        post(administrator, "people:edit-user", teacher.pk, **said)

        after = fresh(teacher)
        assert after.check_password(password)
        assert (after.name, after.email, after.is_active) == ("Tess", teacher.email, True)
