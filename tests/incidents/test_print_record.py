"""Printing the whole record: a right of its own, asked for whom and why, kept in the chronology and among exports."""

import hashlib

import pytest
from django.urls import reverse

from core import pdf
from incidents.models import Export, Incident
from tests.pages import main_of

ASKED = {"recipient": "police", "names": "kept", "reason": "Asked for, AP 1182."}


@pytest.fixture(autouse=True)
def drawn(monkeypatch):
    """What is drawn as a PDF: the drawing itself is tested with the record."""
    pages = []
    monkeypatch.setattr(pdf, "render", lambda html, stylesheet: pages.append(html) or b"%PDF-")
    return pages


@pytest.fixture
def send(reviewed, signed_in):
    """`send(user, **said)`: the form, as a browser sends it."""

    def sent(user, **said):
        return signed_in(user).post(reverse("incidents:record-pdf", args=[reviewed.reference]), ASKED | said)

    return sent


def url(incident):
    return reverse("incidents:print-record", args=[incident.reference])


def test_the_file_has_a_name_of_our_making_and_is_kept_in_the_register_and_the_chronology(
    send, reviewed, coordinator, drawn
):
    answer = send(coordinator)

    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="{reviewed.reference}-record.pdf"'
    [export] = Export.objects.all()
    sha256 = hashlib.sha256(answer.content).hexdigest()
    assert (export.user, export.format, export.rows, export.with_names, export.sha256) == (
        coordinator, "pdf", 1, True, sha256,
    )  # fmt: skip
    assert (export.query, export.reason) == ("The whole record. For the Police, with every name", ASKED["reason"])
    assert list(export.incidents.all()) == [reviewed]
    entry = reviewed.entries.first()
    assert (entry.verb, entry.by) == ("print_record", coordinator)
    assert entry.text.startswith("The whole record was printed. For the Police, with every name. Asked for, AP 1182.")
    assert len(drawn) == 1


def test_with_names_replaced_it_shows_first_what_was(send, reviewed, coordinator, drawn):
    reviewed.add_entry(by=coordinator, text="Pip wrote to pip pupil.")

    first = send(coordinator, names="replaced")

    assert [row[:2] for row in first.context["preview"].list_of_replaced] == [
        ("Pip", "Pupil A"),
        ("Pip Pupil", "Pupil A"),
        ("pip pupil", "Pupil A"),
    ]
    assert "Read the texts before you hand the record over" in main_of(first)
    assert not Export.objects.exists()
    assert drawn == []
    shown = first.context["form"]["shown"].value()
    second = send(coordinator, names="replaced", shown=shown)
    assert second["Content-Disposition"].endswith('-record-names-replaced.pdf"')
    assert "Pip" not in drawn[0]
    assert Export.objects.get().with_names is False


def test_a_name_of_nobody_in_the_record_is_left_as_written_and_the_first_page_says_so(
    send, reviewed, coordinator, drawn
):
    reviewed.add_entry(by=coordinator, text="PC Pip Lawal rang. Pip cried.")
    first = send(coordinator, names="replaced")
    shown = first.context["form"]["shown"].value()

    without = send(coordinator, names="replaced", shown=shown)
    ticked = send(coordinator, names="replaced", shown=shown, as_written=["PC Pip Lawal"])

    assert 'value="PC Pip Lawal"' in main_of(first)
    assert [page.status_code for page in (without, ticked)] == [200, 200]
    assert ["PC Pip Lawal rang. Pupil A cried." in page for page in drawn] == [False, True]
    left = "“PC Pip Lawal”: left as written by Cora Coordinator, as the name of nobody in this record."
    assert [left in page for page in drawn] == [False, True]


def test_a_tick_is_remembered_where_the_list_is_shown_again(send, reviewed, coordinator):
    reviewed.add_entry(by=coordinator, text="PC Pip Lawal rang.")

    page = main_of(send(coordinator, names="replaced", as_written=["PC Pip Lawal"]))

    [box] = [part for part in page.split("<input") if 'value="PC Pip Lawal"' in part]
    assert " checked>" in box.partition("<label")[0]


