"""What the home page calls a decision to make is what closing still waits for."""

import pytest

from incidents import waiting
from incidents.models import Misuse
from incidents.models.closing import still_missing
from sanctions.actions import choose_misuse, decide
from sanctions.choice import Choice


@pytest.fixture
def to_decide(involvement, coordinator):
    """`to_decide()`: how many actions the incident's page counts, once the queue and the page agree."""

    def count():
        texts = [point.text for point in still_missing(involvement.incident) if point.anchor == "actions"]
        queued = waiting.queued_for(coordinator).get(pk=involvement.incident.pk)
        assert (queued.queue == waiting.DECIDE) == bool(texts)
        return int(texts[0].split()[1]) if texts else 0

    return count


@pytest.fixture
def say(involvement, coordinator, action):
    def make(*keys, done=True):
        choices = [Choice(involvement, done=done, action=action(key), reason="Agreed.") for key in keys]
        decide(involvement.incident, choices, by=coordinator)

    return make


def test_without_a_misuse_nothing_is_to_decide(to_decide):
    assert to_decide() == 0


def test_what_the_table_recommends_is(open_actions, to_decide):
    assert to_decide() == 4


def test_each_decision_is_one_less_whether_it_was_done_or_not(open_actions, to_decide, say):
    say("warning")
    say("parents", done=False)

    assert to_decide() == 2


def test_the_last_decision_ends_it(open_actions, to_decide, say, action):
    said = open_actions.misuses.get().row.cells.recommended().values_list("column__key", flat=True)

    say(*said)

    assert to_decide() == 0


def test_an_action_that_two_kinds_of_misuse_recommend_is_decided_once(
    involvement, coordinator, misuse_row, to_decide, say
):
    rows = [misuse_row("P3"), misuse_row("P13")]
    choose_misuse(involvement, rows, by=coordinator)
    columns = {cell.column.key for row in rows for cell in row.cells.recommended()}
    assert len(columns) < sum(row.cells.recommended().count() for row in rows)
    assert to_decide() == len(columns)

    say(*columns)

    assert to_decide() == 0


def test_what_was_decided_for_one_person_is_still_to_decide_for_another(
    open_actions, other_pupil, coordinator, misuse_row, to_decide, say
):
    say("warning", "parents")
    other = open_actions.incident.involvements.create(person=other_pupil, part="instigator", kind="pupil")
    Misuse(involvement=other, row=misuse_row("P3")).save_as(coordinator)

    assert to_decide() == 2 + 4
