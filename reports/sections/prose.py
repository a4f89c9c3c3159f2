"""Sections of words: what stands out, examples, and how the figures are made."""

from .. import sentences
from ..parts import Content, Section
from ..published import Published


def summary(published: Published) -> Content:
    said = sentences.summary(published.tables, complete=published.is_complete, span=published.span)
    return Content(says=said.headline, template="summary")


def examples(published: Published) -> Content:
    if not published.words.get("examples"):
        return Content(says="No examples were written for this report.")
    return Content(
        intro="Each example is made of several incidents and is true of none. Somebody who did not write them "
        "confirmed that nobody can be identified in them.",
        template="examples",
    )


def method(published: Published) -> Content:
    return Content(template="method")


SUMMARY = Section("summary", "Summary", summary)
EXAMPLES = Section("examples", "Examples", examples)
METHOD = Section("method", "How these figures are made", method)
