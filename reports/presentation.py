"""A report as it is read: its cover and its sections, made from the published figures and nothing else.

The page on screen and the PDF are both made from this.
"""

from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.safestring import SafeString

from core.charts import Chart
from core.markdown import render
from people.models import Crest

from . import sentences
from .parts import Numbered
from .published import Published
from .sections import sections_of
from .sections.over_time import terms_chart

if TYPE_CHECKING:
    from .models import GovernorReport


WORDS = ("commentary", "questions", "examples")


class Presentation:
    """What the templates of a report show."""

    def __init__(self, report: "GovernorReport") -> None:
        self.report = report
        self.data = report.data
        words = report.words
        self.published = Published(report.data, {name: getattr(words, name) for name in WORDS} if words else {})
        self.year = self.published.year

    @cached_property
    def sections(self) -> list[Numbered]:
        return sections_of(self.published)

    @property
    def terms(self) -> Chart | None:
        """How incidents fell on the terms of a year that is over, where that is shown: for the page for a meeting."""
        published = self.published
        chart = terms_chart(published)
        return chart if chart.has_bars and published.is_complete and not published.term else None

    @cached_property
    def words(self) -> dict[str, SafeString]:
        """What was written beside the figures, as HTML that makes nobody fetch anything."""
        return {name: render(text, with_tables=False) for name, text in self.published.words.items() if text}

    @property
    def confirmed(self) -> str:
        """Who confirmed that the words identify nobody."""
        words = self.report.words
        if words is None or not words.confirmed_at:
            return ""
        instead = ", as there was nobody else who could" if words.is_fallback else ""
        return f"{words.confirmed_as}, {sentences.day(words.confirmed_at)}{instead}"

    @property
    def nil(self) -> str:
        """The registers that do not exist yet."""
        return ", ".join(section.title for section in self.sections if section.content.is_nil)

    @cached_property
    def crest(self) -> Crest | None:
        """Of the one school that it is of: as it was when the report was released, so that every copy is the same."""
        return Crest.objects.of(self.report.school, self.report.released_at) if self.report.school else None

    @property
    def place(self) -> str:
        return str(self.data["place"])

    @property
    def wording(self) -> str:
        return str(self.data["wording"])

    @property
    def smallest(self) -> str:
        return self.published.smallest

    @property
    def period(self) -> str:
        if self.published.term:
            first, last = (date(self.year.start + (month < 9), month, 1) for month in self.data["term_months"])
            since = date_format(first, "F" if first.year == last.year else "F Y")
            return f"{self.published.term}: {since} to {date_format(last, 'F Y')}"
        return f"September {self.year.start} to August {self.year.start + 1}"

    @property
    def heading(self) -> str:
        return f"{'Termly' if self.published.term else 'Annual'} {self.wording} report"

    @property
    def so_far(self) -> str:
        """Of a period that is not over: up to which month is counted. Empty of one that is."""
        if self.data["complete"]:
            return ""
        if not self.data["months"]:
            return f"No month of the {self.published.span} is over yet, so nothing is counted."
        place = self.year.first_day.month - 1 + self.data["months"]
        last = date(self.year.start + (place > 12), (place - 1) % 12 + 1, 1)
        return f"Counted up to the end of {date_format(last, 'F Y')}: only full months count."

    @cached_property
    def facts(self) -> list[tuple[str, str]]:
        """The cover: what and whose."""
        schools = self.data["schools"]
        facts = [("School" if len(schools) == 1 else "Schools", ", ".join(schools))]
        facts.append(("Prepared by", f"{self.report.prepared_as}, {sentences.day(self.report.prepared_at)}"))
        if self.report.released_at:
            facts.append(("Released by", f"{self.report.released_as}, {sentences.day(self.report.released_at)}"))
        if self.report.words:
            facts.append(("Words confirmed by", self.confirmed or "Nobody yet"))
        facts.append(("Version", str(self.report.version)))
        if (replaced := self.report.replaces) and replaced.released_at:
            released = sentences.day(replaced.released_at)
            facts.append(
                ("Replaces", f"Version {replaced.version}, released {released}, because: {self.report.reason}")
            )
        return facts

    @cached_property
    def summary(self) -> sentences.Summary:
        return sentences.summary(self.published.tables, complete=self.data["complete"], span=self.published.span)
