"""The draft of several schools, once its period is over: who opened it, and what may become of it then.

| who has opened it | prepared anew | where that would give small numbers away | released |
|---|---|---|---|
| nobody, or who prepares for all | nothing of it is kept | refused | where it fits what is out |
| a head who does not | what was read stays out, the new one is fitted to it | refused: release that | as read |
| a head, before it was prepared anew | as for nobody | what was read is put back | where it fits what is out |

A draft that does not fit what is out is opened by nobody who does not prepare for all.
"""

import pytest
from django.urls import reverse

from core import clock
from core.access import Refused
from people.roles import Role
from reports.access import ReportAccess
from reports.actions import prepare
from reports.models import EarlierDraft, GovernorReport, fingerprint_of_figures
from tests.pages import said

from .conftest import AFTER, YEAR

LATER = AFTER.replace(hour=11)


def key_of(report):
    """How what is prepared beside it names its figures."""
    return f"{report.pk} of {report.prepared_at.isoformat()}"


def total(report):
    return report.data["tables"]["terms"]["total"][0]


@pytest.fixture
def happened(logged, sister_schools):
    for school in sister_schools:
        logged(20, school=school)


@pytest.fixture
def anew(coordinating, sister_schools):
    """`anew()`: two hours later the draft of both schools is prepared again."""

    def run(at=LATER):
        with clock.set_to(at):
            return prepare(list(sister_schools), YEAR, coordinating)

    return run


@pytest.fixture
def own(sister_schools, second_head):
    """`own()`: the report of the second school alone is prepared."""
    return lambda: prepare([sister_schools[1]], YEAR, second_head)


def readers(report):
    return [reading.user for reading in report.readings.all()]


@pytest.mark.once
@pytest.mark.usefixtures("counted_once")
class TestOpening:
    def test_a_head_is_kept_once_for_each_set_of_figures(self, whole, first_head, anew):
        whole.open(by=first_head)
        whole.open(by=first_head)
        again = anew()
        again.open(by=first_head)

        assert readers(again) == [first_head, first_head]

    def test_who_prepares_for_all_is_not(self, whole, coordinating, appoint, federation):
        for user in (coordinating, appoint(Role.HEADTEACHER, federation)):
            whole.open(by=user)

        assert readers(whole) == []

    def test_the_page_keeps_it_and_a_question_for_its_headers_does_not(self, whole, first_head, signed_in):
        browser = signed_in(first_head)

        browser.head(whole.get_absolute_url())
        assert readers(whole) == []

        assert "It is recorded that you opened it" in browser.get(whole.get_absolute_url()).content.decode()
        assert readers(whole) == [first_head]

    def test_who_prepares_it_reads_who_did(self, whole, first_head, coordinating, signed_in):
        whole.open(by=first_head)

        page = said(signed_in(coordinating).get(whole.get_absolute_url()))

        assert "It was read by Hanna First (Monday 5 October 2026, 10:00am)." in page

    def test_so_does_the_document(self, whole, first_head, signed_in):
        signed_in(first_head).get(reverse("reports:governor-pdf", args=[whole.pk]))

        assert readers(whole) == [first_head]

    def test_a_draft_that_no_longer_fits_is_opened_by_nobody_but_who_prepares_it(
        self, happened, whole, first_head, second_head, own, signed_in, plain_pdf, anew, coordinating
    ):
        own().release(by=second_head)
        page = signed_in(first_head).get(GovernorReport.objects.get(school=None).get_absolute_url())

        assert page.status_code == 403
        assert "to prepare it again." in page.content.decode()
        assert readers(whole) == []
        prepares = signed_in(coordinating).get(whole.get_absolute_url()).content.decode()
        assert "Prepare this one again, so that the two fit together" in prepares

        again = anew()
        again.open(by=first_head)
        assert readers(again) == [first_head]

    def test_a_stale_page_reads_what_is_there_now(self, whole, first_head, anew):
        again = anew()

        whole.open(by=first_head)  # as it was fetched before

        assert whole.data == again.data
        assert whole.readings.get().prepared_at == again.prepared_at == LATER

    def test_figures_that_came_there_past_the_program_are_not_those_that_were_read(self, whole, first_head):
        whole.open(by=first_head)
        GovernorReport.objects.filter(pk=whole.pk).update(data=whole.data | {"months": 11})

        changed = GovernorReport.objects.get()

        assert not changed.was_read
        changed.open(by=first_head)
        assert (changed.was_read, readers(changed)) == (True, [first_head, first_head])

    def test_a_reading_of_before_fingerprints_is_one_of_what_was_prepared_then(self, whole, first_head):
        whole.readings.create(user=first_head, prepared_at=whole.prepared_at)

        whole.open(by=first_head)

        assert (whole.was_read, readers(whole)) == (True, [first_head])


