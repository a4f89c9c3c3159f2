"""The work of each night: files that no record names are removed, all others stay."""

import io
import os

import pytest
from django.urls import reverse

from incidents.evidence.storage import shelf
from incidents.tasks import sweep_evidence


@pytest.fixture
def long_ago(stored):
    """`long_ago()`: every file there is was written years ago."""
    return lambda: [os.utime(path, (0, 0)) for path in stored()]


def test_what_a_killed_process_left_is_removed_and_what_is_attached_stays(attached, stored, long_ago):
    evidence = attached()
    with shelf() as files:
        files.put(io.BytesIO(b"left behind"))
    long_ago()

    sweep_evidence.func()

    assert {path.name for path in stored()} == {evidence.storage_key.hex, evidence.shown_key.hex}


def test_what_was_destroyed_and_could_not_be_removed_then_is_removed_now(
    with_police, headteacher, leader, stored, long_ago
):
    asked = with_police.ask_destruction(by=headteacher, police_reference="P-1", reason="As they said.")
    asked.confirm(by=leader)
    long_ago()
    assert len(stored()) == 2

    sweep_evidence.func()

    assert stored() == []


def test_what_is_no_file_of_ours_stays(stored, settings):
    foreign = settings.EVIDENCE_ROOT / "aa" / "README"
    foreign.parent.mkdir(parents=True)
    foreign.write_text("Not ours.")
    os.utime(foreign, (0, 0))

    sweep_evidence.func()

    assert foreign.exists()


def test_the_second_person_finds_it_at_home(with_police, headteacher, leader, chair, signed_in):
    asked = with_police.ask_destruction(by=headteacher, police_reference="P-1", reason="As they said.")
    home = reverse("home")

    assert asked.get_absolute_url() in signed_in(leader).get(home).content.decode()
    assert asked.get_absolute_url() not in signed_in(chair).get(home).content.decode()
    asked.confirm(by=leader)
    assert asked.get_absolute_url() not in signed_in(leader).get(home).content.decode()
