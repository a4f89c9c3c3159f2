"""Two heads who release one report at the same moment, for real."""

import threading

import pytest
from django.db import connection

from core import clock
from core.access import Refused
from people.models import User
from reports.models import GovernorReport, ReleasedDocument

from .conftest import AFTER

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
