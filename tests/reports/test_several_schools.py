"""The report of several schools: who reads the draft, who agrees to it, who releases it, and what it is fitted to.

| who | while the period runs | once it is over |
|---|---|---|
| coordinator or head of all its schools | reads, prepares | reads, prepares; the head of one of them releases |
| head of one of its schools | nothing | reads, agrees; the last head releases |
| coordinator of one of its schools, others who govern or lead there | nothing | nothing until it is released |
"""

import pytest

from core import clock
from core.access import Refused
from people.models import Notice, School
from people.roles import Role
from reports import telling
from reports.access import ReportAccess
from reports.actions import agree, prepare
from reports.fitting import known_together
from reports.models import GovernorReport, Narrative
from reports.tables import Table

from .conftest import AFTER, YEAR


@pytest.fixture
def coordinating(appoint, federation):
    return appoint(Role.COORDINATOR, federation)


@pytest.fixture
def first_head(appoint, sister_schools):
    return appoint(Role.HEADTEACHER, sister_schools[0], "Hanna First")


@pytest.fixture
def second_head(appoint, sister_schools):
    return appoint(Role.HEADTEACHER, sister_schools[1], "Henry Second")


@pytest.fixture
def whole(coordinating, sister_schools, first_head, second_head, after_the_year):
    return prepare(list(sister_schools), YEAR, coordinating)


def may(user, report):
    return {verb for verb in ("read", "agree", "release", "write") if ReportAccess.allows(user, verb, report)}


class TestWhoMayDoWhat:
    def test_who_prepares_for_all(self, whole, coordinating):
        assert may(coordinating, whole) == {"read", "write"}

    def test_the_head_of_one(self, whole, first_head):
        assert may(first_head, whole) == {"read", "agree"}
        assert list(GovernorReport.objects.readable_by(first_head)) == [whole]

    def test_a_head_of_all(self, whole, appoint, federation):
        assert may(appoint(Role.HEADTEACHER, federation), whole) == {"read", "write", "release"}

    @pytest.mark.parametrize("role", [Role.COORDINATOR, Role.SENIOR_LEADER, Role.GOVERNOR, Role.CHAIR_OF_GOVERNORS])
    def test_others_of_one_school(self, whole, appoint, sister_schools, role):
        other = appoint(role, sister_schools[0], "Olive Other")

        assert may(other, whole) == set()
        assert not GovernorReport.objects.readable_by(other).exists()

    def test_nobody_of_one_school_while_the_year_runs(self, coordinating, sister_schools, first_head):
        with clock.set_to(AFTER.replace(month=6)):
            running = prepare(list(sister_schools), YEAR, coordinating)

            assert may(coordinating, running) == {"read", "write"}
            assert may(first_head, running) == set()
            assert not GovernorReport.objects.readable_by(first_head).exists()

    def test_what_an_earlier_version_prepared_is_for_no_head_of_one(self, whole, first_head, appoint, federation):
        del whole.data["for_heads"]
        GovernorReport.objects.filter(pk=whole.pk).update(data=whole.data)
        head_of_all = appoint(Role.HEADTEACHER, federation)

        assert may(first_head, whole) == set()
        assert not GovernorReport.objects.readable_by(first_head).exists()
        with pytest.raises(Refused, match="Prepare the report anew"):
            whole.release(by=head_of_all)

    def test_the_draft_of_the_other_school_alone_stays_its_own(self, first_head, second_head, sister_schools, whole):
        own = prepare([sister_schools[1]], YEAR, second_head)

        assert may(first_head, own) == set()