def test_what_was_shown_for_other_answers_counts_for_nothing(send, reviewed, coordinator):
    shown = send(coordinator, names="replaced").context["form"]["shown"].value()
    pip = reviewed.involvements.get()

    again = send(coordinator, names="replaced", recipient="subject", subject=pip.pk, shown=shown)

    assert again.context["preview"].fingerprint != shown
    assert not Export.objects.exists()


def test_what_was_shown_before_the_record_changed_counts_for_nothing(send, reviewed, coordinator):
    shown = send(coordinator, names="replaced").context["form"]["shown"].value()
    reviewed.add_entry(by=coordinator, text="PIP again.")

    again = send(coordinator, names="replaced", shown=shown)

    assert again.context["preview"] is not None
    assert not Export.objects.exists()


def test_for_one_of_the_people_it_asks_which_and_names_them_on_each_page(send, reviewed, coordinator, drawn):
    pip = reviewed.involvements.get()

    refused = send(coordinator, recipient="subject")
    send(coordinator, recipient="subject", subject=pip.pk)

    assert refused.context["form"].errors == {"subject": ["Choose which of the people asked for it"]}
    assert "For a subject access request of Pip Pupil" in drawn[0]
    assert Export.objects.get().query == "The whole record. For a subject access request, with every name"


def test_the_reason_is_read_for_names_too(send, coordinator, drawn):
    said = {"names": "replaced", "reason": "The mother of Pip asked."}
    shown = send(coordinator, **said).context["form"]["shown"].value()

    send(coordinator, **said, shown=shown)

    assert "The mother of Pupil A asked." in drawn[0]


def test_nothing_is_chosen_beforehand_and_each_question_wants_its_answer(reviewed, coordinator, signed_in, send):
    asked = signed_in(coordinator).get(url(reviewed))
    refused = send(coordinator, recipient="", names="", reason="")

    assert "checked" not in main_of(asked)
    assert set(refused.context["form"].errors) == {"recipient", "names", "reason"}
    assert not Export.objects.exists()


def test_who_reads_it_by_name_reads_it_here(send, reviewed, headteacher, governor, signed_in):
    reviewed.add_reader(by=headteacher, user=governor, reason="Second person")

    answer = send(governor)

    assert signed_in(governor).get(reviewed.get_absolute_url()).status_code == 200
    assert answer.status_code == 403
    assert "you read it here" in main_of(answer, 403)
    assert not Export.objects.exists()


def test_a_role_that_prints_other_incidents_prints_nothing_of_one_opened_by_name(
    reviewed, headteacher, safeguarding_lead
):
    reviewed.add_reader(by=headteacher, user=safeguarding_lead, reason="For advice")
    opened = Incident.objects.get(pk=reviewed.pk)

    refusals = {
        verb: opened.access.refusal(safeguarding_lead, verb, opened) for verb in ("print_record", "print_chain")
    }

    assert set(refusals.values()) == {
        "Only those who handle it can print it: it was opened to you by name, to read it here."
    }
    assert list(Incident.objects.readable_by(safeguarding_lead)) == [reviewed]
    assert not Incident.objects.exportable_by(safeguarding_lead).exists()


@pytest.mark.parametrize("who", ["teacher", "safeguarding_lead", "stranger"])
def test_for_anybody_else_there_is_nothing(send, who, request):
    assert send(request.getfixturevalue(who)).status_code == 404


def test_it_stands_among_the_exports_of_whoever_made_it_and_of_the_head(send, coordinator, headteacher, signed_in):
    send(coordinator)

    for user in (coordinator, headteacher):
        page = main_of(signed_in(user).get(reverse("incidents:exports")))
        assert "1 incident, record (PDF), with names" in page
        assert ASKED["reason"] in page


def test_a_list_of_the_log_is_no_record(coordinator, signed_in):
    page = signed_in(coordinator).get(reverse("incidents:export"))

    assert [key for key, _ in page.context["form"].fields["file_format"].choices] == ["csv", "xlsx"]
