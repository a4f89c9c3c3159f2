"""What happened is taken out as a file with a reason, which becomes a line of it; nothing is cut off."""

import csv

import pytest
from django.urls import reverse

from core.access import Refused
from core.sealing import seal_what_waits
from esafety.models import TrailExport
from esafety.trail import actions
from esafety.trail.forms import TrailFilter
from esafety.trail.queries import links_for

PAGE = reverse("trail:take-out")


@pytest.fixture
def head(headteacher, teacher, signed_in):
    """The browser of the head, after a teacher came in."""
    signed_in(teacher)
    browser = signed_in(headteacher)
    seal_what_waits()
    return browser


def test_it_holds_what_the_list_shows(head, teacher, headteacher):
    answer = head.post(f"{PAGE}?kind=sign_in&who={teacher.pk}", {"reason": "For the inspector."})

    rows = list(csv.reader(answer.content.decode("utf-8-sig").splitlines()))
    assert rows[0] == ["When", "Who", "What", "Details"]
    assert [row[1:] for row in rows[1:]] == [["Tess Teacher", "Signed in", "Signed in"]]
    kept = TrailExport.objects.get()
    assert (kept.user, kept.rows, kept.reason) == (headteacher, 1, "For the inspector.")
    assert kept.query == "Signed in, of Tess Teacher"


def test_without_a_reason_nothing_leaves(head):
    answer = head.post(PAGE, {"reason": " "})

    assert "Say what you need it for" in answer.text
    assert not TrailExport.objects.exists()


def test_it_becomes_a_line_of_the_list(head, headteacher):
    head.post(PAGE, {"reason": "For the inspector."})
    seal_what_waits()

    assert links_for(headteacher).filter(kind="export", by=headteacher.pk).count() == 1


@pytest.mark.usefixtures("head")
def test_what_is_too_much_is_refused_and_not_cut_off(headteacher, monkeypatch):
    monkeypatch.setattr(actions, "MOST", 1)

    with pytest.raises(Refused, match="1 lines at most: choose fewer days"):
        actions.take_out(TrailFilter({}, user=headteacher), by=headteacher, reason="For the inspector.")

    assert not TrailExport.objects.exists()


def test_where_nothing_fits_there_is_nothing_to_take(head, headteacher):
    assert "There is nothing to export" in head.get(f"{PAGE}?kind=erasure").text
    with pytest.raises(Refused, match="Nothing fits"):
        actions.take_out(TrailFilter({"kind": "erasure"}, user=headteacher), by=headteacher, reason="For nothing.")


def test_who_does_not_read_it_does_not_take_it_out(coordinator):
    with pytest.raises(Refused, match="for the head and the administrator"):
        actions.take_out(TrailFilter({}, user=coordinator), by=coordinator, reason="Because.")