@pytest.mark.once
@pytest.mark.parametrize(("kept_of", "is_as_read"), [({"a": 1}, True), ({"a": 2}, False), (None, True)])
def test_earlier_figures_are_put_back_as_they_were_read_or_not_at_all(kept_of, is_as_read):
    kept = fingerprint_of_figures(kept_of) if kept_of else ""  # of before the fingerprint

    assert EarlierDraft(figures={"a": 1}, figures_sha256=kept).is_as_read is is_as_read


@pytest.mark.usefixtures("counted_once")
class TestWhatCounts:
    def test_nothing_is_fitted_to_a_draft_that_nobody_has_opened(self, whole, own):
        assert own().data["beside"] == []

    def test_what_a_head_has_opened_counts_like_a_release(self, whole, first_head, own):
        whole.open(by=first_head)

        assert own().data["beside"] == [key_of(whole)]

    def test_and_does_not_change_by_its_release(self, whole, first_head, second_head, own, plain_pdf):
        whole.open(by=first_head)
        beside = own()
        whole.agree(by=first_head, edition=whole.edition)
        whole.release(by=second_head)

        assert beside.obstacle == ""

    def test_what_was_opened_counts_after_it_is_prepared_anew(self, whole, first_head, anew):
        whole.open(by=first_head)
        read = key_of(whole)

        again = anew()

        [before] = again.earlier_drafts.all()
        assert again.data["beside"] == [read] == [key_of(whole)]
        assert before.figures["tables"]["places"] == whole.data["tables"]["places"]
        assert not again.was_read

    def test_of_what_nobody_opened_nothing_is_kept(self, whole, anew):
        again = anew()

        assert again.data["beside"] == []
        assert not EarlierDraft.objects.exists()

    def test_of_what_an_earlier_version_prepared_nobody_knows_who_read_it(self, whole, own):
        del whole.data["readings"]
        GovernorReport.objects.filter(pk=whole.pk).update(data=whole.data)

        assert GovernorReport.objects.get().was_read
        assert own().data["beside"] == [key_of(whole)]


@pytest.mark.once
class TestALateCorrection:
    @pytest.fixture
    def corrected(self, happened, whole, logged, sister_schools):
        """`corrected()`: two incidents were missing."""
        return lambda: logged(2, school=sister_schools[1])

    def test_of_what_nobody_has_read_is_simply_counted(self, corrected, anew):
        corrected()

        assert total(anew()) == 42

    def test_of_what_was_read_is_not_shown_and_what_was_read_is_released(
        self, corrected, whole, anew, first_head, second_head, sister_schools, plain_pdf
    ):
        whole.open(by=first_head)
        prepare([sister_schools[0]], YEAR, first_head).release(by=first_head)
        corrected()

        with pytest.raises(Refused, match="Release it as they read it"):
            anew()
        whole = GovernorReport.objects.get(school=None)
        whole.agree(by=first_head, edition=whole.edition)
        whole.release(by=second_head)

        assert (total(whole), whole.earlier_drafts.count()) == (40, 0)

    def test_what_was_read_before_is_put_back_where_nothing_newer_can_be_shown(
        self, corrected, whole, anew, first_head, second_head, sister_schools, plain_pdf
    ):
        whole.open(by=first_head)
        whole.agree(by=first_head, edition=whole.edition)
        unread = anew()
        prepare([sister_schools[0]], YEAR, first_head).release(by=first_head)
        assert unread.obstacle
        corrected()

        back = anew(LATER.replace(hour=12))
        back.release(by=second_head)

        assert (back.edition, total(back), back.agreed_as) == (whole.edition, 40, "Hanna First, Headteacher")
        assert not EarlierDraft.objects.exists()

    def test_what_nobody_has_read_is_not_released_beside_what_came_out_since(
        self, corrected, whole, own, first_head, second_head, plain_pdf
    ):
        corrected()
        own().release(by=second_head)

        whole = GovernorReport.objects.get(school=None)

        assert ReportAccess.refusal(first_head, "agree", whole).startswith("Since this was prepared, another report")
