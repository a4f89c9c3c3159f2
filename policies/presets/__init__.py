"""Where a policy can start from: the standard set, and what other schools decided, as data files beside this one."""

from .building import build
from .later import add_later_rows, later_rows
from .standard import ensure_standard_set
from .texts import build_sections

__all__ = ["add_later_rows", "build", "build_sections", "ensure_standard_set", "later_rows"]
