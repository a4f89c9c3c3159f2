"""Governor reports; their documents; what is written beside their figures; what the worker makes of them."""

from .documents import Download, DraftDocument, ReleasedDocument
from .makings import Making
from .narratives import Narrative
from .neighbours import LastYear, last_year, obstacle_to, related, term_of
from .reports import CHANGED, FROZEN, GovernorReport, GovernorReportQuerySet, lock_reports_of, signature

__all__ = [
    "CHANGED",
    "FROZEN",
    "Download",
    "DraftDocument",
    "GovernorReport",
    "GovernorReportQuerySet",
    "LastYear",
    "Making",
    "Narrative",
    "ReleasedDocument",
    "last_year",
    "lock_reports_of",
    "obstacle_to",
    "related",
    "signature",
    "term_of",
]
