"""The register: who sees it, what happens to one entry, and two entries of one person."""

from datetime import date

import pytest
from django.db import IntegrityError

from core import clock
from core.access import Refused
from people.actions import add_to_register
from people.forms.register import AddForm
from people.models import Person, RegisterImport, School, User
from people.roles import Role

URL = "/people/register/"


@pytest.fixture
def twin(school):
    """Another entry of the pupil, under another spelling."""
    return Person.objects.create(school=school, kind="pupil", name="Philippa Pupil", class_name="5 Oak")


@pytest.fixture
def sister(school, federation):
    school.federation = federation
    school.save_as(None)
    return School.objects.create(name="Ashdown Infants", code="ASI", federation=federation)


class TestList:
    @pytest.fixture
    def listed(self, signed_in, administrator, pupil, other_pupil):
        def names(**asked):
            return [person.name for person in signed_in(administrator).get(URL, asked).context["object_list"]]

        return names

    def test_everybody_of_the_school_by_surname(self, listed, school):
        for name in ("Zia", "Abel van der zandt", "Zoe Abbot"):
            Person.objects.create(school=school, kind="pupil", name=name)

        assert listed() == [
            "Zoe Abbot", "Ada Administrator", "Pip Pupil", "Quinn Pupil", "Abel van der zandt", "Zia",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("asked", "names"),
        [
            ({"q": "pip"}, ["Pip Pupil"]),
            ({"q": "elm quinn"}, ["Quinn Pupil"]),
            ({"year_group": "6"}, ["Quinn Pupil"]),
            ({"kind": "staff"}, ["Ada Administrator"]),
            ({"kind": "nonsense", "q": "pip"}, ["Pip Pupil"]),
            ({"q": "nobody"}, []),
        ],
    )
    def test_narrowed_by_what_is_asked(self, listed, asked, names):
        assert listed(**asked) == names

    def test_who_has_left_is_shown_on_demand(self, listed, pupil):
        Person.objects.filter(pk=pupil.pk).update(left_on=clock.today())

        assert "Pip Pupil" not in listed()
        assert listed(left="yes") == ["Pip Pupil"]
        assert listed(left="all", q="pupil") == ["Pip Pupil", "Quinn Pupil"]

    def test_an_entry_that_was_merged_away_is_not_listed(self, listed, pupil, other_pupil, headteacher):
        other_pupil.merge(by=headteacher, into=pupil, reason="Twice.")

        assert listed(q="pupil") == ["Pip Pupil"]

    def test_another_schools_people_are_not_listed(self, signed_in, stranger, pupil):
        page = signed_in(stranger).get(URL, {"left": "all"})

        assert [person.name for person in page.context["object_list"]] == [stranger.name]

    @pytest.mark.parametrize("people", [1, 3])
    def test_it_asks_a_constant_number_of_queries(
        self, signed_in, administrator, school, people, django_assert_num_queries
    ):
        for number in range(people):
            Person.objects.create(school=school, kind="pupil", name=f"Pupil {number}")
        browser = signed_in(administrator)

        with django_assert_num_queries(9):
            browser.get(URL)

    def test_only_year_groups_of_the_register_are_offered(self, signed_in, administrator, pupil):
        choices = signed_in(administrator).get(URL).context["filter"].fields["year_group"].choices

        assert [key for key, _ in choices] == ["", "5"]


