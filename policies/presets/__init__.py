"""Where a policy can start from: the standard set, and what other schools decided, as data files beside this one."""

from .building import build
from .standard import ensure_standard_set
from .texts import build_sections

__all__ = ["build", "build_sections", "ensure_standard_set"]
