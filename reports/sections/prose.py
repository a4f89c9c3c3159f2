"""The first section and the last: what stands out, and how the figures are made."""

from .. import sentences
from ..parts import Content, Section
from ..published import Published


def summary(published: Published) -> Content:
    said = sentences.summary(published.tables, complete=published.is_complete)
    return Content(says=said.headline, template="summary")


def method(published: Published) -> Content:
    return Content(template="method")


SUMMARY = Section("summary", "Summary", summary)
METHOD = Section("method", "How these figures are made", method)
