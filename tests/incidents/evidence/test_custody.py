"""The chain of custody: everything that happened to each file, as a page and on paper."""

import hashlib
import io
from datetime import UTC, datetime, time

import pikepdf
import pytest
import time_machine
from django.urls import reverse

from core import clock
from core.access import Refused
from core.forms import moment
from incidents.custody import chains_of
from incidents.models import Evidence, Export
from tests.incidents.browser_form import sent_by

from . import files
from .conftest import alter

AT_TEN_AND_ONE = datetime(2026, 11, 16, 10, 1, tzinfo=UTC)


@pytest.fixture
def evidence(attached, coordinator, headteacher, signed_in):
    """Attached, opened, handed over and withdrawn."""
    evidence = attached()
    list(evidence.open(by=headteacher, copy="original"))
    url = reverse("incidents:hand-over-evidence", args=[evidence.incident.reference, evidence.pk])
    said = {"to": "PC Invented", "reference": "AP/26/1182", "how": "On an encrypted stick."}
    browser = signed_in(coordinator)
    browser.post(url, sent_by(browser.get(url), "how") | said)
    evidence.refresh_from_db()
    evidence.withdraw(by=coordinator, reason="In error.")
    return evidence


def chain(evidence):
    return reverse("incidents:chain", args=[evidence.incident.reference])


def test_it_tells_everything_in_its_order(evidence, coordinator, signed_in):
    page = signed_in(coordinator).get(chain(evidence))

    [(_, links)] = page.context["chains"]
    assert [(link.who, link.what) for link in links] == [
        ("Cora Coordinator", "Attached it"),
        ("Hattie Head", "Opened the original"),
        ("Cora Coordinator", "Handed it to PC Invented, their reference AP/26/1182: On an encrypted stick."),
        ("Cora Coordinator", "Withdrew it: In error."),
    ]
    assert evidence.sha256 in page.content.decode()
    assert evidence.shown_sha256 in page.content.decode()


def told(evidence):
    evidence = Evidence.objects.get(pk=evidence.pk)
    [(_, links)] = chains_of(evidence.incident, [evidence])
    return [(link.who, link.what) for link in links]


def test_a_quarantine_and_what_was_called_off_in_it_stay_in_it(with_police, headteacher, leader):
    asked = with_police.ask_destruction(by=headteacher, police_reference="P-9", reason="They said so.")
    asked.call_off(by=headteacher, reason="The officer took it back.")
    with_police.incident.clear_images(by=headteacher, reason="A cartoon.")

    assert told(with_police) == [
        ("Hattie Head", "Attached it"),
        ("Hattie Head", "Quarantined it: images of children may be part of it. The officer says so."),
        ("Hattie Head", "Asked for its destruction, as the Police instruct (P-9): They said so."),
        ("Hattie Head", "Called its destruction off: The officer took it back."),
        ("Hattie Head", "Released it: no images of children. A cartoon."),
    ]


def test_so_does_what_became_of_it_where_it_is_stored(attached, headteacher, stored):
    evidence, other = attached(), attached(files.TEXT, name="chat.txt")  # of one title
    for path in stored():
        alter(path)
    with pytest.raises(Refused):
        evidence.open(by=headteacher, copy="original")
    evidence.record_check(is_whole=False)
    evidence.record_check(is_whole=True)
    evidence.key_id = "another"
    evidence.save_as(None, "Encrypted with another key")
    evidence.disposed_at = clock.now()
    evidence.save_as(None, "Its time is over")

    attaching, refused, *rest = told(evidence)
    assert attaching == ("Cora Coordinator", "Attached it")
    assert refused[0] == "Hattie Head"
    assert refused[1].startswith("Was not given it. Evidence “Screenshot of the chat” could not be opened")
    assert rest == [
        ("The system", "Found it missing or damaged where it is stored"),
        ("The system", "Found it whole again where it is stored"),
        ("The system", "Encrypted it with another key"),
        ("The system", "Destroyed it at the end of its time: the file is gone"),
    ]
    assert told(other) == [("Cora Coordinator", "Attached it")]


def test_a_double_click_is_one_handing_and_the_same_again_later_another(attached, coordinator):
    said = {"to": "PC Invented", "reference": "AP/26/1182", "how": "On an encrypted stick."}
    with time_machine.travel("2026-11-16T09:58:00+00:00", tick=False) as clock:
        evidence = attached()
        clock.move_to("2026-11-16T10:00:59+00:00")
        evidence.hand_over(by=coordinator, **said)
        clock.shift(2)  # the form of that page asked for the minute
        evidence.hand_over(by=coordinator, at=AT_TEN_AND_ONE, **said)
        assert evidence.handings.count() == 1
        clock.shift(3600)
        evidence.hand_over(by=coordinator, **said)

    assert evidence.handings.count() == 2
    assert evidence.incident.entries.filter(verb="hand_over_evidence").count() == 2


