"""From choosing a file to the register, page by page; and for nobody but those who manage it."""

import threading

import pytest
from django.db import connection
from django.urls import reverse

from core.files import read
from people.imports import applying
from people.imports.fields import EXPECTED, FIELDS
from people.imports.mapping import guessed
from people.imports.sheets import problems, sample
from people.models import ColumnMapping, Membership, Notice, Person, RegisterImport, User, Who
from people.roles import Role

from .conftest import COLUMNS, HEADINGS, register_of, said

PIP = "1,Pip Pupil,5,5 Oak,04/03/2016"
FILE = f"{HEADINGS}\n{PIP}\n".encode()


def decided(page, **more):
    """What a browser sends from the preview: its hidden fields, and these answers."""
    form, preview = page.context["form"], page.context["preview"]
    sent = {"digest": form["digest"].value(), "asked": form.asked}
    sent |= {"asks_missing": "yes"} if preview.plan.every_missing else {}
    return sent | ({"asks_invites": "yes"} if preview.plan.uninvited else {}) | more


def test_a_first_file_asks_for_its_columns_then_shows_what_would_change_and_brings_it_in(
    signed_in, administrator, school, upload
):
    browser = signed_in(administrator)

    columns = upload(browser, school, FILE, follow=True)
    assert columns.redirect_chain[-1][0].endswith("/columns/")
    assert columns.context["form"].initial == COLUMNS
    preview = browser.post(columns.redirect_chain[-1][0], COLUMNS, follow=True)
    assert "Bring in 1 person" in preview.content.decode()
    assert register_of(school) == set()
    taken = RegisterImport.objects.get()
    result = browser.post(f"{taken.get_absolute_url()}bring-in/", decided(preview), follow=True)

    assert "The file is brought in" in result.content.decode()
    assert register_of(school) == {("Pip Pupil", "5", "5 Oak", "1")}


def test_the_next_file_goes_straight_to_its_preview(signed_in, administrator, school, upload, columns):
    page = upload(signed_in(administrator), school, FILE, follow=True)

    assert "Check what would change" in page.content.decode()


def test_columns_are_remembered_for_one_school_alone(take, other_school):
    take(PIP)

    assert not ColumnMapping.objects.filter(school=other_school).exists()


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ({"name": ""}, "Say which column has the whole name"),
        ({"class_name": "Name"}, "“Name” is chosen twice"),
        ({"name": "Nonsense"}, "Choose a heading of this file"),
    ],
)
def test_columns_that_do_not_fit_are_refused_and_what_was_chosen_stays(
    signed_in, administrator, school, upload, chosen, sentence
):
    browser = signed_in(administrator)
    where = upload(browser, school, FILE, follow=True).redirect_chain[-1][0]

    page = browser.post(where, COLUMNS | chosen)

    assert sentence in page.content.decode()
    assert page.context["form"]["year_group"].value() == "Yr"
    assert not ColumnMapping.objects.exists()


def test_a_file_that_cannot_be_read_is_refused_with_what_to_do_and_not_kept(signed_in, administrator, school, upload):
    page = upload(signed_in(administrator), school, b"\xd0\xcf\x11\xe0" + b"\0" * 100, name="old.xls")

    assert "Save it as CSV or XLSX" in page.content.decode()
    assert not RegisterImport.objects.exists()


def test_somebody_elses_school_cannot_be_chosen(signed_in, administrator, other_school, upload):
    page = upload(signed_in(administrator), other_school, FILE)

    assert "Choose one of your schools" in page.content.decode()
    assert not RegisterImport.objects.exists()


PAGES = ["", "columns/", "bring-in/", "give-up/", "lines-to-mend.csv", "every-line.csv"]


@pytest.mark.parametrize("who", ["stranger", "teacher", "coordinator"])
def test_a_file_is_there_only_for_those_who_manage_that_register(request, signed_in, take, who):
    taken = take(PIP)
    browser = signed_in(request.getfixturevalue(who))

    addresses = [f"{taken.get_absolute_url()}{page}" for page in PAGES]
    answers = [ask(address, {"digest": "x"}) for address in addresses for ask in (browser.get, browser.post)]

    assert [answer.status_code for answer in answers] == [404] * 2 * len(PAGES)
    assert register_of(taken.school) == set()


@pytest.mark.parametrize("page", ["", "import/", "import/earlier/", "import/sample.csv", "add/"])
def test_everybody_else_is_told_who_manages_the_register(signed_in, teacher, page):
    response = signed_in(teacher).get(f"/people/register/{page}")

    assert response.status_code == 403
    assert "The register is managed by the administrator or the head." in response.content.decode()


