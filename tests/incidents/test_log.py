"""The log itself: counts that stop, views that everybody has, and what it says where there is nothing."""

import pytest
from django.urls import reverse

from core.counting import Capped
from incidents import listing
from tests.pages import said

pytestmark = pytest.mark.both

URL = reverse("incidents:log")


@pytest.fixture
def log(coordinator, signed_in):
    """`log("kind=bypass")`: the page, for the coordinator or who is named."""
    return lambda query="", by=coordinator: signed_in(by).get(f"{URL}?{query}")


class TestCounts:
    def test_each_status_says_how_many_whatever_status_is_shown(self, log_incident, log, coordinator):
        log_incident(), log_incident()
        log_incident().withdraw(by=coordinator, reason="Twice.")

        page = log("status=withdrawn")

        counts = {status.value: str(count) for status, count in page.context["counts"]}
        assert counts == {
            "reported": "2", "under_review": "0", "with_authorities": "0", "closed": "0", "withdrawn": "1",
        }  # fmt: skip
        assert str(page.context["total"]) == "3"
        assert "1 incident, newest first" in page.content.decode()

    def test_other_filters_narrow_the_counts(self, log_incident, log):
        log_incident(place="home"), log_incident()

        assert str(log("place=home").context["total"]) == "1"

    def test_counting_stops_where_nobody_reads_on(self, log_incident, log, monkeypatch):
        monkeypatch.setattr(listing, "COUNTED", 2)
        for _ in range(3):
            log_incident()

        page = said(log())

        assert "<b>2+</b><span>Reported</span>" in page
        assert "<b>2+</b><span>All</span>" in page
        assert "2+ incidents, newest first" in page

    @pytest.mark.parametrize(("number", "said"), [(0, "0"), (999, "999"), (1_000, "1,000"), (1_001, "1,000+")])
    def test_a_thousand_is_exact_and_more_is_more(self, number, said):
        assert str(Capped(number, 1_000)) == said


class TestViews:
    def test_everybody_has_the_usual_ones(self, log):
        page = said(log())

        assert f'<a href="{URL}" aria-current="page">Everything</a>' in page
        assert f'<a href="{URL}?handler=me">Assigned to you</a>' in page
        assert f'<a href="{URL}?late=on">Waiting too long</a>' in page

    def test_the_one_that_is_shown_is_marked(self, log):
        page = said(log("handler=me"))

        assert f'<a href="{URL}?handler=me" aria-current="page">Assigned to you</a>' in page

    def test_nobody_handles_it_yet(self, log_incident, log, coordinator):
        new, taken = log_incident(), log_incident()
        taken.assign(by=coordinator, to=coordinator)

        assert log("status=reported&handler=nobody").context["page"].rows == [new]


class TestTags:
    def test_each_filter_has_a_way_to_take_it_off_that_keeps_the_rest(self, incident, log):
        page = said(log("place=classroom&kind=bypass"))

        assert f'<a class="es-tag es-tag--accent" href="{URL}?kind=bypass">Place: Classroom' in page
        assert "Filters: 2 on" in page

    def test_printed_the_filters_are_a_sentence(self, incident, log):
        page = said(log("place=classroom&kind=bypass"))

        sentence = "What it was: Got round the filter (proxy, VPN, hotspot); Place: Classroom"
        assert f'<p class="es-print-only">{sentence}. 1 of 1 incident on this sheet.</p>' in page


class TestNothing:
    def test_nothing_matches_says_which_filter_to_take_off(self, incident, log):
        page = log("place=home&status=closed").content.decode()

        assert "Nothing matches" in page
        assert f'href="{URL}?status=closed">Remove Place: At home or elsewhere</a>' in page
        assert "Check the spelling" not in page

    def test_another_status_may_have_some(self, incident, log):
        page = log("status=closed").content.decode()

        assert "There are incidents in other statuses." in page

    def test_a_search_without_success_says_what_to_try(self, incident, log):
        assert "Check the spelling, or search for fewer words." in log("q=zebra").content.decode()

    def test_nothing_reported_yet_leads_to_the_report(self, log, coordinator):
        page = log().content.decode()

        assert "No incidents here yet" in page
        assert "Nothing reported is not nothing seen" in page
        assert "Assign the ticked incidents" not in page
        assert "Export this list" not in page

    def test_who_reports_nothing_is_not_told_to(self, log, chair):
        page = log(by=chair).content.decode()

        assert "What is reported for you to handle stands here" in page
        assert "Nothing reported is not nothing seen" not in page


class TestToComplete:
    def test_what_was_noted_quickly_says_so(self, incident, log, coordinator):
        incident.to_complete = True
        incident.save_as(coordinator)

        assert "To be completed" in log().content.decode().split("<tbody")[1]


def test_a_reader_by_name_ticks_nothing(incident, governor, headteacher, log):
    incident.readers.create(user=governor, by=headteacher, reason="Second person")

    page = log(by=governor).content.decode()

    assert incident.reference in page
    assert "Assign the ticked incidents" not in page
    assert 'form="assign"' not in page


def test_names_typed_into_the_address_are_escaped(log):
    page = log("q=%3Cscript%3Ealert(1)%3C/script%3E").content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
