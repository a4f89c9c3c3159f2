"""A disk is full: a sentence says so, nothing is stored and nothing half kept; once there is room, all goes on."""

from collections import Counter

import pytest

from . import disks
from .asking import AWAY, submissions

SMALL = 2_000_000  # bytes of a disk
ROOM = 20_000_000  # … and of what SQLite has there for its journal
MUCH = b"09:12 See you.\n" * 400_000  # 6 MB
LITTLE = b"09:12 See you.\n"


@pytest.mark.parametrize("site", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    ("folder", "said"),
    [
        ("evidence", "There is no room to store the file, or the store cannot be reached. Nothing was saved"),
        ("uploads", "There is no room for the file just now."),
    ],
)
def test_a_file_that_has_no_room_leaves_nothing_behind(site, make_small, folder, said, did):
    site.serve()
    reference = site.visitors.new_incident()
    make_small(site.folder / folder, SMALL)
    before = site.inside("evidence")

    full = site.visitors.attach(reference, MUCH)

    left, kept = disks.files_in(site.folder / folder), site.inside("evidence")
    did(f"{len(MUCH):,} bytes into {folder} of {SMALL:,}: answered {full.status}, {len(left)} files left")
    assert (full.status, said in full.text, "The chat" in full.text) == (200, True, True)
    assert left == []
    assert kept == before
    site.assert_sealed()

    small = site.visitors.attach(reference, LITTLE)

    assert small.status == 302
    assert site.inside("evidence")["evidence"] == 1
    assert disks.files_in(site.uploads) == []
    site.assert_sealed()


@pytest.fixture
def home(site_on_sqlite, make_small):
    """The folder of the site's database, on a disk with room for little more than that."""
    [database] = disks.files_in(folder := site_on_sqlite.folder / "database")
    content = database.read_bytes()
    make_small(folder, len(content) + ROOM)
    database.write_bytes(content)
    return folder


def test_where_the_disk_of_the_database_is_full_each_report_is_whole_or_absent(site_on_sqlite, home, did):
    site = site_on_sqlite
    site.serve()
    first = submissions(3)
    assert {answer.status for answer in site.visitors.report_all(first)} == {302}
    sent = submissions(40)
    ballast = disks.fill(home)

    answers = dict(zip(sent, site.visitors.report_all(sent), strict=True))

    refused = {each for each in sent if answers[each].status != 302}
    did(f"{len(sent) - len(refused)} of {len(sent)} reports taken on a full disk, {len(refused)} told to wait")
    assert {answers[each].status for each in refused} == {503}
    assert [each for each in refused if AWAY not in answers[each].text] == []

    ballast.unlink()
    again = site.visitors.report_all(sent)

    kept = site.inside("incidents")
    did(f"once there was room: {len(kept)} incidents of {len(first + sent)} forms")
    assert {answer.status for answer in again} == {302}
    assert Counter(one["submission"] for one in kept) == Counter(first + sent)
    assert [one for one in kept if one["lacks"]] == []
    site.assert_sealed()
