"""Bring a backup back into an empty database and an empty store: all of it, found right, or nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from uuid import UUID

from django.core.management.sql import emit_post_migrate_signal
from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor

from audit.verifying import Problem
from esafety.health import known_migrations
from incidents.evidence import storage
from incidents.models import Evidence

from . import archive, chain, contents, tables
from .archive import NotReadableError, Secret
from .contents import Preface, Total
from .placing import NotEmptyError, into_the_store


class DiffersError(Exception):
    """What was restored does not match the backup; everything was rolled back. `str()` says where it differs."""


class BrokenError(DiffersError):
    """It is what it was to be, and was changed past the program before it was copied."""


def examine(source: IO[bytes], secret: Secret) -> tuple[Preface, Total]:
    """Read an archive to its end and write nothing; `NotReadableError` where it is not whole."""
    source.seek(0)
    content = archive.read(source, secret)
    preface = contents.read_preface(content)
    return preface, contents.read(content, _Nowhere())


@dataclass(frozen=True, slots=True)
class Restored:
    """What was brought back, and what was not as it should be already when the backup was made."""

    preface: Preface
    total: Total
    broken: Problem | None  # the first that was changed past the program
    damaged: list[str]  # files, by their names in the store


def restore(source: IO[bytes], secret: Secret, *, using: str, even_if_broken: bool = False) -> Restored:
    """Read the archive twice: once to its end, before anything is written, and once to write what is in it.

    `even_if_broken`: a chain that was broken already when the backup was made is no reason to lose everything.
    """
    with into_the_store() as placing:
        require_empty(using)
        preface, _ = examine(source, secret)
        _require_same_migrations(preface)
        _require_keys(preface)
        make_tables(using)
        source.seek(0)
        content = archive.read(source, secret)
        contents.read_preface(content)
        with transaction.atomic(using=using):
            total = contents.read(content, _Into(using, placing.folder))
            broken = prove(using, total, even_if_broken=even_if_broken)
            damaged = [key for key in _damaged_files(using, placing.folder) if key not in total.missing]
            placing.put_in_place()
    return Restored(preface, total, broken, damaged)


def require_empty(using: str, *, named_by: str = "DATABASE_URL") -> None:
    """`NotEmptyError` where the database has a row of anything. Tables without rows are those of an earlier attempt.

    `named_by` is the setting that names it.
    """
    connection = connections[using]
    there = set(connection.introspection.table_names())
    for model in tables.models():
        if model._meta.db_table in there and model._base_manager.using(using).exists():
            raise NotEmptyError(
                f"The database already holds something ({model._meta.verbose_name_plural}), and nothing is "
                f"overwritten. Let {named_by} name a new, empty database; do not run “manage.py migrate” in it first."
            )


def make_tables(using: str) -> None:
    """The tables of this program, without the rows that it adds to new ones."""
    executor = MigrationExecutor(connections[using])
    executor.migrate(executor.loader.graph.leaf_nodes())


def prove(using: str, total: Total, *, even_if_broken: bool = False) -> Problem | None:
    """What was written, read again: the same rows, and chains that hold and end where they ended.

    Returns the first that was changed past the program, where that is wanted all the same.
    """
    tables.go_on_counting(using)
    emit_post_migrate_signal(verbosity=0, interactive=False, db=using)  # indexes beside the tables are filled anew
    connections[using].check_constraints()
    found = tables.content(using)
    for name in sorted(total.tables.keys() | found.keys()):
        if found.get(name) != total.tables.get(name):
            raise DiffersError(f"The table {name} is not what it was: {_counts(total, found, name)}. Nothing was kept.")
    if (broken := chain.first_problem(using)) and not even_if_broken:
        raise BrokenError(f"Something was changed past the program before this was copied: {broken}. Nothing was kept.")
    if chain.heads(using) != total.heads:
        raise DiffersError("The audit chain does not end where it ended. Nothing was kept.")
    return broken


def _counts(total: Total, found: dict[str, tables.Summed], name: str) -> str:
    was, there_is = total.tables.get(name, (0, ""))[0], found.get(name, (0, ""))[0]
    return f"{was} rows were to be there, {there_is} are" if was != there_is else f"its {was} rows differ"


def _require_same_migrations(preface: Preface) -> None:
    known = {".".join(key) for key in known_migrations()}
    if set(preface.migrations) != known:
        raise NotReadableError(
            f"This backup was made on {preface.made:%d %B %Y} by another version of the program ({preface.program}), "
            "whose tables differ. Install the version of that day, restore with it, and then upgrade."
        )


def _require_keys(preface: Preface) -> None:
    """Whoever restores without the keys of the evidence would notice when it is needed."""
    here = contents.fingerprints()
    others = [name for name, known_by in preface.keys.items() if name in here and here[name] != known_by]
    if others:
        raise NotReadableError(
            "EVIDENCE_KEYS has another key than the evidence in this backup was encrypted with under "
            f"{_named(others)}. Put the key of the day of the backup there, and give the other one another name."
        )
    lacking = [name for name in preface.keys if name not in here]
    if lacking:
        raise NotReadableError(
            f"EVIDENCE_KEYS lacks what the evidence in this backup was encrypted with: {_named(lacking)}. "
            "Put every key of the day of the backup into EVIDENCE_KEYS, under its name."
        )


def _named(keys: list[str]) -> str:
    return ", ".join(f"“{name}”" for name in keys)


def _damaged_files(using: str, folder: Path) -> Iterator[str]:
    """Every file is decrypted and compared with the fingerprint in its record. Those that are not what it says."""
    for evidence in Evidence.objects.using(using).stored().order_by("pk").iterator(chunk_size=100):
        for key, sha256 in evidence.copies:
            if not storage.is_whole(key, sha256=sha256, below=folder):
                yield key.hex


class _Nowhere:
    def table(self, name: str, rows: Iterator[tables.Row]) -> None:
        for _ in rows:
            pass

    def file(self, key: UUID, pieces: Iterator[bytes]) -> None:
        for _ in pieces:
            pass


class _Into:
    """The database, and a folder for the files."""

    def __init__(self, using: str, folder: Path) -> None:
        self.using, self.folder = using, folder
        self.models = {tables.label(model): model for model in tables.models()}

    def table(self, name: str, rows: Iterator[tables.Row]) -> None:
        tables.insert(self.models[name], rows, self.using)

    def file(self, key: UUID, pieces: Iterator[bytes]) -> None:
        storage.bring_back(key, pieces, below=self.folder)
