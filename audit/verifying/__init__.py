"""Whether everything is still as it was sealed: links, the rows they seal, and the records as they stand now."""

from .links import check_links, find_head
from .problems import Problem
from .records import check_records
from .rows import check_rows

__all__ = ["Problem", "check_links", "check_records", "check_rows", "find_head"]
