"""Two who release a report, ask for it, or open what it would have to fit, at the same moment, for real."""

import threading

import pytest
from django.db import connection

from core import clock
from core.access import Refused
from people.models import User
from reports.actions import prepare
from reports.models import GovernorReport, Making, ReleasedDocument
from reports.queueing import ask_for

from .conftest import AFTER, YEAR

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def at_once(*acts):
    """What each `(act, user)` answers, or why it is refused, all begun together."""
    gate, results = threading.Barrier(len(acts)), []

    def run(act, who):
        by = User.objects.get(pk=who.pk)
        gate.wait()
        try:
            with clock.set_to(AFTER):
                results.append(act(by))
        except Refused as refused:
            results.append(str(refused))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(results, key=str)


def test_of_two_releases_at_once_one_succeeds(draft, headteacher, plain_pdf):
    def release(by):
        GovernorReport.objects.get(pk=draft.pk).release(by=by)

    assert at_once((release, headteacher), (release, headteacher)) == [
        None, "This report is already released. It does not change any more.",
    ]  # fmt: skip
    assert ReleasedDocument.objects.count() == 1


def test_of_two_who_ask_for_one_report_at_once_both_wait_for_the_same(school, coordinator, headteacher):
    def ask(by):
        return ask_for([school], YEAR, by).pk

    asked = at_once((ask, coordinator), (ask, headteacher))

    assert asked == [Making.objects.get().pk] * 2


@pytest.mark.usefixtures("counted_once", "plain_pdf")
def test_a_draft_is_not_opened_while_what_it_does_not_fit_is_released(whole, first_head, second_head, sister_schools):
    """Neither was fitted to the other, so whichever comes second is refused."""
    own = prepare([sister_schools[1]], YEAR, second_head)

    def read(by):
        GovernorReport.objects.get(pk=whole.pk).open(by=by)

    def release(by):
        GovernorReport.objects.get(pk=own.pk).release(by=by)

    done, refused = at_once((read, first_head), (release, second_head))

    assert (done, "again" in refused) == (None, True)
    assert whole.readings.count() + ReleasedDocument.objects.count() == 1
