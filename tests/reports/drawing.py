"""A report with made-up figures, drawn as small pictures of its pages, without a database.

`make pictures` stores them below tests/reports/pictures/: look at each before it is kept.
"""

import subprocess
from base64 import b64encode
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

from django.template.loader import render_to_string
from PIL import Image, ImageDraw

from core import pdf
from reports import document
from reports.parts import Numbered
from reports.presentation import Presentation
from reports.sections import SECTIONS
from reports.tables import Row, Table

STORED = Path(__file__).parent / "pictures"
DOTS = 40  # for each inch: a line of text is five dots high
THIS, BEFORE = ("this", "This year"), ("before", "Year before")
FIGURES = {
    "terms": {"Autumn": (41, 49), "Spring": (35, 34), "Summer": (37, 32)},
    "areas": {"Conduct": (79,), "Content": (20,), "Contact": (8,), "Commerce, and not yet placed": (6,)},
    "kinds": {
        "Cyber-bullying or hurtful messages": (53, 24),
        "Got round the filter": (30, "c"),
        "All others": (30, "c"),
    },
    "rows": {"Online gaming": (8, 11), "Infringing copyright": ("c", 5), "All other rows": ("c", 99)},
    "places": {"In school": (84, 80), "At home or elsewhere": (29, 35)},
    "reviewed": {"same": (50, 54), "next": (41, 39), "few": (22, 22)},
    "closed": {"month": (113, 115), "open": (0, 0)},
    "decisions": {"taken": (84, 70), "not_taken": (9, "c"), "either": (20, 40)},
}
WORDS = "We answer with lessons on **kindness online**.\n\n- An evening for parents\n- A poster in each room"


def _table(key, rows):
    columns = (("year", "Year"),) if key == "areas" else (THIS, BEFORE)
    totals = tuple(113 if place == 0 else 115 for place in range(len(columns)))
    lines = tuple(Row(label, label, (label,), cells) for label, cells in rows.items())
    return Table(key, columns, lines, totals).as_json()


def _crest():
    made = Image.new("RGB", (200, 240), "white")
    ImageDraw.Draw(made).polygon([(10, 10), (190, 10), (190, 140), (100, 230), (10, 140)], fill="#10563c")
    written = BytesIO()
    made.save(written, "PNG")
    return SimpleNamespace(address=f"{pdf.CARRIED}{b64encode(written.getvalue()).decode()}")


def a_report():
    """The report, and how it is shown: with its first four sections."""
    words = SimpleNamespace(
        commentary=WORDS, questions="1. Do staff know what to do?", examples="", is_fallback=False,
        confirmed_as="Sam Senior, Senior leader", confirmed_at=datetime(2026, 10, 7, 9, tzinfo=UTC),
    )  # fmt: skip
    report = SimpleNamespace(
        title="Annual e-safety report, 2025 to 2026", school="Ashdown Primary", is_released=True, version=1,
        prepared_as="Cora Coordinator, E-Safety Coordinator", prepared_at=datetime(2026, 10, 5, 9, tzinfo=UTC),
        released_as="Hana Head, Headteacher", released_at=datetime(2026, 10, 9, 9, tzinfo=UTC), replaces=None,
        words=words, reason="",
        data={
            "year": 2025, "limit": 5, "schools": ["Ashdown Primary"], "place": "Ashdown Primary",
            "wording": "e-safety", "complete": True, "months": 12, "earlier": [[2023, 98]], "policies": [],
            "tables": {key: _table(key, rows) for key, rows in FIGURES.items()},
        },
    )  # fmt: skip
    shown = Presentation(report)
    first = [
        Numbered(number, each.key, each.title, each.content(shown.published))
        for number, each in enumerate(SECTIONS[:4], start=1)
    ]
    shown.__dict__.update(crest=_crest(), sections=first)  # the rest is much the same, and takes long to draw
    return report, shown


def drawn():
    """`(name, picture)` of each page, in grey."""
    report, shown = a_report()
    context = {"report": report, "shown": shown, "draws": True, "lists": True}
    whole = pdf.render(render_to_string("reports/governor/print.html", context), document.STYLESHEET)
    page = pdf.render(render_to_string("reports/governor/one_page.html", context), document.SHORT)
    for name, made in (("report", whole), ("page", page)):
        with TemporaryDirectory() as folder:
            subprocess.run(  # noqa: S603  fixed words
                ["/usr/bin/pdftoppm", "-r", str(DOTS), "-png", "-gray", "-", f"{folder}/{name}"], input=made, check=True
            )
            for path in sorted(Path(folder).iterdir()):
                yield path.stem, Image.open(BytesIO(path.read_bytes()))


def store():
    """Keep what is drawn now as what is right."""
    STORED.mkdir(exist_ok=True)
    for old in STORED.glob("*.png"):
        old.unlink()
    for name, picture in drawn():
        picture.save(STORED / f"{name}.png", optimize=True)