def test_on_paper_it_has_the_fingerprints_and_who_printed_it(evidence, coordinator, signed_in, monkeypatch):
    printed = []
    from core import pdf

    render = pdf.render
    monkeypatch.setattr(pdf, "render", lambda html, style: printed.append(html) or render(html, style))

    response = signed_in(coordinator).get(reverse("incidents:chain-pdf", args=[evidence.incident.reference]))

    with pikepdf.open(io.BytesIO(response.content)) as document:
        assert len(document.pages) == 1
        assert document.Root.Lang == "en-GB"
    [html] = printed
    assert "Printed by Cora Coordinator" in html
    assert evidence.sha256 in html
    assert "On an encrypted stick." in html
    [export] = Export.objects.visible_to(coordinator)
    assert (export.query, export.sha256) == (
        "The chain of custody, with every name", hashlib.sha256(response.content).hexdigest(),
    )  # fmt: skip
    assert evidence.incident.entries.first().text.startswith("The chain of custody was printed, with every name.")


def test_a_reader_by_name_reads_it_here(evidence, headteacher, governor, signed_in):
    evidence.incident.add_reader(by=headteacher, user=governor, reason="Second person")
    browser = signed_in(governor)

    on_paper = browser.get(reverse("incidents:chain-pdf", args=[evidence.incident.reference]))

    assert browser.get(chain(evidence)).status_code == 200
    assert on_paper.status_code == 403
    assert "you read it here" in on_paper.content.decode()


def test_handing_over_needs_to_whom_and_how(attached, coordinator, signed_in):
    evidence = attached()
    url = reverse("incidents:hand-over-evidence", args=[evidence.incident.reference, evidence.pk])

    page = signed_in(coordinator).post(url, {"to": "", "how": ""})

    assert set(page.context["form"].errors) == {"to", "how", "date", "time"}
    assert not evidence.handings.exists()


def test_the_chain_has_when_it_was_handed_over_and_the_chronology_when_that_was_recorded(
    attached, coordinator, signed_in
):
    yesterday = clock.now() - clock.ONE_DAY
    with clock.set_to(yesterday - clock.ONE_DAY):
        evidence = attached()
    url = reverse("incidents:hand-over-evidence", args=[evidence.incident.reference, evidence.pk])
    said = {"date": f"{yesterday:%Y-%m-%d}", "time": "09:10", "to": "PC Invented", "how": "On a stick."}

    signed_in(coordinator).post(url, said)

    entry = evidence.incident.entries.get(verb="hand_over_evidence")
    assert evidence.handings.get().at == moment(yesterday.date(), time(9, 10))
    assert (entry.at.date(), "9:10am" in entry.text) == (clock.today(), True)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_a_constant_number_of_queries(
    attached, reviewed, coordinator, signed_in, count, django_assert_num_queries
):
    for number in range(count):
        evidence = attached(title=f"File {number}")
        for _ in range(count):
            evidence.open(by=coordinator, copy="original")
    browser = signed_in(coordinator)

    with django_assert_num_queries(15):
        page = browser.get(chain(evidence))

    assert len(page.context["chains"]) == count


def test_without_files_it_says_what_will_stand_there(reviewed, coordinator, signed_in):
    page = signed_in(coordinator).get(reverse("incidents:chain", args=[reviewed.reference])).content.decode()

    assert "Nothing is attached" in page
    assert files.SECRET.decode() not in page


def test_what_was_refused_of_a_damaged_file_is_not_in_the_chain_of_the_one_attached_for_it(
    attached, headteacher, coordinator, stored
):
    damaged = attached(files.TEXT, name="a.txt")
    for path in stored():
        alter(path)
    with pytest.raises(Refused):
        damaged.open(by=headteacher, copy="original")
    Evidence.objects.get(pk=damaged.pk).withdraw(by=coordinator, reason="Damaged.")

    anew = attached(files.TEXT, name="a.txt")

    [(_, links)] = chains_of(anew.incident, [anew])
    assert [link.what for link in links] == ["Attached it"]


@pytest.mark.parametrize(("minute", "links"), [(time(9, 59), ["Attached"]), (time(10, 0), ["Attached", "Handed"])])
def test_nothing_is_handed_over_before_it_was_attached(attached, coordinator, signed_in, minute, links):
    with time_machine.travel("2026-11-16T10:00:40+00:00", tick=False) as now:
        evidence = attached()
        now.shift(80)
        url = reverse("incidents:hand-over-evidence", args=[evidence.incident.reference, evidence.pk])
        said = {"date": "2026-11-16", "time": f"{minute:%H:%M}", "to": "PC Invented", "how": "On a stick."}
        page = signed_in(coordinator).post(url, said)

    [(_, found)] = chains_of(evidence.incident, [evidence])
    assert [link.what.split()[0] for link in found] == links
    assert ("what was handed over before that was not this file" in page.content.decode()) == (links == ["Attached"])
