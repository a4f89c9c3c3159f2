"""What stands inside an archive, line by line: what it is, the tables, the files, and what it must all add up to.

    {"preface": {…}}                                                     `Preface`
    {"table": "people.School"}                                           for each table, then
    [1, "Alder Grove Primary", …]                                        … a line for each row
    {"file": "0f1e…", "size": 4711}                                      for each stored file, then its bytes
    {"sha256": "…"}                                                      … and what they come to
    {"end": {"tables": {…}, "files": 2, "missing": […], "heads": {…}}}   `Total`

Files stand as they are stored, encrypted with their own keys. The keys are in no backup, only what they are known by.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from io import BufferedReader
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from core import clock
from esafety.version import program_version
from incidents.evidence import storage
from incidents.evidence.encryption import DamagedError
from incidents.models import Evidence

from . import chain, tables
from .archive import NotReadableError
from .tables import Content, Row, Summed

FORMAT = 1
READ = 64 * 1024
CHANGED = "This backup does not add up: {}. Use another one."


@dataclass(frozen=True, slots=True)
class Preface:
    """What is known of a backup before anything of it is used."""

    format: int
    program: str  # that made it, as esafety.version has it
    made_at: str
    database: str  # postgresql or sqlite
    migrations: list[str]  # those that its database had
    keys: dict[str, str]  # of EVIDENCE_KEYS: name → fingerprint

    @property
    def made(self) -> datetime:
        """When, as the clock on the wall shows it."""
        return timezone.localtime(datetime.fromisoformat(self.made_at))


@dataclass(slots=True)
class Total:
    """What the content adds up to."""

    tables: dict[str, Summed] = field(default_factory=dict)
    files: int = 0
    missing: list[str] = field(default_factory=list)  # files that a record names and that were not there
    heads: dict[str, str] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return sum(count for count, _ in self.tables.values())


class Taker(Protocol):
    """What is done with the content of an archive. Both take all of what they are given."""

    def table(self, name: str, rows: Iterator[Row]) -> None: ...

    def file(self, key: UUID, pieces: Iterator[bytes]) -> None: ...


def fingerprints() -> dict[str, str]:
    """What each key of the evidence is known by, and from which nobody makes it."""
    return {
        name: hashlib.sha256(b"e-safety evidence key " + key).hexdigest()[:32]
        for name, key in settings.EVIDENCE_KEYS.items()
    }


def write(using: str, total: Total) -> Iterator[bytes]:
    """The content of a backup of this database and the files it names; `total` is filled on the way."""
    with tables.snapshot(using):
        yield _line(preface=asdict(_preface(using)))
        for model in tables.models():
            name, content = tables.label(model), Content()
            yield _line(table=name)
            for row in tables.rows(model, using):
                content.add(row)
                yield _dumped(row)
            total.tables[name] = content.summed
        total.heads = chain.heads(using)
        for evidence in Evidence.objects.using(using).stored().order_by("pk").iterator(chunk_size=100):
            for key, _ in evidence.copies:
                yield from _file(key, total)
    yield _line(end=asdict(total))


def read(content: BufferedReader, taker: Taker) -> Total:
    """Hand the tables and files to the taker; `NotReadableError` where they are not what the end says."""
    found, files = {}, 0
    while "end" not in (head := _read_line(content)):
        if "table" in head:
            found[head["table"]] = summed = Content()
            taker.table(head["table"], summed.passing(_rows(content)))
        else:
            _take_file(content, head, taker)
            files += 1
    end = head["end"]
    total = Total(**end | {"tables": {name: tuple(summed) for name, summed in end["tables"].items()}})
    if {name: summed.summed for name, summed in found.items()} != total.tables or files != total.files:
        raise NotReadableError(CHANGED.format("its tables are not what they were when it was made"))
    return total


def read_preface(content: BufferedReader) -> Preface:
    """The first line, where it is one that this program understands."""
    head = _read_line(content).get("preface", {})
    if head.get("format") != FORMAT:
        raise NotReadableError("This backup was made by another version of the program, and this one cannot read it.")
    return Preface(**head)


def _preface(using: str) -> Preface:
    return Preface(
        format=FORMAT,
        program=program_version(),
        made_at=clock.now().isoformat(),
        database=connections[using].vendor,
        migrations=applied_migrations(using),
        keys=fingerprints(),
    )


def applied_migrations(using: str) -> list[str]:
    return sorted(".".join(each) for each in MigrationRecorder(connections[using]).applied_migrations())


def _file(key: UUID, total: Total) -> Iterator[bytes]:
    try:
        file = storage.open_stored(key)
    except DamagedError:
        total.missing.append(key.hex)
        return
    with file:
        size = file.seek(0, 2)
        file.seek(0)
        digest = hashlib.sha256()
        yield _line(file=key.hex, size=size)
        left = size
        while left and (piece := file.read(min(READ, left))):
            digest.update(piece)
            left -= len(piece)
            yield piece
    yield _line(sha256=digest.hexdigest())
    total.files += 1


def _take_file(content: BufferedReader, head: dict[str, Any], taker: Taker) -> None:
    digest = hashlib.sha256()

    def pieces() -> Iterator[bytes]:
        left = head["size"]
        while left and (piece := content.read(min(READ, left))):
            digest.update(piece)
            left -= len(piece)
            yield piece

    taker.file(UUID(hex=head["file"]), pieces())
    if _read_line(content)["sha256"] != digest.hexdigest():
        raise NotReadableError(CHANGED.format(f"the file {head['file']} is not what was read"))


def _rows(content: BufferedReader) -> Iterator[Row]:
    while content.peek(1)[:1] == b"[":
        yield json.loads(content.readline())


def _read_line(content: BufferedReader) -> dict[str, Any]:
    line = content.readline()
    if not line.startswith(b"{"):
        raise NotReadableError(CHANGED.format("it ends too early"))
    return dict(json.loads(line))


def _line(**said: Any) -> bytes:
    return _dumped(said)


def _dumped(said: Any) -> bytes:
    return json.dumps(said, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"