PAGES = ["", "correct/", "leave/", "return/", "move/", "merge/", "unmerge/"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", ["stranger", "teacher", "coordinator"])
def test_an_entry_is_there_only_for_those_who_manage_the_register(request, signed_in, pupil, who, page, method):
    browser = signed_in(request.getfixturevalue(who))

    response = getattr(browser, method)(f"{pupil.get_absolute_url()}{page}", {"name": "Forged", "reason": "x"})

    pupil.refresh_from_db()
    assert response.status_code == 404
    assert pupil.name == "Pip Pupil"


class TestAdd:
    def test_somebody_who_is_in_no_file(self, signed_in, administrator, school):
        page = signed_in(administrator).post(
            f"{URL}add/",
            {"school": school.pk, "kind": "pupil", "name": " Nora  Newby ", "year_group": "Year 3"},
            follow=True,
        )

        assert "Nora Newby is on the register." in page.content.decode()
        person = Person.objects.get(name="Nora Newby")
        assert (person.year_group, person.history.get().history_user_name) == ("3", "Ada Administrator")

    def test_a_number_belongs_to_one_entry(self, signed_in, administrator, school, pupil):
        Person.objects.filter(pk=pupil.pk).update(mis_id="77")

        page = signed_in(administrator).post(
            f"{URL}add/", {"school": school.pk, "kind": "pupil", "name": "Nora", "mis_id": "77"}
        )

        assert "The number 77 is that of Pip Pupil" in page.content.decode()

    def test_nor_where_somebody_else_gave_it_since_the_form_was_checked(
        self, signed_in, administrator, school, pupil, monkeypatch
    ):
        Person.objects.filter(pk=pupil.pk).update(mis_id="77")
        monkeypatch.setattr(AddForm, "clean", lambda form: form.cleaned_data)

        page = signed_in(administrator).post(
            f"{URL}add/", {"school": school.pk, "kind": "pupil", "name": "Nora", "mis_id": "77"}
        )

        assert page.status_code == 409
        assert "The number 77 is that of Pip Pupil." in page.content.decode()
        assert 'value="Nora"' in page.content.decode()
        assert not Person.objects.filter(name="Nora").exists()

    @pytest.mark.parametrize("who", ["teacher", "coordinator", "stranger"])
    def test_nobody_else_adds_to_it(self, request, school, who):
        with pytest.raises(Refused):
            add_to_register(school, by=request.getfixturevalue(who), kind="pupil", name="Nora")

        assert not Person.objects.filter(name="Nora").exists()

    def test_not_on_the_register_of_another_school(self, signed_in, administrator, other_school):
        page = signed_in(administrator).post(f"{URL}add/", {"school": other_school.pk, "kind": "pupil", "name": "N"})

        assert "Choose one of your schools" in page.content.decode()
        assert not Person.objects.filter(school=other_school).exists()


class TestCorrect:
    def sent(self, browser, person, **said):
        form = browser.get(f"{person.get_absolute_url()}correct/").context["form"]
        shown = {form[name].html_initial_name: form[name].value() or "" for name in form.fields}
        return {name: form[name].value() or "" for name in form.fields} | shown | said

    def test_the_history_says_what_was_before(self, signed_in, administrator, pupil):
        browser = signed_in(administrator)

        page = browser.post(
            f"{pupil.get_absolute_url()}correct/", self.sent(browser, pupil, class_name="5 Elm"), follow=True
        ).content.decode()

        assert "The entry is corrected." in page
        assert "Class name: from “5 Oak” to “5 Elm”." in page

    @pytest.mark.both
    def test_a_page_that_is_out_of_date_is_shown_again_with_what_was_typed(self, signed_in, administrator, pupil):
        browser = signed_in(administrator)
        sent = self.sent(browser, pupil, name="Pippa Pupil")
        pupil.correct(by=administrator, class_name="5 Elm")

        answer = browser.post(f"{pupil.get_absolute_url()}correct/", sent)

        pupil.refresh_from_db()
        assert "Somebody changed this entry meanwhile." in answer.content.decode()
        assert answer.context["form"]["name"].value() == "Pippa Pupil"
        assert (pupil.name, pupil.class_name) == ("Pip Pupil", "5 Elm")

    def test_nobody_writes_their_own_entry(self, headteacher):
        with pytest.raises(Refused, match="your own entry"):
            headteacher.person.correct(by=headteacher, name="Somebody Else")

    def test_nor_the_number_of_another(self, administrator, pupil, other_pupil):
        other_pupil.correct(by=administrator, mis_id="77")

        with pytest.raises(Refused, match="The number 77 is that of Quinn Pupil"):
            pupil.correct(by=administrator, mis_id="77")


class TestLeavingAndMoving:
    def test_left_and_back_again(self, administrator, pupil):
        pupil.leave(by=administrator, left_on=clock.today(), reason="Moved away.")
        assert pupil.has_left

        pupil.come_back(by=administrator, year_group="6", class_name="6 Elm")

        assert (pupil.has_left, pupil.year_group) == (False, "6")

    def test_the_entry_says_that_it_is_no_longer_on_the_register(self, signed_in, administrator, pupil):
        before = signed_in(administrator).get(pupil.get_absolute_url()).content.decode()
        pupil.leave(by=administrator, left_on=clock.today())

        after = signed_in(administrator).get(pupil.get_absolute_url()).content.decode()

        assert ">On the register<" in before
        assert ">No longer on the register<" in after

    def test_a_last_day_to_come_leaves_the_pupil_nameable_until_then(self, administrator, pupil, school):
        pupil.leave(by=administrator, left_on=clock.today() + clock.ONE_DAY)

        assert pupil in Person.objects.nameable_at(school)

    def test_who_has_left_does_not_leave_again(self, administrator, pupil):
        pupil.leave(by=administrator, left_on=clock.today())

        with pytest.raises(Refused, match="Pip Pupil has left already"):
            pupil.leave(by=administrator, left_on=clock.today())

    def test_to_a_sister_school_with_the_history_and_without_the_number(self, administrator, pupil, sister):
        pupil.correct(by=administrator, mis_id="77")
        versions = pupil.history.count()

        pupil.move(by=administrator, school=sister, class_name="Acorns")

        assert (pupil.school, pupil.class_name, pupil.mis_id) == (sister, "Acorns", "")
        assert pupil.history.count() == versions + 1

    def test_to_no_other_school(self, administrator, pupil, sister, other_school):
        with pytest.raises(Refused, match="Pupils move to a sister school only"):
            pupil.move(by=administrator, school=other_school)

    def test_the_page_offers_sister_schools_alone(self, signed_in, administrator, pupil, sister, other_school):
        form = signed_in(administrator).get(f"{pupil.get_absolute_url()}move/").context["form"]

        assert list(form.fields["school"].queryset) == [sister]


class TestMerge:
    def test_the_other_entry_counts_no_more_and_says_where_it_went(self, signed_in, administrator, pupil, twin, school):
        page = signed_in(administrator).post(
            f"{pupil.get_absolute_url()}merge/{twin.pk}/", {"stays": pupil.pk, "reason": "Known as Pip."}, follow=True
        )

        twin.refresh_from_db()
        assert "The two entries are one." in page.content.decode()
        assert "Philippa Pupil, 5 Oak" in page.content.decode()
        assert twin.merged_into == pupil
        assert twin not in Person.objects.nameable_at(school)
        assert twin.history.first().history_change_reason == "Known as Pip."

    @pytest.mark.parametrize("opened", ["pupil", "twin"])
    def test_the_fuller_entry_is_the_one_that_is_offered_to_stay(
        self, request, signed_in, administrator, pupil, opened
    ):
        pupil.correct(by=administrator, date_of_birth=date(2016, 3, 4), mis_id="77")
        here = request.getfixturevalue(opened)
        there = request.getfixturevalue({"pupil": "twin", "twin": "pupil"}[opened])

        page = signed_in(administrator).get(f"{here.get_absolute_url()}merge/{there.pk}/")

        assert page.context["form"]["stays"].value() == str(pupil.pk)
        assert "lacks what the other one knows: year group, date of birth, number in the school&#x27;s own system" in (
            page.content.decode()
        )
        assert page.content.decode().count("lacks what the other one knows") == 1

    def test_of_two_that_know_as_much_the_one_with_an_account_stays(self, administrator, teacher, school):
        other = Person.objects.create(school=school, kind="staff", name="T. Teacher", mis_id="S9")

        assert other.fuller(teacher.person) == teacher.person
        assert teacher.person.fuller(other) == teacher.person

    def test_the_entry_that_stays_tells_it_too(self, signed_in, administrator, pupil, twin):
        twin.merge(by=administrator, into=pupil, reason="Known as Pip.")
        twin.unmerge(by=administrator, reason="Sisters.")

        page = signed_in(administrator).get(pupil.get_absolute_url()).content.decode()

        assert "Entry of the same person: from nothing to “Philippa Pupil”." in page
        assert "Entry of the same person: from “Philippa Pupil” to nothing." in page
        assert "Nothing since the entry was added" not in page

    def test_it_is_undone_with_a_reason(self, signed_in, administrator, pupil, twin):
        twin.merge(by=administrator, into=pupil, reason="Known as Pip.")

        page = signed_in(administrator).post(f"{twin.get_absolute_url()}unmerge/", {"reason": "Sisters."}, follow=True)

        twin.refresh_from_db()
        assert "They are two entries again." in page.content.decode()
        assert (twin.merged_into, twin.history.first().history_change_reason) == (None, "Sisters.")
        assert "Merged into: from “Pip Pupil” to nothing." in page.content.decode()

    def test_a_reason_is_needed(self, signed_in, administrator, pupil, twin):
        page = signed_in(administrator).post(f"{pupil.get_absolute_url()}merge/{twin.pk}/", {"stays": pupil.pk})

        assert "Say how you know that they are one person" in page.content.decode()

    def test_an_entry_with_an_account_stays(self, headteacher, teacher, school):
        other = Person.objects.create(school=school, kind="staff", name="T. Teacher")

        with pytest.raises(Refused, match="that entry stays"):
            teacher.person.merge(by=headteacher, into=other, reason="One.")

    def test_two_accounts_are_never_one_entry(self, headteacher, teacher, coordinator):
        with pytest.raises(Refused, match="Both have an account"):
            teacher.person.merge(by=headteacher, into=coordinator.person, reason="One.")

    def test_a_pupil_and_an_adult_are_two(self, headteacher, pupil, teacher):
        with pytest.raises(Refused, match="A pupil and an adult"):
            pupil.merge(by=headteacher, into=teacher.person, reason="One.")

    def test_merged_entries_never_form_a_chain(self, administrator, pupil, other_pupil, twin):
        twin.merge(by=administrator, into=pupil, reason="One.")

        with pytest.raises(Refused, match="Other entries were merged into this one"):
            pupil.merge(by=administrator, into=other_pupil, reason="One.")
        with pytest.raises(Refused, match="merged into another one"):
            other_pupil.merge(by=administrator, into=twin, reason="One.")

    def test_an_entry_is_not_merged_into_itself(self, administrator, pupil):
        with pytest.raises(Refused, match="the same entry"):
            pupil.merge(by=administrator, into=Person.objects.get(pk=pupil.pk), reason="One.")

    def test_the_database_keeps_accounts_out_of_it(self, teacher, pupil):
        teacher.person.merged_into = pupil

        with pytest.raises(IntegrityError):
            teacher.person.save()

    def test_nobody_merges_or_parts_their_own_entry(self, chair, headteacher, school):
        other = Person.objects.create(school=school, kind="staff", name="Hat Head")

        with pytest.raises(Refused, match="your own entry"):
            other.merge(by=headteacher, into=headteacher.person, reason="Me.")
        other.merge(by=chair, into=headteacher.person, reason="The head.")
        with pytest.raises(Refused, match="your own entry"):
            other.unmerge(by=headteacher, reason="Not me.")

    def test_an_entry_of_a_school_that_one_does_not_manage_stays_out_of_it(
        self, signed_in, administrator, pupil, other_school
    ):
        foreign = Person.objects.create(school=other_school, kind="pupil", name="Pip Pupil")

        response = signed_in(administrator).post(
            f"{pupil.get_absolute_url()}merge/{foreign.pk}/", {"stays": pupil.pk, "reason": "x"}
        )

        assert response.status_code == 404
        with pytest.raises(Refused, match="another school"):
            foreign.merge(by=administrator, into=pupil, reason="One.")

    def test_the_search_offers_entries_of_one_kind_and_never_the_entry_itself(
        self, signed_in, administrator, pupil, twin, school
    ):
        Person.objects.create(school=school, kind="staff", name="Paul Pupil")

        found = signed_in(administrator).get(f"{pupil.get_absolute_url()}merge/", {"q": "pupil"}).context["found"]

        assert found == [twin]

    @pytest.mark.both
    def test_entries_with_a_similar_name_are_offered_at_once_the_likeliest_first(
        self, signed_in, administrator, pupil, twin, school
    ):
        Person.objects.filter(pk=pupil.pk).update(date_of_birth=date(2016, 3, 4))
        born = Person.objects.create(
            school=school, kind="pupil", name="Zoé PUPIL", date_of_birth=date(2016, 3, 4), class_name="5 Oak"
        )
        Person.objects.create(school=school, kind="pupil", name="Ann Pupillage")

        found = signed_in(administrator).get(f"{pupil.get_absolute_url()}merge/").context["found"]

        assert found == [born, twin]


class TestHome:
    @pytest.fixture
    def file(self, school, administrator):
        return RegisterImport.objects.create(
            school=school, who="pupil", file_name="a.csv", content=b"x", by=administrator
        )

    def titles(self, browser):
        return [block.title for block in browser.get("/").context["blocks"]]

    def test_a_file_that_was_left_half_way_comes_up_after_a_day(self, signed_in, administrator, file):
        browser = signed_in(administrator)
        assert "Files of the register" not in self.titles(browser)

        RegisterImport.objects.update(at=clock.now() - clock.ONE_DAY)

        assert "Files of the register" in self.titles(browser)

    @pytest.mark.both
    def test_so_does_one_with_lines_to_mend_until_the_next_is_brought_in(self, signed_in, administrator, file, school):
        RegisterImport.objects.update(status="applied", refused=2)
        browser = signed_in(administrator)
        assert "2 lines could not be brought in" in browser.get("/").content.decode()

        RegisterImport.objects.create(
            school=school, who="pupil", file_name="b.csv", content=b"", by=administrator, status="applied"
        )

        assert "Files of the register" not in self.titles(browser)

    def test_only_those_who_manage_the_register_see_it(self, signed_in, stranger, coordinator, file):
        RegisterImport.objects.update(at=clock.now() - clock.ONE_DAY)

        assert "Files of the register" not in self.titles(signed_in(stranger))
        assert "Files of the register" not in self.titles(signed_in(coordinator))


def test_a_head_of_two_schools_chooses_the_school_first(signed_in, appoint, sister_schools):
    head: User = appoint(Role.HEADTEACHER, sister_schools[0], "Heidi Head")
    appoint(Role.HEADTEACHER, sister_schools[1], user=head)

    page = signed_in(head).get(f"{URL}import/").content.decode()

    assert "Which school?" in page
    assert "Chalk Hill Juniors" in page


def test_a_birthday_in_the_future_is_none(signed_in, administrator, school):
    page = signed_in(administrator).post(
        f"{URL}add/", {"school": school.pk, "kind": "pupil", "name": "N", "date_of_birth": date(2999, 1, 1)}
    )

    assert "The date cannot be in the future" in page.content.decode()
