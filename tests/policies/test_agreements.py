"""Who must sign which agreement, and who has."""

from datetime import date, timedelta

import pytest

from core import clock
from core.access import Refused
from people.models import Person
from people.roles import Role
from policies import queries
from policies.access import AgreementAccess
from policies.actions import record, record_names, sign, take_back
from policies.models import Coverage, Policy, Retraction, Signature
from policies.states import Status

Kind = Policy.Kind


def names(agreement, **asked):
    return [each.name for each in queries.roll_of(agreement).signatories]


def unsigned(agreement):
    return [each.name for each in queries.roll_of(agreement).unsigned]


@pytest.fixture
def by_paper(administrator):
    """`by_paper(agreement, pupil, …)`: the office records that these signed today."""

    def write(agreement, *people, **said):
        keys = [f"person-{person.pk}" for person in people]
        return record(agreement, keys, **{"by": administrator, "how": "paper", "signed_on": clock.today()} | said)

    return write


class TestWhoMustSign:
    def test_staff_are_the_register_and_whoever_works_there_but_not_who_only_governs(
        self, agree, teacher, governor, school, appoint, federation
    ):
        school.federation = federation
        school.save()
        appoint(Role.TECHNICIAN, federation, "Ted Technician")
        Person.objects.create(school=school, kind=Person.Kind.STAFF, name="Vera Volunteer")
        Person.objects.create(school=school, kind=Person.Kind.OTHER, name="Otto Other")

        assert names(agree(Kind.STAFF_AGREEMENT)) == ["Ted Technician", "Tess Teacher", "Vera Volunteer"]

    def test_pupils_sign_by_phase_and_without_a_year_group_as_the_older_ones(self, agree, school, pupil):
        for name, group in (("Rae", "R"), ("Una", "2"), ("Tim", "3"), ("Nell", "")):
            Person.objects.create(school=school, kind=Person.Kind.PUPIL, name=name, year_group=group)

        assert names(agree(Kind.YOUNGER_PUPILS_AGREEMENT)) == ["Rae", "Una"]
        assert names(agree(Kind.OLDER_PUPILS_AGREEMENT)) == ["Pip Pupil", "Nell", "Tim"]
        assert len(names(agree(Kind.PARENTS_AGREEMENT))) == 5

    def test_governors_are_who_governs_today(self, agree, governor, chair, teacher):
        assert names(agree(Kind.GOVERNORS_AGREEMENT)) == ["Charlie Chair", "Gwen Governor"]

    def test_of_visitors_nobody_must_in_advance(self, agree, pupil, teacher):
        assert names(agree(Kind.VISITORS_AGREEMENT)) == []

    def test_who_left_or_was_merged_away_drops_out(self, agree, pupil, other_pupil, headteacher):
        agreement = agree(Kind.OLDER_PUPILS_AGREEMENT)
        double = Person.objects.create(school=pupil.school, kind="pupil", name="Pip Pupill", year_group="5")

        double.merge(by=headteacher, into=pupil, reason="Spelt wrongly")
        other_pupil.leave(by=headteacher, left_on=clock.today())

        assert names(agreement) == ["Pip Pupil"]

    def test_a_signature_of_an_entry_that_was_merged_away_counts_for_the_other(
        self, agree, pupil, headteacher, by_paper
    ):
        agreement = agree(Kind.OLDER_PUPILS_AGREEMENT)
        double = Person.objects.create(school=pupil.school, kind="pupil", name="Pip Pupill", year_group="5")
        by_paper(agreement, double)
        assert unsigned(agreement) == ["Pip Pupil"]

        double.merge(by=headteacher, into=pupil, reason="Spelt wrongly")

        assert unsigned(agreement) == []


