"""Whoever alters the database behind the program is found out, and what was altered is named."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import models, transaction

from audit.erasing import erasing
from audit.layouts import RowLayout, layout_of
from audit.models import Chain, Layout, Link, Permit
from audit.sealing import append, new_link
from core import clock
from core.sealing import seal_what_waits
from incidents.models import Entry

from .conftest import link_of, problems


@pytest.fixture
def entries(incident, coordinator):
    """Three entries of a chronology, oldest first."""
    for number in range(3):
        incident.note(f"Entry {number}", by=coordinator)
    return list(incident.entries.filter(verb="").order_by("pk"))


def found() -> list[tuple[str, int, str]]:
    return [(problem.object, problem.key, problem.what) for problem in problems()]


def test_nothing_altered_is_nothing_found(entries):
    assert found() == []


def test_a_changed_row(entries, behind_the_triggers):
    behind_the_triggers("UPDATE incidents_entry SET text = 'Nothing.' WHERE id = %s", entries[1].pk)

    assert found() == [("incidents.entry", entries[1].pk, "the row was changed after it was sealed")]


def test_a_changed_row_of_a_history(incident, behind_the_triggers):
    row = incident.history.first()

    behind_the_triggers(
        "UPDATE incidents_historicalincident SET history_change_reason = 'x' WHERE history_id = %s", row.pk
    )

    assert found() == [("incidents.historicalincident", row.pk, "the row was changed after it was sealed")]


def test_a_deleted_row(entries, behind_the_triggers):
    behind_the_triggers("DELETE FROM incidents_entry WHERE id = %s", entries[1].pk)

    assert found() == [("incidents.entry", entries[1].pk, "the row is gone, and no permit says so")]


def test_an_inserted_row(entries, behind_the_triggers):
    behind_the_triggers(
        "INSERT INTO incidents_entry (incident_id, verb, text, by_id, at) SELECT incident_id, verb, text, by_id, at "
        "FROM incidents_entry WHERE id = %s",
        entries[1].pk,
    )

    assert [what for _, _, what in found()] == ["the row has no seal"]


def test_a_record_changed_past_its_history(incident, behind_the_triggers):
    behind_the_triggers("UPDATE incidents_incident SET description = 'Nothing.' WHERE id = %s", incident.pk)

    assert found() == [("incidents.incident", incident.pk, "it was changed past its history")]


def test_a_record_taken_away_past_its_history(school, other_school, behind_the_triggers):
    behind_the_triggers("DELETE FROM people_school WHERE id = %s", other_school.pk)

    assert found() == [("people.school", other_school.pk, "it was taken away past its history")]


def test_a_changed_link(entries, behind_the_triggers):
    link = link_of(entries[1])

    behind_the_triggers('UPDATE audit_link SET "by" = 1000000 WHERE id = %s', link.pk)

    assert found() == [("incidents.entry", entries[1].pk, "the link does not follow from the one before it")]
    assert problems()[0].number == link.number


def test_a_link_taken_out_of_the_middle(entries, behind_the_triggers):
    link = link_of(entries[1])

    behind_the_triggers("DELETE FROM audit_link WHERE id = %s", link.pk)

    [unsealed, missing] = problems()
    assert (unsealed.object, unsealed.key, unsealed.what) == ("incidents.entry", entries[1].pk, "the row has no seal")
    assert (missing.number, missing.what) == (
        link.number,
        f"links are missing before this one, which has number {link.number + 1}",
    )


def test_two_links_in_another_order(entries, behind_the_triggers):
    first, second = link_of(entries[0]), link_of(entries[1])

    for number, link in ((0, first), (first.number, second), (second.number, first)):
        behind_the_triggers("UPDATE audit_link SET number = %s WHERE id = %s", number, link.pk)

    assert found() == [("incidents.entry", entries[1].pk, "the link does not follow from the one before it")]


def test_an_end_cut_off(entries, school, behind_the_triggers):
    link = link_of(entries[2])

    behind_the_triggers("DELETE FROM audit_link WHERE id = %s", link.pk)
    behind_the_triggers("DELETE FROM incidents_entry WHERE id = %s", entries[2].pk)

    assert found() == [("incidents.entry", entries[1].pk, f"the chain ends here; it had {link.number} links")]


def test_an_end_cut_off_with_care_is_found_by_a_head_that_was_kept(entries, school, behind_the_triggers):
    last = link_of(entries[2])
    before = last.chain.links.get(number=last.number - 1)

    behind_the_triggers("DELETE FROM incidents_entry WHERE id = %s", entries[2].pk)
    behind_the_triggers("DELETE FROM audit_link WHERE id = %s", last.pk)
    behind_the_triggers(
        "UPDATE audit_chain SET length = %s, head = %s WHERE school = %s",
        before.number,
        bytes(before.hash),
        school.pk,
    )

    assert found() == []
    call_command("verify_audit", head=[bytes(before.hash).hex()], stdout=StringIO())
    with pytest.raises(CommandError, match="no chain has the head that was given"):
        call_command("verify_audit", head=[bytes(last.hash).hex()], stdout=StringIO(), stderr=StringIO())


@pytest.mark.parametrize("written", ["ASH: {}", "{}", " {} "])
def test_a_head_is_taken_as_it_was_printed_or_e_mailed(entries, capsys, written):
    head = bytes(link_of(entries[2]).hash).hex(" ", 4)

    call_command("verify_audit", head=[written.format(head)])

    assert "The head given is link " in capsys.readouterr().out


def test_each_of_several_heads_is_looked_for(entries):
    head = bytes(link_of(entries[2]).hash).hex()

    with pytest.raises(CommandError, match="1 not as sealed"):
        call_command("verify_audit", head=["ab" * 32, head], stdout=(out := StringIO()), stderr=StringIO())

    assert "The head given is link " in out.getvalue()


@pytest.mark.parametrize("slip", ["garbage", "0a1b2c3d …", "ab" * 28])
def test_a_slip_in_copying_is_not_said_to_be_a_broken_chain(entries, slip):
    with pytest.raises(CommandError, match="The head given is none: it has eight groups of eight characters"):
        call_command("verify_audit", head=[slip])


def test_the_command_names_the_first_that_is_broken(entries, behind_the_triggers):
    link = link_of(entries[1])
    behind_the_triggers("UPDATE incidents_entry SET text = 'Nothing.' WHERE id >= %s", entries[1].pk)

    with pytest.raises(CommandError) as told:
        call_command("verify_audit", stdout=StringIO(), stderr=StringIO())

    assert str(told.value) == (
        f"2 not as sealed. The first: incidents.entry {entries[1].pk} (link {link.number} of school "
        f"{link.chain.school}): the row was changed after it was sealed"
    )


def test_the_command_says_how_much_it_has_checked(entries):
    seal_what_waits()
    out = StringIO()

    call_command("verify_audit", stdout=out)

    assert f"{Link.objects.count():,} links in " in out.getvalue()
    assert out.getvalue().endswith("Everything is as it was sealed.\n")
    assert Chain.objects.count() > 1


def altered_under_a_permit(entry, text):
    """As whoever may write to the database through the program's own account could."""
    with transaction.atomic():
        permit = Permit.objects.create()
        Entry.objects.filter(pk=entry.pk).update(text=text)
        permit.delete()
    entry.refresh_from_db()


