"""Whether each layout is what its key says: nobody reads a row by columns of their own."""

from collections.abc import Iterator

from audit.layouts import key_of
from audit.models import Layout

from .problems import Problem, Progress


def check_layouts(progress: Progress, using: str) -> Iterator[Problem]:
    """A layout whose key is not the fingerprint of its table and columns."""
    for layout in Layout.objects.using(using).order_by("key"):
        if layout.key != key_of(layout.object, layout.columns.split()):
            yield Problem(object=layout.object, what=f"the columns of its layout {layout.key} are not those of its key")
