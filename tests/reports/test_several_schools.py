"""The report of several schools: who reads the draft, who agrees to it, who releases it, and what it is fitted to.

| who | while the period runs | once it is over |
|---|---|---|
| coordinator or head of all its schools | reads, prepares | reads, prepares; the head of one of them releases |
| head of one of its schools | nothing | reads, agrees; the last head releases |
| chair of governors of one that has no head | nothing | reads, agrees |
| coordinator of one of its schools, others who govern or lead there | nothing | nothing until it is released |
"""

from datetime import timedelta

import pytest
from django.urls import reverse

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


def may(user, report):
    return {verb for verb in ("read", "agree", "release", "write") if ReportAccess.allows(user, verb, report)}


@pytest.mark.usefixtures("counted_once")
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

    def test_the_page_is_for_who_may_read_it(self, whole, coordinating, first_head, appoint, sister_schools, signed_in):
        coordinator, leader, governor = (
            appoint(role, sister_schools[0]) for role in (Role.COORDINATOR, Role.SENIOR_LEADER, Role.GOVERNOR)
        )
        pages = [whole.get_absolute_url(), reverse("reports:governor-pdf", args=[whole.pk])]

        def opened(user):
            browser = signed_in(user)
            return [browser.get(page).status_code for page in pages]

        assert [opened(user) for user in (coordinating, first_head)] == [[200, 302]] * 2  # the PDF is to be drawn
        assert [opened(user) for user in (coordinator, leader, governor)] == [[404, 404]] * 3

    def test_a_head_who_coordinates_at_the_other(self, whole, appoint, sister_schools, plain_pdf):
        head = appoint(Role.HEADTEACHER, sister_schools[0], "Holly Here")
        appoint(Role.COORDINATOR, sister_schools[1], user=head)

        assert may(head, whole) == {"read", "write", "release"}

        whole.release(by=head)
        assert (whole.agreed_as, whole.released_without) == ("", "")

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
        with pytest.raises(Refused, match="Prepare the report again"):
            whole.release(by=head_of_all)

    def test_the_draft_of_the_other_school_alone_stays_its_own(self, first_head, second_head, sister_schools, whole):
        own = prepare([sister_schools[1]], YEAR, second_head)

        assert may(first_head, own) == set()


@pytest.mark.once
@pytest.mark.usefixtures("counted_once")
class TestAgreeing:
    def test_the_last_head_releases_what_the_others_agreed_to(self, whole, first_head, second_head, plain_pdf):
        with pytest.raises(Refused, match="It is released once the head of"):
            whole.release(by=second_head)

        whole.agree(by=first_head, edition=whole.edition)
        whole.release(by=second_head)

        assert whole.is_released
        assert whole.agreed_as == "Hanna First, Headteacher"
        first_head.memberships.all().delete()
        assert GovernorReport.objects.get().agreed_as == "Hanna First, Headteacher"  # as it was, and stays

    def test_who_agreed_does_not_release_alone(self, whole, first_head, plain_pdf):
        whole.agree(by=first_head, edition=whole.edition)

        with pytest.raises(Refused, match="It is released once the head of"):
            whole.release(by=first_head)
        with pytest.raises(Refused, match="You have agreed already"):
            whole.agree(by=first_head, edition=whole.edition)

    def test_the_last_one_is_told_to_release_it(self, whole, first_head, second_head):
        whole.agree(by=first_head, edition=whole.edition)

        with pytest.raises(Refused, match="you can release this report"):
            whole.agree(by=second_head, edition=whole.edition)

    def test_what_is_prepared_anew_is_agreed_to_anew(self, whole, first_head, second_head, coordinating):
        read = whole.edition
        whole.agree(by=first_head, edition=read)
        with clock.set_to(AFTER.replace(hour=11)):
            again = prepare(list(whole.schools.all()), YEAR, coordinating)

            assert "release" not in may(second_head, again)
            with pytest.raises(Refused, match="Read it again, then agree"):
                again.agree(by=first_head, edition=read)

    def test_figures_that_were_changed_past_the_program_are_agreed_to_by_nobody(self, whole, first_head, second_head):
        read = whole.edition
        whole.agree(by=first_head, edition=read)
        whole.data["tables"]["terms"]["total"] = [99, 0]
        GovernorReport.objects.filter(pk=whole.pk).update(data=whole.data)
        changed = GovernorReport.objects.get()

        assert changed.agreed() == []
        with pytest.raises(Refused, match="Read it again, then agree"):
            changed.agree(by=second_head, edition=read)

    def test_an_agreement_of_before_the_fingerprint_counts(self, whole, first_head, second_head):
        edition, _, _ = whole.edition.rpartition("-")
        whole.agreements.create(user=first_head, agreed_as="Hanna First, Headteacher", edition=edition)

        assert "release" in may(second_head, GovernorReport.objects.get())

    def test_so_is_what_is_written_beside_it(self, whole, first_head, second_head, coordinating, appoint, federation):
        whole.agree(by=first_head, edition=whole.edition)
        words = Narrative.write(whole, by=coordinating, edition=0, commentary="More trust.", examples="", questions="")
        words.confirm(by=appoint(Role.SAFEGUARDING_LEAD, federation), edition=1)

        assert "release" not in may(second_head, GovernorReport.objects.get())

    def test_who_is_not_head_any_more_does_not_agree_for_the_school(
        self, whole, first_head, second_head, appoint, sister_schools
    ):
        whole.agree(by=first_head, edition=whole.edition)
        assert [each.user for each in GovernorReport.objects.get().agreed()] == [first_head]
        first_head.memberships.all().delete()
        appoint(Role.HEADTEACHER, sister_schools[0], "Nora Next")

        assert "release" not in may(second_head, GovernorReport.objects.get())
        assert GovernorReport.objects.get().agreed() == []

    def test_the_report_of_one_school_asks_nobody(self, sister_schools, first_head, after_the_year):
        own = prepare([sister_schools[0]], YEAR, first_head)

        with pytest.raises(Refused, match="Heads agree to reports of several schools"):
            own.agree(by=first_head, edition=own.edition)

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
        draft = client.get(whole.get_absolute_url()).content.decode()
        assert f"{address}?edition={whole.edition}" in draft
        assert "It waits for you to agree to its release, and for the head of Chalk Hill Juniors." in draft
        said = {"confirmed": "on", "password": "correct horse battery", "edition": whole.edition}

        assert "it waits for the head of Chalk Hill Juniors" in client.get(address).content.decode()
        unread = said | {"edition": client.get(address).context["form"]["edition"].value()}
        assert "Open the draft again, and agree to it from there" in client.post(address, unread).content.decode()
        assert "Read it again" in client.post(address, said | {"edition": "other"}).content.decode()
        assert client.post(address, said).status_code == 302

        page = signed_in(second_head).get(whole.get_absolute_url()).content.decode()
        assert "Agreed to the release: Hanna First, Headteacher" in page
        assert "Release this report" in page