def sealed_again(entry, layout, content):
    append({entry.incident.school_id: [new_link(layout, "entry", entry.pk, content, entry.by_id, clock.now())]})


def test_a_changed_row_that_was_sealed_again(entries):
    seal_what_waits()
    layout, entry = layout_of(Entry), entries[1]
    altered_under_a_permit(entry, "Nothing.")

    sealed_again(entry, layout, layout.content_of(entry))

    assert found() == [("incidents.entry", entry.pk, "the row was sealed a second time, and no permit says so")]


def test_a_changed_row_whose_seal_was_called_erased_without_a_permit(entries):
    seal_what_waits()
    layout, entry = layout_of(Entry), entries[1]
    sealed = link_of(entry)
    altered_under_a_permit(entry, "Nothing.")
    erased = Link(
        kind=Link.ERASED, object=sealed.object, object_id=entry.pk, layout=layout.key, at=clock.now(),
        digest=bytes(sealed.hash),
    )  # fmt: skip

    append({entry.incident.school_id: [erased]})
    sealed_again(entry, layout, layout.content_of(entry))

    assert found() == [("incidents.entry", entry.pk, "its link says that the row was erased, and no permit does")]


def test_a_layout_with_columns_of_somebodys_own(entries):
    layout = layout_of(Entry)

    Layout.objects.create(key="0" * 16, object=layout.object, columns="gone id")

    assert found() == [("incidents.entry", 0, "the columns of its layout 0000000000000000 are not those of its key")]


def test_a_line_with_a_column_that_came_after_its_seal(incident, coordinator, behind_the_triggers):
    past = RowLayout(Entry, [name for name in layout_of(Entry).columns if name != "about"])
    Layout.objects.create(key=past.key, object=past.object, columns=" ".join(past.columns))
    entry = Entry(incident=incident, text="Misuse by Pip Pupil.", verb="choose_misuse", by=coordinator, at=clock.now())
    models.Model.save_base(entry, raw=True, force_insert=True)
    seal_what_waits()
    append({incident.school_id: [new_link(past, "line", entry.pk, past.content_of(entry), entry.by_id, clock.now())]})
    assert found() == []

    behind_the_triggers("UPDATE incidents_entry SET about = 7 WHERE id = %s", entry.pk)

    assert found() == [("incidents.entry", entry.pk, "a column that came after it was sealed is filled in")]


def test_a_row_sealed_by_a_layout_that_is_past(entries, coordinator, school):
    seal_what_waits()
    entry, past = entries[1], RowLayout(Entry, ["gone", "id"])
    Layout.objects.create(key=past.key, object=past.object, columns="gone id")
    with erasing(permit="Disposal 2026/4", reason="Years.", by=coordinator, school=school.pk) as erasure:
        erasure.remove(Entry, [entry.pk])
    bring_back = Entry(pk=entry.pk, incident=entry.incident, text="Nothing.", by=coordinator)
    models.Model.save_base(bring_back, raw=True, force_insert=True)

    sealed_again(entry, past, b"")

    assert found() == [("incidents.entry", entry.pk, "it was sealed by a layout that was no longer in use")]