@pytest.mark.both
def test_a_second_click_finds_the_file_brought_in(signed_in, administrator, take, school):
    taken, browser = take(PIP), signed_in(administrator)
    sent = decided(browser.get(taken.get_absolute_url()))
    browser.post(f"{taken.get_absolute_url()}bring-in/", sent)

    page = browser.post(f"{taken.get_absolute_url()}bring-in/", sent, follow=True)

    assert "This file has already been brought in." in page.content.decode()
    assert len(register_of(school)) == 1


def test_an_undecided_line_is_asked_again_and_the_other_answers_stay(signed_in, administrator, take, bring_in, school):
    bring_in(PIP, "2,Quinn Pupil,5,5 Oak,")
    taken, browser = take("8,Pip Pupil,5,5 Oak,", "9,Quinn Pupil,5,5 Oak,"), signed_in(administrator)
    page = browser.get(taken.get_absolute_url())

    answer = browser.post(f"{taken.get_absolute_url()}bring-in/", decided(page, **{"line-2": "new"}))

    assert "Decide on line 3" in answer.content.decode()
    assert answer.context["form"]["line-2"].value() == "new"
    assert len(register_of(school)) == 2


@pytest.mark.both
def test_a_register_changed_meanwhile_is_shown_anew_and_can_then_be_brought_in(signed_in, administrator, take, school):
    taken, browser = take(PIP), signed_in(administrator)
    stale = decided(browser.get(taken.get_absolute_url()))
    Person.objects.create(school=school, kind="pupil", name="Quinn Pupil", year_group="5", mis_id="2")

    answer = browser.post(f"{taken.get_absolute_url()}bring-in/", stale)

    assert answer.status_code == 409
    assert "The register was changed since this page was opened." in answer.content.decode()
    again = browser.post(f"{taken.get_absolute_url()}bring-in/", decided(answer, missing="keep"))
    assert again.status_code == 302
    assert len(register_of(school)) == 2


def test_who_is_not_in_the_file_has_to_be_decided_on(signed_in, administrator, take, bring_in, school):
    bring_in(PIP, "2,Quinn Pupil,5,5 Oak,")
    taken, browser = take(PIP), signed_in(administrator)
    page = browser.get(taken.get_absolute_url())

    answer = browser.post(f"{taken.get_absolute_url()}bring-in/", decided(page))

    assert "Say what becomes of those who are not in the file" in answer.content.decode()


def test_giving_a_file_up_forgets_it(signed_in, administrator, take):
    taken, browser = take(PIP), signed_in(administrator)

    page = browser.post(f"{taken.get_absolute_url()}give-up/", follow=True)

    taken.refresh_from_db()
    assert "Nothing was brought in, and the file is not kept." in page.content.decode()
    assert (taken.status, bytes(taken.content)) == ("abandoned", b"")


def test_lines_to_mend_can_be_taken_away_and_are_never_formulas(signed_in, administrator, take):
    taken = take('1,"=HYPERLINK(""http://x.example"")",Blue,,')

    file = signed_in(administrator).get(f"{taken.get_absolute_url()}lines-to-mend.csv").content.decode("utf-8-sig")

    assert file.splitlines()[1].startswith("2,\"'=HYPERLINK")


def test_every_line_can_be_taken_away_while_it_is_to_be_checked(signed_in, administrator, take, bring_in):
    bring_in(PIP)
    taken = take(PIP, "2,Quinn Pupil,5,5 Oak,", "3,,5,5 Oak,")
    browser, where = signed_in(administrator), f"{taken.get_absolute_url()}every-line.csv"

    lines = browser.get(where).content.decode("utf-8-sig").splitlines()

    assert lines[1:] == [
        "2,Pip Pupil,As it is,5,5 Oak,2016-03-04,1,",
        "3,Quinn Pupil,New,5,5 Oak,,2,",
        "4,,It has no name.,,,,3,",
    ]
    taken.give_up(by=administrator)
    assert browser.get(where).status_code == 404


def test_the_button_stands_above_the_lists(signed_in, administrator, take):
    page = signed_in(administrator).get(take(PIP, "3,,5,5 Oak,").get_absolute_url()).content.decode()

    assert page.index("Bring in 1 person") < page.index('id="refused"') < page.index('id="new"')


@pytest.mark.parametrize("who", Who)
def test_the_sample_is_a_file_that_needs_no_matching(who):
    table = read(sample(who), EXPECTED)

    assert set(guessed(table, who)) == {field.key for field in FIELDS[who]} - {"name"}


def test_no_problem_is_a_table_with_its_headings():
    assert problems([]).decode("utf-8-sig") == "Line,Name,What to correct\r\n"