@pytest.mark.once
@pytest.mark.usefixtures("counted_once")
class TestWhereNoHeadSits:
    @pytest.fixture
    def whole(self, coordinating, sister_schools, second_head, after_the_year):
        return prepare(list(sister_schools), YEAR, coordinating)

    @pytest.fixture
    def chair(self, appoint, sister_schools):
        return appoint(Role.CHAIR_OF_GOVERNORS, sister_schools[0], "Chris Chair")

    def test_the_chair_of_governors_agrees(self, whole, chair, second_head, plain_pdf):
        with pytest.raises(Refused, match=r"once the chair of governors of Chalk Hill Infants \(it has no head\) has"):
            whole.release(by=second_head)
        assert may(chair, whole) == {"read", "agree"}
        assert list(GovernorReport.objects.readable_by(chair)) == [whole]

        whole.agree(by=chair, edition=whole.edition)
        whole.release(by=second_head)

        assert whole.agreed_as == "Chris Chair, Chair of governors"
        assert whole.released_without == ""

    def test_the_chair_may_be_the_last_and_the_head_is_told(self, whole, chair, second_head):
        whole.agree(by=second_head, edition=whole.edition)
        assert may(second_head, whole) == {"read"}

        agree(whole, by=chair, edition=whole.edition)

        assert may(second_head, GovernorReport.objects.get()) == {"read", "release"}
        assert [notice.user for notice in Notice.objects.all()] == [second_head]

    @pytest.mark.parametrize("why", ["not confirmed", "left", "ended"])
    def test_who_is_not_head_today_is_no_head(self, whole, chair, appoint, sister_schools, why):
        head = appoint(Role.HEADTEACHER, sister_schools[0], "Hope Not-Yet")
        held = head.memberships.get()
        if why == "not confirmed":
            held.confirmed_by = None
        elif why == "ended":
            held.ends_on = AFTER.date() - timedelta(days=1)
        held.save_as(chair)
        if why == "left":
            head.is_active = False
            head.save_as(chair)

        assert may(chair, whole) == {"read", "agree"}

    def test_where_a_head_sits_the_chair_does_not_count(self, whole, chair, second_head, appoint, sister_schools):
        whole.agree(by=chair, edition=whole.edition)
        assert "release" in may(second_head, GovernorReport.objects.get())

        appoint(Role.HEADTEACHER, sister_schools[0], "Nora Next")

        whole = GovernorReport.objects.get()
        assert may(chair, whole) == set()
        assert not GovernorReport.objects.readable_by(chair).exists()
        assert whole.waits_for(second_head).who == "the head of Chalk Hill Infants"

    def test_where_there_is_neither_the_report_goes_on_and_says_so(self, whole, second_head, signed_in, plain_pdf):
        browser = signed_in(second_head)
        address = f"{reverse('reports:release', args=[whole.pk])}?edition={whole.edition}"
        assert "Nobody can agree for Chalk Hill Infants." in browser.get(address).content.decode()

        whole.release(by=second_head)

        assert whole.released_without == "Chalk Hill Infants"
        assert "Released without Chalk Hill Infants" in browser.get(whole.get_absolute_url()).content.decode()

    def test_who_prepares_for_all_needs_nobody(self, whole, appoint, federation, plain_pdf):
        whole.release(by=appoint(Role.HEADTEACHER, federation))

        assert whole.released_without == ""


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
