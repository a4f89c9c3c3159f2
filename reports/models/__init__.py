"""Governor reports; their documents; what is written beside their figures; what the worker makes of them."""

from .documents import Download, DraftDocument, ReleasedDocument
from .makings import Making
from .narratives import Narrative
from .reports import CHANGED, FROZEN, GovernorReport, GovernorReportQuerySet, lock_reports_of, signature

__all__ = [
    "CHANGED",
    "FROZEN",
    "Download",
    "DraftDocument",
    "GovernorReport",
    "GovernorReportQuerySet",
    "Making",
    "Narrative",
    "ReleasedDocument",
    "lock_reports_of",
    "signature",
]