class TestInForce:
    def test_a_new_version_asks_everybody_again_from_its_first_day(self, agree, teacher, time_machine):
        agreement = agree(Kind.STAFF_AGREEMENT)
        sign(agreement, by=teacher)
        newer = agree.again(agreement, effective_from=clock.today() + timedelta(days=2))
        assert [each.signature is None for each in queries.own(teacher)] == [False]

        time_machine.move_to("2026-11-21 09:00", tick=False)

        [own] = queries.own(teacher)
        assert own.agreement.version == newer
        assert own.signature is None

    def test_a_draft_and_what_no_longer_covers_the_school_ask_nobody(self, agree, teacher, school):
        agreement = agree(Kind.STAFF_AGREEMENT)
        agree.again(agreement, status=Status.DRAFT)
        coverage = Coverage.objects.get(policy=agreement.version.policy)
        assert queries.in_force([school.pk]) == [agreement]

        coverage.ends_on = clock.today() - clock.ONE_DAY
        coverage.save_as(None)

        assert queries.in_force([school.pk]) == []

    def test_who_works_at_two_schools_of_an_agreement_signs_it_once(self, agree, appoint, sister_schools):
        user = appoint(Role.STAFF, sister_schools[1], "Tess Twoschools")
        appoint(Role.STAFF, sister_schools[0], user=user)
        agreement = agree(Kind.STAFF_AGREEMENT, *sister_schools)

        [own] = queries.own(user)
        assert own.agreement.school == sister_schools[1]
        sign(own.agreement, by=user)

        assert [unsigned(each) for each in queries.in_force([school.pk for school in sister_schools])] == [[], []]
        assert agreement.version.signatures.count() == 1


@pytest.mark.parametrize("people", [1, 3])
def test_counts_ask_a_constant_number_of_queries(agree, school, teacher, by_paper, people, django_assert_num_queries):
    staff, parents = agree(Kind.STAFF_AGREEMENT), agree(Kind.PARENTS_AGREEMENT)
    agree(Kind.VISITORS_AGREEMENT)
    pupils = [Person.objects.create(school=school, kind="pupil", name=f"Pupil {n}") for n in range(people)]
    by_paper(parents, pupils[0])

    with django_assert_num_queries(6):
        rolls = queries.rolls(queries.in_force([school.pk]))

    counts = {
        roll.agreement.version: (len(roll.unsigned), roll.total) for roll in rolls if not roll.agreement.is_by_name
    }
    assert counts == {staff.version: (2, 2), parents.version: (people - 1, people)}


class TestSigning:
    def test_a_signature_names_the_version_the_person_and_the_day(self, agree, teacher, school):
        signature = sign(agree(Kind.STAFF_AGREEMENT), by=teacher)

        signature.refresh_from_db()
        assert (signature.name, signature.person, signature.user) == ("Tess Teacher", teacher.person, teacher)
        assert (signature.how, signature.signed_on, signature.school) == ("screen", clock.today(), school)

    def test_signing_twice_keeps_the_first(self, agree, teacher):
        agreement = agree(Kind.STAFF_AGREEMENT)

        assert sign(agreement, by=teacher) == sign(agreement, by=teacher)

    def test_a_governor_does_not_sign_for_staff(self, agree, governor):
        with pytest.raises(Refused, match="it is for those who work in the school"):
            sign(agree(Kind.STAFF_AGREEMENT), by=governor)

    def test_nobody_signs_for_pupils_on_screen(self, agree, teacher):
        with pytest.raises(Refused, match="signed on paper or in class"):
            sign(agree(Kind.OLDER_PUPILS_AGREEMENT), by=teacher)

    def test_what_is_no_longer_in_force_is_not_signed(self, agree, teacher):
        agreement = agree(Kind.STAFF_AGREEMENT)
        agree.again(agreement, effective_from=clock.today())

        with pytest.raises(Refused, match="A newer version has come into force"):
            sign(agreement, by=teacher)


