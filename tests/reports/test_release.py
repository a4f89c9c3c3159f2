"""Releasing a report freezes it: the figures, the document, and who may see it from then on."""

import hashlib

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from audit.verifying.problems import quietly
from core import clock
from core.access import Refused
from core.sealing import seal_what_waits
from people.calendar import AcademicYear, midnight
from people.roles import Role
from reports.actions import prepare
from reports.models import GovernorReport, Making, Narrative
from reports.verifying import check_published
from tests.audit.conftest import no_triggers

from .conftest import AFTER, YEAR


def test_the_head_releases_a_report(draft, headteacher, plain_pdf):
    draft.release(by=headteacher)

    seal_what_waits()
    draft.refresh_from_db()
    assert (draft.status, draft.released_by, draft.released_at) == ("released", headteacher, AFTER)
    assert draft.released_as == "Hattie Head, Headteacher"
    assert draft.sha256 == hashlib.sha256(draft.document.copy_of("pdf")).hexdigest()
    assert draft.history.first().history_change_reason == "Released"


@pytest.mark.parametrize("who", ["coordinator", "safeguarding_lead", "governor", "chair", "stranger"])
def test_others_do_not_release(request, draft, who):
    with pytest.raises(Refused, match="Only the head releases"):
        draft.release(by=request.getfixturevalue(who))


def test_a_report_is_released_once(released, headteacher):
    with pytest.raises(Refused, match=r"already released\. It does not change any more"):
        released.release(by=headteacher)


@pytest.mark.usefixtures("kept_before")
def test_nothing_of_a_released_report_changes(released, busy_year, headteacher):
    before = released.document.copy_of("pdf")
    released.title = "Another"

    with pytest.raises(Refused, match="does not change"):
        released.save_as(headteacher)
    with pytest.raises(Refused, match="does not change"):
        released.delete()
    with pytest.raises(Refused, match="does not change"):
        released.document.save()

    stored = GovernorReport.objects.get()
    assert (stored.title, stored.document.copy_of("pdf")) == ("Annual e-safety report, 2025 to 2026", before)
    assert stored.data["tables"]["terms"]["total"] == [0, 0]


@pytest.mark.parametrize(
    "statement", ["UPDATE reports_governorreport SET data = '{}'", "DELETE FROM reports_governorreport_schools"]
)
def test_figures_or_schools_that_were_altered_afterwards_are_found(released, statement):
    assert list(check_published(quietly, "default")) == []

    with no_triggers() as cursor:
        cursor.execute(statement)

    [problem] = check_published(quietly, "default")
    assert (problem.object, problem.key) == ("reports.governorreport", released.pk)
    assert problem.what == "its figures or its schools are not those that were released"


def test_a_year_that_is_not_over_is_not_released(school, coordinator, headteacher):
    with clock.set_to(midnight(YEAR.last_day)):
        report = prepare([school], YEAR, coordinator)
        with pytest.raises(Refused, match="can be released from 1 September 2026"):
            report.release(by=headteacher)

    with clock.set_to(AFTER), pytest.raises(Refused, match="prepared before the year was over"):
        report.release(by=headteacher)


def test_a_released_report_is_replaced_with_a_reason_and_stays(released, school, coordinator, headteacher, busy_year):
    with pytest.raises(Refused, match="Say why it is replaced"):
        prepare([school], YEAR, coordinator, " ")

    second = prepare([school], YEAR, coordinator, "Incidents were missing.")
    assert GovernorReport.objects.get(pk=released.pk).replacement is None
    second.release(by=headteacher)
    seal_what_waits()

    assert GovernorReport.objects.get(pk=released.pk).replacement == second
    assert list(GovernorReport.objects.current()) == [second]
    assert second.document.copy_of("pdf") != released.document.copy_of("pdf")


def test_two_first_releases_of_a_year_are_refused_by_the_database(released, school, coordinator):
    fields = {name: getattr(released, name) for name in ("year", "title", "data", "prepared_at", "sha256")}
    with pytest.raises(IntegrityError), transaction.atomic():
        GovernorReport.objects.create(
            school=school, status="released", prepared_by=coordinator, released_by=coordinator,
            released_at=released.released_at, **fields,
        )  # fmt: skip


def test_the_database_refuses_a_release_without_its_fingerprint(draft):
    with pytest.raises(IntegrityError), transaction.atomic():
        GovernorReport.objects.filter(pk=draft.pk).update(status="released")


