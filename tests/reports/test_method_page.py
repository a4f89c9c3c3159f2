"""The page that explains to governors what is withheld and why."""

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from reports.saying import TOO_FEW
from tests.pages import said


@pytest.mark.parametrize("who", ["governor", "chair", "headteacher", "coordinator", "safeguarding_lead"])
def test_whoever_reads_reports_may_read_how_numbers_are_protected(request, signed_in, who):
    page = signed_in(request.getfixturevalue(who)).get(reverse("reports:method"))

    assert page.status_code == 200
    assert "44 less 30 less 11 gives 3" in page.content.decode()


@pytest.mark.parametrize("who", ["teacher", "administrator"])
def test_whoever_reads_no_reports_is_told_why(request, signed_in, who):
    page = signed_in(request.getfixturevalue(who)).get(reverse("reports:method"))

    assert page.status_code == 403


def test_each_report_leads_to_it(released, signed_in, governor):
    page = signed_in(governor).get(released.get_absolute_url())

    assert reverse("reports:method") in page.content.decode()


def test_it_is_read_in_two_minutes_and_names_termly_reports(signed_in, governor):
    page = said(signed_in(governor).get(reverse("reports:method")))

    words = strip_tags(page[page.index("<h1>") : page.index("</main>")]).split()

    assert TOO_FEW in " ".join(words)
    assert "termly report" in " ".join(words)
    assert len(words) < 520  # at 250 words a minute, and a table
