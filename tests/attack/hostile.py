"""Text that tries everything at once, in every field of the database that holds what somebody typed."""

import csv
import io
import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

from django.apps import apps
from django.db import connection, models
from openpyxl import load_workbook

from tests.architecture.sources import APPS

ELSEWHERE = "evil.example"
# A formula, an end of an attribute, a script, a link that runs, and a picture that calls home. {0}: the field it is in.
HOSTILE = (
    """=1+1"'></p></textarea><script>alert('{0}')</script>[x](javascript:alert(1))![x](https://"""
    + ELSEWHERE
    + """/{0})<img src=https://evil.example/{0} onerror=alert(1)><style>p{{}}</style>"""
)
MARK = re.compile(r"alert\((?:'|&#x27;|&#39;|’)([a-z]+\.[A-Za-z]+\.\w+)")

# Columns of text that nobody types into: the program writes them, or takes one of a few words of its own.
WRITTEN_BY_THE_PROGRAM = {
    "part of an address, of a fixed shape": {"reference", "slug", "code", "mis_id", "urn", "path"},
    "a word of the program": {
        "key", "kind", "verb", "status", "format", "field", "outcome", "columns", "object", "layout", "way_in", "table",
        "column", "of", "what_kind", "history_type", "step", "audience", "four_c", "year_group", "told_by",
    },
    "a fingerprint, or a way of writing": {
        "sha256", "shown_sha256", "fingerprint", "key_id", "password", "permit", "prepared_as", "released_as",
        "written_as", "confirmed_as", "content_type", "query", "typed",
    },
}  # fmt: skip
UNTYPED = frozenset[str]().union(*WRITTEN_BY_THE_PROGRAM.values())
OF_THE_PROGRAM = {"audit.Layout", "audit.Link", "audit.Erasure", "audit.Beginning", "people.ColumnMapping"}


def fill_every_text() -> set[str]:
    """Write it everywhere, past forms, checks and triggers; the names of the fields that some row has."""
    filled = set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        for model in apps.get_models():
            if model._meta.app_label not in APPS or model._meta.proxy or model._meta.label in OF_THE_PROGRAM:
                continue
            for field in typed_into(model):
                name = f"{model._meta.label}.{field.name}"
                table, column = model._meta.db_table, connection.ops.quote_name(field.column)
                text = HOSTILE.format(name.replace("Historical", ""))
                own = f"{column} IS NOT NULL AND {column} <> ''" if field.name in MAY_STAY_EMPTY else "1 = 1"
                # Where a text must be the only one of its kind, the number of the row is behind it.
                cursor.execute(f"UPDATE {table} SET {column} = %s || rowid WHERE {own}", [text])
                if cursor.rowcount and "Historical" not in name:
                    filled.add(name)
    return filled


# What says, by being there, that something happened: a step taken back, a name on paper.
MAY_STAY_EMPTY = {
    "withdrawn_because", "voided_because", "stopped_because", "ended_because", "sent_back_because", "stays_because",
    "open_because", "law", "note", "closed_because", "refusal", "deleted", "email",
}  # fmt: skip


def typed_into(model: type[models.Model]) -> list[models.Field]:
    return [
        field
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not field.choices
        and not field.generated
        and not isinstance(field, models.SlugField)
        and field.name not in UNTYPED
    ]


class Running(HTMLParser):
    """What a browser would run or fetch from a page, or show of a page's own that is not the project's."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: set[str] = set()

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        if tag == "style" or (tag == "script" and "src" not in given):
            self.found.add(f"<{tag}>")
        for name, value in given.items():
            if name.startswith("on") or name == "style":
                self.found.add(f"<{tag} {name}>")
            if name in {"href", "src", "action", "formaction", "data", "srcset"}:
                parts = urlsplit(value.strip())
                if tag == "img" and value.startswith("data:image/svg+xml;base64,"):
                    continue  # the program's own drawing of a key for one-time codes; a picture runs nothing
                if parts.scheme in {"javascript", "data", "vbscript"} or parts.netloc == ELSEWHERE:
                    self.found.add(f"<{tag} {name}={parts.scheme}:{parts.netloc}>")


def runs(page: str) -> set[str]:
    parser = Running()
    parser.feed(page)
    return parser.found


def formulas(content: bytes, kind: str) -> list[str]:
    """The cells of a file that a spreadsheet program would work out."""
    if "csv" in kind:
        rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
        cells = [cell for row in rows for cell in row]
    else:
        sheets = load_workbook(io.BytesIO(content)).worksheets
        of_sheets = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
        if worked_out := [str(cell.value) for cell in of_sheets if cell.data_type == "f"]:
            return worked_out
        cells = [cell.value for cell in of_sheets if isinstance(cell.value, str)]
    return [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def fields_shown(content: bytes) -> set[str]:
    """Which fields' text stands there, as text."""
    return set(MARK.findall(content.decode(errors="replace")))
