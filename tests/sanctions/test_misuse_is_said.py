"""Before closing it is said of each alleged instigator with a sanctions table which misuse it was, or that none was."""

import pytest

from core.access import Refused
from incidents.codes import Finding
from incidents.models import Incident
from incidents.statement import Named
from sanctions.actions import choose_misuse

SAID = {"finding": Finding.UNSUBSTANTIATED, "outcome": "Nothing.", "rationale": "Nothing was found."}


@pytest.fixture
def involvement(involvement):
    """Nobody has said which misuse it was."""
    involvement.no_misuse = False
    involvement.save_as(involvement.incident.reported_by)
    return involvement


def needed(involvement):
    incident = Incident.objects.get(pk=involvement.incident_id)
    return [point.text for point in incident.missing_for_closure if point.anchor == "actions"]


def test_closing_asks_which_misuse_it_was(involvement, coordinator):
    assert needed(involvement) == ["say which misuse it was for Pip Pupil, or that none applies"]

    with pytest.raises(Refused, match="say which misuse it was for Pip Pupil"):
        involvement.incident.close(by=coordinator, **SAID)


def test_that_none_applies_is_an_answer_and_shows(involvement, coordinator, signed_in):
    choose_misuse(involvement, [], by=coordinator)

    page = signed_in(coordinator).get(involvement.incident.get_absolute_url()).content.decode()
    assert needed(involvement) == []
    assert "None of the table" in page
    assert "Not said" not in page


def test_a_misuse_found_later_takes_the_answer_back(involvement, coordinator, misuse_row):
    choose_misuse(involvement, [], by=coordinator)

    choose_misuse(involvement, [misuse_row("P3")], by=coordinator)

    involvement.refresh_from_db()
    assert involvement.no_misuse is False


def test_nobody_is_asked_of_somebody_whom_no_sanctions_table_covers(log_incident, coordinator):
    incident = log_incident(
        people=[Named(part="instigator", name="Mx Visitor", kind="other", works_or_volunteers="no")]
    )
    incident.review(by=coordinator, branch="unsuitable", user_action=None, safeguarding=False, reason="No.")

    assert needed(incident.involvements.get()) == []