@pytest.mark.once
class TestAgreeing:
    def test_the_last_head_releases_what_the_others_agreed_to(self, whole, first_head, second_head, plain_pdf):
        with pytest.raises(Refused, match="It is released once the head of"):
            whole.release(by=second_head)

        whole.agree(by=first_head, edition=whole.edition)
        whole.release(by=second_head)

        assert whole.is_released
        assert [each.agreed_as for each in whole.agreements.all()] == ["Hanna First, Headteacher"]

    def test_who_agreed_does_not_release_alone(self, whole, first_head, plain_pdf):
        whole.agree(by=first_head)

        with pytest.raises(Refused, match="It is released once the head of"):
            whole.release(by=first_head)
        with pytest.raises(Refused, match="You have agreed already"):
            whole.agree(by=first_head)

    def test_the_last_one_is_told_to_release_it(self, whole, first_head, second_head):
        whole.agree(by=first_head)

        with pytest.raises(Refused, match="you can release this report"):
            whole.agree(by=second_head)

    def test_what_is_prepared_anew_is_agreed_to_anew(self, whole, first_head, second_head, coordinating):
        read = whole.edition
        whole.agree(by=first_head, edition=read)
        with clock.set_to(AFTER.replace(hour=11)):
            again = prepare(list(whole.schools.all()), YEAR, coordinating)

            assert "release" not in may(second_head, again)
            with pytest.raises(Refused, match="Read it again, then agree"):
                again.agree(by=first_head, edition=read)

    def test_so_is_what_is_written_beside_it(self, whole, first_head, second_head, coordinating, appoint, federation):
        whole.agree(by=first_head)
        words = Narrative.write(whole, by=coordinating, edition=0, commentary="More trust.", examples="", questions="")
        words.confirm(by=appoint(Role.SAFEGUARDING_LEAD, federation), edition=1)

        assert "release" not in may(second_head, GovernorReport.objects.get())

    def test_a_head_who_left_does_not_stand_for_the_school_any_more(self, whole, first_head, second_head):
        whole.agree(by=first_head)
        first_head.memberships.all().delete()

        assert "release" not in may(second_head, GovernorReport.objects.get())

    def test_the_report_of_one_school_asks_nobody(self, sister_schools, first_head, after_the_year):
        own = prepare([sister_schools[0]], YEAR, first_head)

        with pytest.raises(Refused, match="Heads agree to reports of several schools"):
            own.agree(by=first_head)

    def test_heads_who_have_not_agreed_are_told(self, whole, first_head, second_head):
        agree(whole, by=first_head, edition=whole.edition)

        assert set(Notice.objects.values_list("user", flat=True)) == {second_head.pk}

    def test_each_head_is_told_that_it_is_prepared(self, whole, first_head, second_head):
        telling.of_preparation(whole, by=whole.prepared_by)

        assert set(Notice.objects.values_list("user", flat=True)) == {first_head.pk, second_head.pk}

    def test_on_the_page_a_head_agrees_and_the_other_reads_who_did(self, whole, first_head, second_head, signed_in):
        first_head.set_password("correct horse battery")
        first_head.save_as(first_head)
        client = signed_in(first_head)
        address = f"{whole.get_absolute_url()}agree/"
        assert f"{address}?edition={whole.edition}" in client.get(whole.get_absolute_url()).content.decode()
        said = {"confirmed": "on", "password": "correct horse battery", "edition": whole.edition}

        assert "it waits for the head of Chalk Hill Juniors" in client.get(address).content.decode()
        assert "Read it again" in client.post(address, said | {"edition": "other"}).content.decode()
        assert client.post(address, said).status_code == 302

        page = signed_in(second_head).get(whole.get_absolute_url()).content.decode()
        assert "Agreed to the release: Hanna First, Headteacher" in page
        assert "Release this report" in page


@pytest.mark.once
class TestWhatItIsFittedTo:
    def test_a_draft_that_heads_have_read_counts_like_a_release(self, whole, sister_schools, second_head):
        own = prepare([sister_schools[1]], YEAR, second_head)

        assert own.data["beside"] == [f"draft {whole.pk} of {whole.prepared_at.isoformat()}"]

    def test_what_it_showed_before_it_was_prepared_anew_does_too(self, whole, coordinating, sister_schools):
        with clock.set_to(AFTER.replace(hour=11)):
            again = prepare(list(sister_schools), YEAR, coordinating)

        [before] = again.earlier_drafts.all()
        assert again.data["beside"] == [f"earlier draft {before.pk}"]
        assert before.figures["tables"]["places"] == whole.data["tables"]["places"]

    def test_what_changed_by_a_few_since_heads_read_it_is_not_shown(self, logged, whole, coordinating, sister_schools):
        logged(2, school=sister_schools[1])

        with pytest.raises(Refused, match="Beside what heads and governors have read already"):
            prepare(list(sister_schools), YEAR, coordinating)


@pytest.mark.once
class TestWhoLeadsTwoSchoolsOfThree:
    """An account that sees the numbers of two schools subtracts both; two people who put theirs together do not."""

    @pytest.fixture
    def three(self, logged, federation, sister_schools):
        third = School.objects.create(name="Chalk Hill Nursery", code="CHN", federation=federation)
        for place, numbers in {"classroom": (20, 20, 20), "trip": (9, 9, 3), "home": (10, 10, 9)}.items():
            for school, number in zip((*sister_schools, third), numbers, strict=True):
                logged(number, school=school, place=place)
        return [*sister_schools, third]

    @pytest.mark.parametrize(("role", "is_fitted"), [(Role.SENIOR_LEADER, True), (Role.GOVERNOR, False)])
    def test_a_report_of_all_three_is_fitted_to_that(
        self, three, coordinating, appoint, after_the_year, role, is_fitted
    ):
        leader = appoint(role, three[0], "Ellis Executive")
        appoint(role, three[1], user=leader)

        report = prepare(three, YEAR, coordinating)

        trips = Table.from_json(report.data["tables"]["places"]).cell("trip")
        assert (trips != 21) is is_fitted  # 9 and 9 less leave 3
        assert sorted(map(len, known_together([school.pk for school in three]))) == ([2, 3] if is_fitted else [3])
