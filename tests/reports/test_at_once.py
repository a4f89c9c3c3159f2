"""Two who release one report, or ask for it, at the same moment, for real."""

import threading

import pytest
from django.db import connection

from core import clock
from core.access import Refused
from people.models import User
from reports.asking import ask_for
from reports.models import GovernorReport, Making, ReleasedDocument

from .conftest import AFTER, YEAR

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def test_of_two_releases_at_once_one_succeeds(draft, headteacher, plain_pdf):
    gate, results = threading.Barrier(2), []

    def release():
        report, by = GovernorReport.objects.get(pk=draft.pk), User.objects.get(pk=headteacher.pk)
        gate.wait()
        try:
            with clock.set_to(AFTER):
                results.append(report.release(by=by))
        except Refused as refused:
            results.append(str(refused))
        finally:
            connection.close()

    threads = [threading.Thread(target=release) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(results, key=str) == [None, "This report is already released. It does not change any more."]
    assert ReleasedDocument.objects.count() == 1


def test_of_two_who_ask_for_one_report_at_once_both_wait_for_the_same(school, coordinator, headteacher):
    gate, asked = threading.Barrier(2), []

    def ask(who):
        by = User.objects.get(pk=who.pk)
        gate.wait()
        try:
            with clock.set_to(AFTER):
                asked.append(ask_for([school], YEAR, by).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=[who]) for who in (coordinator, headteacher)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert asked == [Making.objects.get().pk] * 2
