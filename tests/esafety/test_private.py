"""The records and the keys are the program's user's alone, whatever else runs on the machine."""

import os
import stat

import pytest
from django.db import connections

from esafety.checks import what_others_on_this_machine_can_read

pytestmark = pytest.mark.once


def rights_of(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.sqlite
def test_a_new_database_file_is_its_owners_alone_with_all_that_stands_beside_it(tmp_path):
    path = tmp_path / "esafety.sqlite3"
    connection = connections["default"].copy()
    connection.settings_dict = {**connection.settings_dict, "NAME": str(path)}
    before = os.umask(0o022)

    try:
        opened = connection.get_new_connection(connection.get_connection_params())
        opened.execute("PRAGMA journal_mode=WAL")
        opened.execute("CREATE TABLE record (text)")
        found = {each.name: rights_of(each) for each in tmp_path.iterdir()}
        opened.close()
    finally:
        os.umask(before)

    assert found == dict.fromkeys(("esafety.sqlite3", "esafety.sqlite3-wal", "esafety.sqlite3-shm"), 0o600)


@pytest.mark.parametrize("name", ["esafety.sqlite3", ".env"])
def test_what_others_can_read_is_told_at_the_check(name, tmp_path, settings, monkeypatch):
    path = tmp_path / name
    path.touch(0o600)
    settings.BASE_DIR = tmp_path
    monkeypatch.setitem(connections["default"].settings_dict, "NAME", tmp_path / "esafety.sqlite3")
    before = what_others_on_this_machine_can_read(None)

    path.chmod(0o644)

    [warning] = what_others_on_this_machine_can_read(None)
    assert before == []
    assert warning.hint == f"chmod 600 {path}*"
