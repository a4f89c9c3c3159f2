"""Incidents of a known year, and what a reader asked for."""

from datetime import UTC, datetime

import pytest
from django.http import QueryDict

from core import clock
from incidents.forms import LogFilter
from incidents.models import Incident
from reports.trends import pictures
from reports.trends.figures import Way
from reports.trends.forms import TrendsForm
from reports.trends.queries import incidents_of

from ..conftest import logged

__all__ = ["logged"]
TODAY = datetime(2026, 7, 10, 12, tzinfo=UTC)  # a Friday, in British summer time


@pytest.fixture(autouse=True)
def _today():
    with clock.set_to(TODAY):
        yield


@pytest.fixture
def asked(coordinator):
    """`asked("period=term")`: what these answers mean, for the coordinator or who is named."""
    return lambda query="", by=coordinator: TrendsForm(QueryDict(query), user=by).asked


@pytest.fixture
def picture(asked, coordinator):
    """`picture("weeks", "period=term")`: the page on which these figures stand."""

    def counted(key, query="", by=coordinator):
        said = asked(query, by)
        return pictures.OF_FIGURE[key](incidents_of(by, said), Way(said, may_read_log=True))

    return counted


@pytest.fixture
def in_the_log(coordinator):
    """`in_the_log(figure)`: how many incidents the list shows to which a figure leads; nothing is left out unsaid."""

    def count(figure, by=coordinator):
        found = LogFilter(QueryDict(figure.url.partition("?")[2]), user=by)
        assert found.problems == []
        return found.applied_to(Incident.objects.readable_by(by)).count()

    return count
