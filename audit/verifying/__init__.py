"""Whether everything is still as it was sealed: links, the rows they seal, and the records as they stand now.

An app above that knows more of its own records adds a check in its `ready`: `register_check(name, check)`.
"""

from collections.abc import Callable, Iterator

from django.db import DEFAULT_DB_ALIAS

from .erasures import check_erasures
from .layouts import check_layouts
from .links import check_links, find_head
from .problems import Problem, Progress, quietly
from .records import check_records
from .rows import check_rows, columns_as_sealed

Check = Callable[[Progress, str], Iterator[Problem]]

CHECKS: dict[str, Check] = {
    "links": check_links,
    "layouts": check_layouts,
    "erasures": check_erasures,
    "rows": check_rows,
    "records": check_records,
}  # each by what it looks at


def register_check(name: str, check: Check) -> None:
    CHECKS[name] = check


def check_all(using: str = DEFAULT_DB_ALIAS) -> Iterator[Problem]:
    """Every problem of this database, check by check."""
    for check in list(CHECKS.values()):
        yield from check(quietly, using)


__all__ = ["CHECKS", "Check", "Problem", "Progress", "also", "check_all", "columns_as_sealed", "find_head"]