class TestRecording:
    def test_a_class_is_recorded_with_what_was_so_on_that_day(self, agree, pupil, by_paper, administrator):
        agreement = agree(Kind.PARENTS_AGREEMENT)

        done = by_paper(agreement, pupil, signed_by={f"person-{pupil.pk}": "Pia Parent"})

        signature = Signature.objects.get()
        assert done.new == 1
        assert (signature.name, signature.class_name, signature.signed_by) == ("Pip Pupil", "5 Oak", "Pia Parent")
        assert (signature.person, signature.recorded_by, signature.user) == (pupil, administrator, None)

    def test_who_is_recorded_already_is_said_and_skipped(self, agree, pupil, other_pupil, by_paper):
        agreement = agree(Kind.OLDER_PUPILS_AGREEMENT)
        by_paper(agreement, pupil)

        done = by_paper(agreement, pupil, other_pupil)

        assert (done.new, done.already) == (1, ["Pip Pupil"])
        assert Signature.objects.count() == 2

    def test_somebody_of_another_list_lets_nothing_be_recorded(self, agree, pupil, other_school, by_paper):
        agreement = agree(Kind.OLDER_PUPILS_AGREEMENT)
        forged = Person.objects.create(school=other_school, kind="pupil", name="Faye Foreign")

        with pytest.raises(Refused, match="no longer on this list"):
            by_paper(agreement, pupil, forged)

        assert not Signature.objects.exists()

    @pytest.mark.parametrize(
        ("day", "sentence"),
        [(date(2026, 11, 20), "cannot be in the future"), (date(2026, 8, 31), "in force from 1 Sep")],
    )
    def test_the_day_is_neither_to_come_nor_before_the_version(self, agree, pupil, by_paper, day, sentence):
        with pytest.raises(Refused, match=sentence):
            by_paper(agree(Kind.OLDER_PUPILS_AGREEMENT), pupil, signed_on=day)

    def test_a_teacher_records_nothing(self, agree, pupil, teacher, by_paper):
        with pytest.raises(Refused, match="Signatures are kept by"):
            by_paper(agree(Kind.OLDER_PUPILS_AGREEMENT), pupil, by=teacher)

    def test_a_visitor_is_recorded_once_for_a_day(self, agree, administrator):
        agreement = agree(Kind.VISITORS_AGREEMENT)
        said = {"by": administrator, "signed_on": clock.today()}

        record_names(agreement, ["Vic Visitor"], **said)
        done = record_names(agreement, ["vic visitor", "Wim Visitor", "Wim Visitor"], **said)

        assert (done.new, done.already) == (1, ["vic visitor"])
        assert [each.name for each in queries.roll_of(agreement).named] == ["Vic Visitor", "Wim Visitor"]


class TestTakingBack:
    def test_who_is_taken_back_signs_again_and_both_stay(self, agree, teacher, headteacher):
        agreement = agree(Kind.STAFF_AGREEMENT)
        first = sign(agreement, by=teacher)

        take_back(first, by=headteacher, reason="Signed at the wrong desk")
        second = sign(agreement, by=teacher)

        assert (second.nth, Signature.objects.count()) == (2, 2)
        assert Retraction.objects.get().signature == first
        assert queries.own(teacher)[0].signature == second

    def test_it_is_taken_back_once(self, agree, teacher, headteacher):
        signature = sign(agree(Kind.STAFF_AGREEMENT), by=teacher)
        take_back(signature, by=headteacher, reason="Wrong desk")

        with pytest.raises(Refused, match="already been taken back"):
            take_back(signature, by=headteacher, reason="Wrong desk")

    def test_the_one_who_signed_cannot(self, agree, teacher):
        signature = sign(agree(Kind.STAFF_AGREEMENT), by=teacher)

        assert (
            AgreementAccess.refusal(teacher, "take_back", signature)
            == "The signatures of this school are kept by others."
        )


def test_an_agreement_of_another_school_is_kept_by_others(agree, stranger):
    assert AgreementAccess.refusal(stranger, "keep", agree(Kind.STAFF_AGREEMENT)).endswith("kept by others.")
