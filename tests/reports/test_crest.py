"""Whose crest is on a report, and from when."""

from datetime import timedelta

import pytest

from core import clock
from people.models import Crest
from reports.presentation import Presentation

from .conftest import AFTER


@pytest.fixture
def put_up(school, headteacher):
    """`put_up(b"picture", days)`: so many days after the year's report was prepared."""

    def put(picture, days):
        with clock.set_to(AFTER + timedelta(days=days)):
            return Crest.put_up(school, picture, by=headteacher)

    return put


def test_a_draft_has_the_crest_of_now(draft, put_up):
    crest = put_up(b"first", -1)

    assert Presentation(draft).crest == crest


def test_what_was_released_keeps_the_crest_that_it_was_released_with(put_up, released):
    before = put_up(b"first", -1)
    put_up(b"second", 1)

    with clock.set_to(AFTER + timedelta(days=2)):
        assert Presentation(released).crest == before


def test_a_school_without_one_shows_its_name_alone(released, put_up):
    put_up(b"later", 1)

    with clock.set_to(AFTER + timedelta(days=2)):
        assert Presentation(released).crest is None


def test_a_federation_has_none(released, put_up, federation):
    put_up(b"first", -1)
    released.school, released.federation = None, federation

    assert Presentation(released).crest is None