def test_a_draft_from_before_another_release_with_schools_in_common_is_prepared_anew(
    appoint, federation, sister_schools, plain_pdf, after_the_year
):
    head = appoint(Role.HEADTEACHER, federation)
    whole, part = prepare(list(sister_schools), YEAR, head), prepare([sister_schools[0]], YEAR, head)
    whole.release(by=head)

    with pytest.raises(Refused, match="another report that has schools in common with it was released"):
        part.release(by=head)
    again = prepare([sister_schools[0]], YEAR, head)
    again.release(by=head)

    assert again.is_released


def test_last_years_released_figures_are_taken_over(released, school, coordinator, headteacher, busy_year):
    with clock.set_to(AFTER.replace(year=2027)):
        following = prepare([school], AcademicYear(2026), coordinator)

    assert following.data["compared"] == f"report {released.pk}"
    assert following.data["tables"]["terms"]["total"] == [0, 0]  # not the 69 that were logged since


@pytest.mark.usefixtures("kept_before")
def test_a_year_that_was_shown_as_the_year_before_is_fitted_to_what_was_shown(
    school, coordinator, headteacher, plain_pdf
):
    with clock.set_to(AFTER.replace(year=2027)):
        following = prepare([school], AcademicYear(2026), coordinator)
        following.release(by=headteacher)
        late = prepare([school], YEAR, coordinator)

    assert late.data["beside"] == [f"{following.pk} of {following.prepared_at.isoformat()}"]


@pytest.mark.usefixtures("kept_before")
def test_a_draft_that_compares_with_what_was_released_since_is_prepared_anew(
    school, coordinator, headteacher, plain_pdf
):
    with clock.set_to(AFTER.replace(year=2027)):
        later = prepare([school], AcademicYear(2026), coordinator)
        prepare([school], YEAR, coordinator).release(by=headteacher)
        with pytest.raises(Refused, match="another report that has schools in common"):
            later.release(by=headteacher)

        again = prepare([school], AcademicYear(2026), coordinator)
        again.release(by=headteacher)

    assert again.is_released


class TestWhatWasRead:
    """What the head releases is what the head read."""

    @pytest.fixture
    def address(self, draft):
        return reverse("reports:release", args=[draft.pk])

    @pytest.fixture
    def send(self, address, draft, headteacher, signed_in):
        """The page as it was opened now, sent whenever it is called."""
        headteacher.set_password("correct horse battery")
        headteacher.save_as(headteacher)
        client = signed_in(headteacher)
        read = client.get(address, {"edition": draft.edition}).context["form"]["edition"].value()
        said = {"confirmed": "on", "password": "correct horse battery", "edition": read}
        return lambda: client.post(address, said)

    def test_a_report_that_was_prepared_anew_meanwhile_is_read_again(self, send, school, coordinator):
        with clock.set_to(AFTER.replace(hour=10)):
            prepare([school], YEAR, coordinator)

            answer = send()

        assert answer.status_code == 409
        assert "This report changed while you were reading. Read it again" in answer.content.decode()
        assert not Making.objects.exists()

    def test_words_that_changed_meanwhile_are_read_again(self, draft, coordinator, headteacher, appoint, school, send):
        said = {"commentary": "Trust.", "examples": "", "questions": ""}
        words = Narrative.write(draft, by=coordinator, edition=0, **said)
        words.confirm(by=appoint(Role.SENIOR_LEADER, school), edition=1)

        assert send().status_code == 409

    def test_who_comes_another_way_reads_the_draft_first(self, address, headteacher, signed_in):
        assert signed_in(headteacher).get(address).context["form"]["edition"].value() == ""

    def test_what_was_not_changed_is_released(self, send):
        assert send().status_code == 302

    def test_what_changes_while_the_worker_waits_is_not_released(
        self, send, school, coordinator, draft, work, plain_pdf
    ):
        send()
        with clock.set_to(AFTER.replace(hour=10)):
            prepare([school], YEAR, coordinator)
            work()

        assert Making.objects.get().refusal.startswith("This report changed")
        assert not GovernorReport.objects.get().is_released

    def test_the_page_of_the_draft_names_what_is_read(self, draft, headteacher, signed_in, address):
        page = signed_in(headteacher).get(draft.get_absolute_url()).content.decode()

        assert f"{address}?edition={draft.edition}" in page
