"""What the worker makes of reports: once for whoever asks, from the beginning if it is killed, and nothing half."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from core import clock
from core.access import Refused
from people.actions import close_account
from people.roles import Role
from reports import document
from reports.actions import drawn
from reports.models import GovernorReport, Making, ReleasedDocument
from reports.queueing import ask_for, ask_to_draw, ask_to_release
from reports.tasks import make

from .conftest import AFTER, YEAR

pytestmark = pytest.mark.usefixtures("plain_pdf")


def test_a_report_is_counted_and_drawn_by_the_worker(school, coordinator, after_the_year, work):
    making = ask_for([school], YEAR, coordinator)
    assert not GovernorReport.objects.exists()

    work()

    making.refresh_from_db()
    assert (making.step, making.report.prepared_by, making.refusal) == ("done", coordinator, "")
    assert drawn(making.report) == document.pdf_of(making.report)


def test_whoever_asks_for_the_same_meanwhile_waits_for_the_first(
    school, coordinator, headteacher, after_the_year, work
):
    first = ask_for([school], YEAR, coordinator)

    assert ask_for([school], YEAR, headteacher) == first
    work()
    assert GovernorReport.objects.get().prepared_by == coordinator
    assert ask_for([school], YEAR, headteacher) != first


def test_what_cannot_be_prepared_is_refused_before_the_worker_begins(school, coordinator, released):
    with pytest.raises(Refused, match="Say why it is replaced"):
        ask_for([school], YEAR, coordinator)

    assert not Making.objects.exists()


def test_what_the_worker_may_not_do_any_more_is_said_on_its_page(school, coordinator, after_the_year, work, signed_in):
    making = ask_for([school], YEAR, coordinator)
    coordinator.memberships.all().delete()

    work()

    page = signed_in(coordinator).get(making.get_absolute_url())
    assert "A governor report is prepared by the coordinator or the head." in page.content.decode()
    assert not GovernorReport.objects.exists()


def test_a_worker_that_is_killed_while_drawing_leaves_nothing_half(school, coordinator, after_the_year, monkeypatch):
    making = ask_for([school], YEAR, coordinator)
    with monkeypatch.context() as killed:
        killed.setattr(document, "pdf_of", lambda report: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            make.call(making.pk)
    making.refresh_from_db()
    assert (making.step, making.finished_at) == ("drawing", None)
    counted = GovernorReport.objects.get().prepared_at

    with clock.set_to(AFTER.replace(hour=12)):
        make.call(making.pk)

    making.refresh_from_db()
    assert making.step == "done"
    assert GovernorReport.objects.get().prepared_at == counted  # the figures are not counted again


def test_a_worker_that_is_killed_while_releasing_leaves_a_draft(draft, headteacher, monkeypatch):
    making = ask_to_release(draft, headteacher)
    with monkeypatch.context() as killed:
        killed.setattr(document, "page_of", lambda report: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            make.call(making.pk)
    assert not GovernorReport.objects.get().is_released
    assert not ReleasedDocument.objects.exists()

    make.call(making.pk)

    assert GovernorReport.objects.get().is_released


def test_an_account_that_was_closed_meanwhile_releases_nothing(draft, school, headteacher, administrator, appoint):
    appoint(Role.HEADTEACHER, school, "Olga Other")
    making = ask_to_release(draft, headteacher)
    close_account(headteacher, by=administrator, reason="Left this minute.")

    make.call(making.pk)

    making.refresh_from_db()
    assert making.refusal
    assert not GovernorReport.objects.get().is_released


def test_a_second_head_who_releases_at_the_same_moment_is_told_who_was_faster(draft, school, headteacher, appoint):
    other = appoint(Role.HEADTEACHER, school, "Olga Other")
    making = ask_to_release(draft, headteacher)

    with pytest.raises(Refused, match="Hattie Head is releasing this report at this moment"):
        ask_to_release(draft, other)

    assert ask_to_release(draft, headteacher) == making  # a double click is one release


def test_a_draft_whose_words_changed_is_drawn_again(draft, coordinator, work):
    from reports.models import Narrative

    ask_to_draw(draft, coordinator)
    work()
    assert drawn(draft)

    Narrative.write(draft, by=coordinator, commentary="More trust.", examples="", questions="", edition=0)

    assert drawn(GovernorReport.objects.get()) is None


def test_the_page_says_how_far_it_is_and_leads_to_what_was_made(school, coordinator, after_the_year, signed_in, work):
    making, client = ask_for([school], YEAR, coordinator), signed_in(coordinator)
    waiting = client.get(making.get_absolute_url()).content.decode()
    assert "Waiting for the worker …" in waiting

    work()

    done = client.get(making.get_absolute_url(), follow=True)
    assert done.redirect_chain == [(GovernorReport.objects.get().get_absolute_url(), 302)]
    assert "The draft is ready." in done.content.decode()


@pytest.mark.parametrize(("who", "status"), [("headteacher", 200), ("governor", 404), ("stranger", 404)])
def test_how_far_it_is_is_seen_by_those_who_prepare_or_release(
    request, signed_in, school, coordinator, after_the_year, who, status
):
    making = ask_for([school], YEAR, coordinator)

    assert signed_in(request.getfixturevalue(who)).get(making.get_absolute_url()).status_code == status


def test_the_released_documents_are_the_same_a_year_later(released, governor, signed_in, logged):
    names = ("governor-pdf", "governor-archive", "governor-page")
    before = [signed_in(governor).get(reverse(f"reports:{name}", args=[released.pk])).content for name in names]
    logged(40, group="5")

    with clock.set_to(AFTER.replace(year=2027)):
        after = [signed_in(governor).get(reverse(f"reports:{name}", args=[released.pk])).content for name in names]

    assert after == before
    assert len(set(before)) == 3


def test_each_copy_is_listed_for_those_who_prepare_and_not_for_governors(released, governor, headteacher, signed_in):
    reader = signed_in(governor)
    for name in ("governor-pdf", "governor-page"):
        reader.get(reverse(f"reports:{name}", args=[released.pk]))
    address = reverse("reports:downloads", args=[released.pk])

    listed = signed_in(headteacher).get(address)

    assert {(copy.user, copy.of) for copy in listed.context["taken"]} == {(governor, "page"), (governor, "pdf")}
    refused = signed_in(governor).get(address)
    assert refused.status_code == 403
    assert "Who took a copy is for those who prepare the report or release it." in refused.content.decode()


def test_there_is_no_copy_to_keep_of_a_draft(draft, coordinator, signed_in):
    answer = signed_in(coordinator).get(reverse("reports:governor-archive", args=[draft.pk]))

    assert answer.status_code == 403
    assert "There is one once the report is released." in answer.content.decode()


class TestWhatTheProgramFailedAt:
    @pytest.fixture
    def given_up(self, draft, coordinator, work, monkeypatch):
        """Drawing it failed, by an error of the program, as often as it is tried."""
        making = ask_to_draw(draft, coordinator)
        with monkeypatch.context() as broken:
            broken.setattr(document, "pdf_of", lambda report: (_ for _ in ()).throw(ValueError("does not fit")))
            work()
        DBTaskResult.objects.update(status="FAILED")
        return making

    def test_its_page_says_so(self, given_up, coordinator, signed_in):
        page = signed_in(coordinator).get(given_up.get_absolute_url()).content.decode()

        assert "It could not be made." in page
        assert "Drawing the pages …" not in page

    def test_asked_for_again_it_is_made(self, given_up, draft, headteacher, work):
        assert ask_to_draw(draft, headteacher) == given_up

        work()

        given_up.refresh_from_db()
        assert given_up.step == "done"
        assert drawn(draft)

    def test_while_it_waits_to_be_tried_again_it_is_not_asked_for_twice(self, draft, coordinator):
        ask_to_draw(draft, coordinator)
        ask_to_draw(draft, coordinator)

        assert DBTaskResult.objects.count() == 1


def test_a_draft_is_drawn_for_those_who_read_it(draft, governor):
    with pytest.raises(Refused, match="A draft is read by"):
        ask_to_draw(draft, governor)


@pytest.mark.parametrize(
    ("changed", "constraint"),
    [
        ({"school": None}, "making_is_of_one_school_or_one_federation"),
        ({"report": None}, "drawing_or_releasing_names_its_report"),
        ({"refusal": "No."}, "refused_making_is_finished"),
        ({"finished_at": AFTER}, "making_is_done_when_it_is_finished"),
    ],
)
def test_the_database_holds_what_is_made_together(draft, coordinator, changed, constraint):
    making = ask_to_draw(draft, coordinator)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Making.objects.filter(pk=making.pk).update(**changed)


def test_a_refusal_leads_to_the_draft_that_is_there(draft, coordinator, signed_in):
    making = ask_for(draft.scope.schools, draft.academic_year, coordinator)
    making.finish(refusal="Too little has changed.")

    page = signed_in(coordinator).get(making.get_absolute_url()).content.decode()

    assert f'href="{draft.get_absolute_url()}">Read the draft' in page