class TestStaff:
    FILE = b"Staff number,Name,E-mail\nS1,Tess Teacher,u9@test.example\nS2,Nia New,nia@test.example\nS3,Olu Office,\n"

    @pytest.fixture
    def preview(self, signed_in, administrator, school, upload):
        browser = signed_in(administrator)
        where = upload(browser, school, self.FILE, who="staff", follow=True).redirect_chain[-1][0]
        browser.post(where, {"mis_id": "Staff number", "name": "Name", "email": "E-mail"})
        return browser, RegisterImport.objects.get()

    def bring_in(self, preview, **answers):
        browser, taken = preview
        page = browser.get(taken.get_absolute_url())
        return browser.post(
            f"{taken.get_absolute_url()}bring-in/", decided(page, missing="keep", **answers), follow=True
        )

    def test_whoever_has_an_address_gets_an_account_as_staff_and_an_invitation(self, preview, headteacher, school):
        self.bring_in(preview, invites="yes")

        nia = User.objects.get(email="nia@test.example")
        assert list(nia.memberships.values_list("role", "school")) == [(Role.STAFF, school.pk)]
        assert (nia.person.name, nia.person.mis_id) == ("Nia New", "S2")
        assert not nia.has_usable_password()
        told = Notice.objects.filter(user=headteacher)
        assert [notice.wanted for notice in told] == ["2 people were invited as staff."]

    def test_the_result_says_that_invitations_are_on_their_way_and_each_is_one_e_mail(self, preview, mailoutbox, work):
        page = self.bring_in(preview, invites="yes").content.decode()
        work()

        assert "2 invitations are on their way." in page
        assert f'href="{reverse("people:list")}?give=coordinator"' in page
        assert [mail.to for mail in mailoutbox if mail.to == ["nia@test.example"]] == [["nia@test.example"]]

    def test_columns_that_are_not_used_are_named(self, signed_in, administrator, school, preview, upload):
        file = self.FILE.replace(b"E-mail", b"E-mail,Role,Room").replace(b"example\n", b"example,Head,12\n")

        page = upload(signed_in(administrator), school, file, who="staff", follow=True).content.decode()

        assert "Not used from this file: Room." in page
        assert "Not kept: Role. What somebody may do here follows from a role" in page
        assert "gets the role “Teaching and support staff”" in page

    def test_not_now_makes_the_entries_alone(self, preview):
        self.bring_in(preview, invites="no")

        assert Person.objects.filter(name="Nia New", user=None).exists()
        assert not User.objects.filter(email="nia@test.example").exists()

    def test_it_has_to_be_decided(self, preview):
        assert "Say whether they are invited" in self.bring_in(preview).content.decode()

    def test_the_same_file_again_invites_nobody(self, preview, signed_in, administrator, school, upload):
        self.bring_in(preview, invites="yes")

        page = upload(signed_in(administrator), school, self.FILE, who="staff", follow=True)

        assert "There is nothing to bring in." in page.content.decode()

    def test_nobody_writes_their_own_entry_with_a_file(self, signed_in, administrator, school, preview, upload):
        Person.objects.filter(user=administrator).update(mis_id="S9")
        taken = applying.take(
            by=administrator,
            school=school,
            who=Who.STAFF,
            file_name="own.csv",
            content=b"Staff number,Name,E-mail\nS9,Ada Another,\n",
        )

        applying.bring_in(taken, said(taken), by=administrator)

        assert administrator.person.name == "Ada Administrator"
        assert "your own entry" in taken.problems.get().reason

    def test_an_address_that_somebody_signs_in_with_already_gives_them_nothing(
        self, preview, stranger, school, administrator
    ):
        User.objects.filter(pk=stranger.pk).update(email="NIA@test.example")

        self.bring_in(preview, invites="yes")

        assert not Membership.objects.filter(user=stranger, school=school).exists()
        assert Person.objects.get(name="Nia New").user is None


@pytest.mark.parametrize("lines", [1, 3])
def test_the_preview_asks_a_constant_number_of_queries(
    signed_in, administrator, take, lines, django_assert_num_queries
):
    taken = take(*(f"{number},Pip Pupil {number},5,5 Oak,04/03/2016" for number in range(lines)))
    browser = signed_in(administrator)

    with django_assert_num_queries(10):
        browser.get(taken.get_absolute_url())


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_files_at_once_never_double_anybody(take, administrator, school):
    files = [take(PIP), take(PIP)]
    answers = [said(taken) for taken in files]
    outcomes = []

    def bring_in(taken, answer):
        try:
            applying.bring_in(taken, answer, by=administrator)
            outcomes.append("brought in")
        except applying.Outdated:
            outcomes.append("shown anew")
        finally:
            connection.close()

    threads = [threading.Thread(target=bring_in, args=pair) for pair in zip(files, answers, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["brought in", "shown anew"]
    assert len(register_of(school)) == 1
