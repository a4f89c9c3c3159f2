"""The public page of a school: approved policies in force, and nothing else."""

from datetime import date

import pytest
from django.core.cache import cache

from policies.models import Row

PAGE = "/p/ash/"
POLICY = f"{PAGE}e-safety-policy/"
PDF = f"{PAGE}e-safety-policy.pdf"


def text(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture(autouse=True)
def _nothing_kept(db):
    cache.clear()


@pytest.mark.parametrize("address", [PAGE, PAGE.upper().replace("/P/", "/p/"), POLICY])
def test_anybody_reads_what_is_in_force_without_signing_in(address, approved, client):
    response = client.get(address)

    assert response.status_code == 200
    assert "E-safety policy" in text(response)
    assert response["Cache-Control"] == "public, max-age=300"


def test_no_cache_that_others_share_keeps_it_with_the_session_of_whoever_is_signed_in(approved, teacher, signed_in):
    response = signed_in(teacher).get(PAGE)

    assert response["Cache-Control"] == "no-store, private"


@pytest.fixture
def drawn(monkeypatch):
    """What is drawn, in place of the seconds that it takes."""
    pages = []
    monkeypatch.setattr("core.pdf.render", lambda html, stylesheet: pages.append(html) or b"%PDF")
    return pages


def test_anybody_downloads_it_and_it_is_drawn_once(approved, client, drawn, time_machine):
    answers = [client.get(PDF)]
    time_machine.move_to("2026-11-19 15:00", tick=False)
    answers.append(client.get(PDF))

    assert [answer["Content-Type"] for answer in answers] == ["application/pdf"] * 2
    assert len(drawn) == 1


def test_it_is_drawn_again_once_it_says_something_else(approved, client, drawn, second_draft, approve):
    client.get(PDF)
    approve(second_draft, approved_on=date(2026, 11, 18), effective_from=date(2026, 11, 19))
    client.get(PDF)

    assert ["version 2" in page for page in drawn] == [False, True]


def test_who_asks_while_it_is_drawn_is_asked_to_wait(approved, client, monkeypatch):
    meanwhile = []

    def draw(html, stylesheet):
        meanwhile.append(client.get(PDF))
        return b"%PDF"

    monkeypatch.setattr("core.pdf.render", draw)

    first = client.get(PDF)

    [second] = meanwhile
    assert first.content == b"%PDF"
    assert (second.status_code, second["Retry-After"], second["Refresh"]) == (503, "5", "5")
    assert "Cache-Control" not in second
    assert "The document is being made" in text(second)


def test_a_drawing_that_failed_is_tried_again(approved, client, monkeypatch):
    def fail(html, stylesheet):
        raise MemoryError

    monkeypatch.setattr("core.pdf.render", fail)
    with pytest.raises(MemoryError):
        client.get(PDF)
    monkeypatch.setattr("core.pdf.render", lambda html, stylesheet: b"%PDF")

    assert client.get(PDF).content == b"%PDF"


def test_it_names_no_other_school_that_the_policy_covers(approved, other_school, client, drawn):
    approved.policy.cover(other_school, by=None, starts_on=date(2026, 11, 19))

    client.get(PDF)

    assert "Ashdown Primary" in drawn[0]
    assert "Birchwood Primary" not in drawn[0]


@pytest.mark.parametrize("address", [PAGE, POLICY, PDF])
def test_a_school_that_does_not_publish_has_no_such_page(address, approved, school, administrator, client):
    school.shows_policies = False
    school.save_as(administrator)

    hidden, unknown = client.get(address), client.get(address.replace("ash", "zzz"))

    assert (hidden.status_code, unknown.status_code) == (404, 404)
    assert hidden.content == unknown.content


def test_why_a_row_was_in_doubt_is_for_those_who_edit_it(approved, client, teacher, signed_in):
    Row.objects.filter(matrix__version=approved).update(remark="The source is hard to read.")

    inside, outside = signed_in(teacher).get(approved.get_absolute_url()), client.get(POLICY)

    assert "The source is hard to read." in text(inside)
    assert "The source is hard to read." not in text(outside)


def test_a_draft_is_not_shown(draft, client):
    assert "No policy is in force yet" in text(client.get(PAGE))
    assert [client.get(address).status_code for address in (POLICY, PDF)] == [404, 404]


def test_the_next_draft_leaves_what_is_in_force_as_it_is(second_draft, administrator, client):
    section = second_draft.sections.get(key="scope")
    section.rewrite(by=administrator, title="Scope", body="Only a thought.")

    page = text(client.get(POLICY))

    assert "version 1" in page
    assert "Only a thought." not in page


def test_what_is_approved_and_not_in_force_yet_is_not_shown(approved, client, time_machine):
    time_machine.move_to("2026-08-31 12:00", tick=False)

    assert client.get(POLICY).status_code == 404


@pytest.mark.parametrize("address", [PAGE, POLICY])
def test_it_says_nothing_about_anybody_and_leads_nowhere_inside(address, approved, client, coordinator, signed_in):
    for browser in (client, signed_in(coordinator)):
        page = text(browser.get(address))

        assert approved.approval_recorded_by.name not in page
        assert approved.started_by.name not in page
        assert coordinator.name not in page
        assert 'href="/policies/' not in page
        assert 'href="/incidents/' not in page


def test_readers_find_the_public_page_from_the_policies(approved, teacher, signed_in):
    assert f'href="{PAGE}"' in text(signed_in(teacher).get("/policies/"))
