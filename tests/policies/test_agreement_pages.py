"""Pages of agreements: signing, who has signed, recording, taking back."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from people.models import Person
from people.roles import Role
from policies.actions import record, sign, take_back
from policies.models import Policy, Signature
from policies.queries import Agreement
from tests.pages import said

Kind = Policy.Kind


@pytest.fixture
def staff(agree):
    return agree(Kind.STAFF_AGREEMENT)


@pytest.fixture
def older(agree, pupil, other_pupil):
    return agree(Kind.OLDER_PUPILS_AGREEMENT)


def tick(*people, **said):
    keys = [f"person-{person.pk}" for person in people]
    return {"version": 1, "who": keys, "how": "classroom", "signed_on": "2026-11-18"} | said


class TestSigning:
    def test_the_whole_text_is_shown_above_the_form(self, staff, signed_in, teacher):
        page = signed_in(teacher).get(staff.sign_url).content.decode()

        assert "I <em>think</em> before I send." in page
        assert page.index("before I send") < page.index("I have read this agreement") < page.index("Sign the agreement")

    def test_signing_leads_to_a_receipt_of_the_version_and_the_day(self, staff, signed_in, teacher):
        browser = signed_in(teacher)

        response = browser.post(staff.sign_url, {"version": 1, "agreed": "on"}, follow=True)

        page = response.content.decode()
        assert "Thank you: your signature is recorded." in page
        assert "Thursday 19 November 2026" in page
        assert "version 1" in page

    @pytest.mark.both
    def test_a_second_click_leads_to_the_same_receipt(self, staff, signed_in, teacher):
        browser = signed_in(teacher)

        first, second = (browser.post(staff.sign_url, {"version": 1, "agreed": "on"}) for _ in range(2))

        assert first["Location"] == second["Location"] == Signature.objects.get().get_absolute_url()

    def test_without_the_tick_nothing_is_signed(self, staff, signed_in, teacher):
        response = signed_in(teacher).post(staff.sign_url, {"version": 1})

        assert "Tick the box once you have read the agreement" in response.content.decode()
        assert not Signature.objects.exists()

    def test_a_page_of_an_older_version_shows_the_new_text_and_signs_nothing(self, agree, staff, signed_in, teacher):
        agree.again(staff, effective_from=clock.today())

        response = signed_in(teacher).post(staff.sign_url, {"version": 1, "agreed": "on"})

        page = response.content.decode()
        assert "A newer version has come into force meanwhile" in page
        assert '<input type="hidden" name="version" value="2"' in page
        assert "checked" not in page
        assert not Signature.objects.exists()

    def test_who_signed_an_earlier_version_is_told_what_changed(self, agree, staff, signed_in, teacher):
        sign(staff, by=teacher)
        newer = agree.again(staff, effective_from=clock.today())
        section = newer.sections.get()
        section.body = "I ask before I share."
        section.save_as(None)

        page = signed_in(teacher).get(staff.sign_url).content.decode()

        assert "You signed version 1 on 19 November 2026." in page
        assert "What changed for staff" in page

    def test_it_is_for_those_who_work_there(self, staff, signed_in, governor, stranger):
        refused = signed_in(governor).get(staff.sign_url)

        assert refused.status_code == 403
        assert "it is for those who work in the school" in refused.content.decode()
        assert signed_in(stranger).get(staff.sign_url).status_code == 404


class TestTheList:
    def test_a_teacher_sees_what_to_sign_and_nothing_of_others(self, staff, older, signed_in, teacher):
        page = signed_in(teacher).get(reverse("agreements:list")).content.decode()

        assert "Read and sign" in page
        assert str(older) not in page
        assert "Who has signed" not in page

    def test_who_keeps_signatures_sees_how_many_have_signed(self, staff, older, signed_in, administrator):
        page = signed_in(administrator).get(reverse("agreements:list")).content.decode()

        assert "0 of 2" in page
        assert str(older) in page

    @pytest.mark.parametrize("pupils", [1, 3])
    def test_it_asks_a_constant_number_of_queries(
        self, staff, agree, school, signed_in, administrator, pupils, django_assert_num_queries
    ):
        agree(Kind.PARENTS_AGREEMENT)
        for number in range(pupils):
            Person.objects.create(school=school, kind="pupil", name=f"Pupil {number}", class_name=f"{number} Oak")
        browser = signed_in(administrator)

        with django_assert_num_queries(15):
            browser.get(reverse("agreements:list"))


class TestWhoHasSigned:
    def test_classes_first_then_names_then_those_who_have_not(self, older, signed_in, administrator, pupil):
        record(older, [f"person-{pupil.pk}"], by=administrator, how="classroom", signed_on=clock.today())
        browser = signed_in(administrator)

        def read(**asked):
            return browser.get(older.address("signatures", **asked)).content.decode()

        classes, one, missing = read(), read(**{"class": "5 Oak"}), read(show="missing")

        assert ("1 of 1" in classes, "0 of 1" in classes, "Pip Pupil" in classes) == (True, True, False)
        assert ("Pip Pupil" in one, "Quinn Pupil" in one) == (True, False)
        assert ("Pip Pupil" in missing, "Quinn Pupil" in missing) == (False, True)

    def test_the_file_has_the_same_rows_and_no_formula(self, older, signed_in, administrator, school):
        Person.objects.create(school=school, kind="pupil", name="=1+1", year_group="5", class_name="5 Oak")

        file = signed_in(administrator).get(older.address("file", **{"class": "5 Oak"}))

        rows = file.content.decode("utf-8-sig").splitlines()
        assert [row.split(",")[:3] for row in rows] == [
            ["Name", "Class", "Signed"],
            ["'=1+1", "5 Oak", "no"],
            ["Pip Pupil", "5 Oak", "no"],
        ]

    def test_every_signature_is_kept_also_of_an_earlier_version_and_taken_back(
        self, agree, staff, signed_in, teacher, administrator
    ):
        take_back(sign(staff, by=teacher), by=administrator, reason="Wrong desk")
        newer = agree.again(staff, effective_from=clock.today())
        sign(Agreement(newer, staff.school), by=teacher)

        page = signed_in(administrator).get(staff.every_url).content.decode()

        assert page.count("Tess Teacher</a>") == 2
        assert page.count("Taken back") == 1

    @pytest.mark.parametrize("page", ["signatures", "every", "file", "record", "remind"])
    def test_a_colleague_is_refused_and_for_a_stranger_it_is_not_there(
        self, page, older, signed_in, teacher, stranger, pupil
    ):
        refused = signed_in(teacher).get(older.address(page))

        assert refused.status_code == 403
        assert "Signatures are kept by" in refused.content.decode()
        assert "Pip Pupil" not in refused.content.decode()
        assert signed_in(stranger).get(older.address(page)).status_code == 404

    @pytest.mark.parametrize("pupils", [1, 3])
    def test_names_ask_a_constant_number_of_queries(
        self, agree, school, signed_in, administrator, pupils, django_assert_num_queries
    ):
        agreement = agree(Kind.OLDER_PUPILS_AGREEMENT)
        people = [
            Person.objects.create(school=school, kind="pupil", name=f"Pupil {number}", class_name="5 Oak")
            for number in range(pupils)
        ]
        keys = [f"person-{person.pk}" for person in people]
        record(agreement, keys, by=administrator, how="paper", signed_on=clock.today())
        browser = signed_in(administrator)

        with django_assert_num_queries(12):
            browser.get(agreement.address("signatures", **{"class": "5 Oak"}))


class TestRecording:
    def test_a_class_is_recorded_at_once(self, older, signed_in, administrator, pupil):
        browser = signed_in(administrator)

        response = browser.post(older.address("record", **{"class": "5 Oak"}), tick(pupil), follow=True)

        assert "1 signature recorded." in response.content.decode()
        assert Signature.objects.get().how == "classroom"

    @pytest.mark.parametrize(("asks_for", "is_ticked"), [("all", True), ("nobody", False)])
    def test_ticking_all_or_nobody_keeps_what_was_typed_and_records_nothing(
        self, agree, signed_in, administrator, pupil, asks_for, is_ticked
    ):
        agreement = agree(Kind.PARENTS_AGREEMENT)
        typed = {"signed_on": "2026-11-12", f"parent-person-{pupil.pk}": "Pia Parent", "tick": asks_for}

        page = signed_in(administrator).post(
            agreement.address("record", **{"class": "5 Oak"}), tick(pupil, how="paper", **typed)
        )

        content = said(page)
        assert (f'id="person-{pupil.pk}" checked' in content) == is_ticked
        assert 'value="2026-11-12"' in content
        assert 'value="Pia Parent"' in content
        assert "Error:" not in content
        assert not Signature.objects.exists()

    def test_ticking_all_keeps_how_they_signed(self, older, signed_in, administrator, pupil):
        sent = tick(pupil, how="paper", tick="all")

        page = signed_in(administrator).post(older.address("record", **{"class": "5 Oak"}), sent).content.decode()

        assert re.search(r'value="paper"[^>]* checked', page)

    @pytest.mark.both
    def test_whom_a_colleague_recorded_meanwhile_is_said(self, older, signed_in, administrator, pupil):
        browser, asked = signed_in(administrator), older.address("record", **{"class": "5 Oak"})
        browser.post(asked, tick(pupil))

        response = browser.post(asked, tick(pupil), follow=True)

        assert "Already recorded, and left as it was: Pip Pupil." in response.content.decode()

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"who": []}, "Tick who has signed"),
            ({"how": ""}, "Say how they signed"),
            ({"signed_on": "2026-11-20"}, "The day of signing cannot be in the future"),
            ({"signed_on": "2026-08-31"}, "in force from 1 September 2026"),
            ({"version": 7}, "A newer version has come into force meanwhile"),
            ({"who": ["person-0"]}, "no longer on this list"),
        ],
    )
    def test_what_is_wrong_is_said_and_what_was_ticked_stays(
        self, older, signed_in, administrator, pupil, changes, sentence
    ):
        sent = tick(pupil, **changes)

        response = signed_in(administrator).post(older.address("record", **{"class": "5 Oak"}), sent)

        page = said(response)
        assert sentence in page
        assert (f'id="person-{pupil.pk}" checked' in page) == ("who" not in changes)
        assert not Signature.objects.exists()

    def test_the_parent_who_signed_is_kept(self, agree, signed_in, administrator, pupil):
        agreement = agree(Kind.PARENTS_AGREEMENT)
        sent = tick(pupil, how="paper") | {f"parent-person-{pupil.pk}": " Pia  Parent "}

        signed_in(administrator).post(agreement.address("record", **{"class": "5 Oak"}), sent)

        assert Signature.objects.get().signed_by == "Pia Parent"

    def test_a_parent_named_beside_a_pupil_who_is_not_ticked_is_asked_about(
        self, agree, signed_in, administrator, pupil, school
    ):
        agreement = agree(Kind.PARENTS_AGREEMENT)
        other = Person.objects.create(school=school, kind="pupil", name="Olly Oak", class_name="5 Oak")
        sent = tick(pupil, how="paper") | {f"parent-person-{other.pk}": "Pia Parent"}

        page = signed_in(administrator).post(agreement.address("record", **{"class": "5 Oak"}), sent).content.decode()

        assert "Tick Olly Oak too, or take this name away" in page
        assert "Pia Parent" in page
        assert not Signature.objects.exists()

    def test_visitors_are_written_one_a_line(self, agree, signed_in, administrator):
        agreement = agree(Kind.VISITORS_AGREEMENT)
        sent = {"version": 1, "names": "Vic Visitor\r\n\r\nWim Visitor", "signed_on": "2026-11-18"}

        page = signed_in(administrator).post(agreement.record_url, sent, follow=True).content.decode()

        assert "2 signatures recorded." in page
        assert "Wim Visitor" in page


def test_who_was_reminded_today_is_said_before_anybody_is_reminded_again(
    staff, teacher, headteacher, signed_in, administrator
):
    sign(staff, by=headteacher)
    browser = signed_in(administrator)
    before = browser.get(staff.address("remind")).content.decode()
    browser.post(staff.address("remind"))

    after = browser.get(staff.address("remind")).content.decode()

    assert "Told today already" not in before
    assert "Send the reminders" in before
    assert f"Told today already, and not told again: {administrator.name} at" in after
    assert f"{teacher.name} at" in after
    assert "Send the reminders" not in after


class TestOneSignature:
    def test_its_receipt_is_for_who_signed_and_who_keeps_it(
        self, staff, signed_in, teacher, administrator, governor, stranger
    ):
        address = sign(staff, by=teacher).get_absolute_url()

        found = [signed_in(user).get(address).status_code for user in (teacher, administrator, governor, stranger)]

        assert found == [200, 200, 404, 404]

    def test_it_is_taken_back_with_a_reason(self, staff, signed_in, teacher, administrator):
        signature = sign(staff, by=teacher)
        address = reverse("agreements:take-back", args=[signature.pk])

        page = signed_in(administrator).post(address, {"reason": "Wrong desk"}, follow=True).content.decode()

        assert "Ada Administrator took this signature back" in page
        assert "“Wrong desk”" in page
        assert signed_in(teacher).get(staff.sign_url).status_code == 200


def test_an_agreement_of_two_schools_is_kept_by_each_for_itself(agree, appoint, sister_schools, signed_in):
    one, two = sister_schools
    agreement = agree(Kind.PARENTS_AGREEMENT, one, two)
    Person.objects.create(school=one, kind="pupil", name="Ina Infant")
    Person.objects.create(school=two, kind="pupil", name="Joe Junior")
    browser = signed_in(appoint(Role.ADMINISTRATOR, two))

    page = browser.get(agreement.address("signatures", show="missing")).content.decode()

    assert agreement.school == one
    assert ("Joe Junior" in page, "Ina Infant" in page) == (True, False)


def test_a_version_that_is_to_come_is_signed_by_nobody(agree, signed_in, teacher, administrator):
    agreement = agree(Kind.STAFF_AGREEMENT)
    agreement.version.effective_from = clock.today() + timedelta(days=1)
    agreement.version.save_as(None)

    assert [signed_in(user).get(agreement.sign_url).status_code for user in (teacher, administrator)] == [403, 403]
