"""Governor reports; their documents; what is written beside their figures; what the worker makes of them."""

from .agreements import ReleaseAgreement
from .documents import Download, DraftDocument, EarlierDraft, ReleasedDocument
from .makings import Making
from .narratives import Narrative
from .neighbours import LastYear, last_year, obstacle_to, related, term_of
from .querysets import GovernorReportQuerySet
from .reports import CHANGED, FROZEN, GovernorReport, lock_reports_of, signature

__all__ = [
    "CHANGED",
    "FROZEN",
    "Download",
    "DraftDocument",
    "EarlierDraft",
    "GovernorReport",
    "GovernorReportQuerySet",
    "LastYear",
    "Making",
    "Narrative",
    "ReleaseAgreement",
    "ReleasedDocument",
    "last_year",
    "lock_reports_of",
    "obstacle_to",
    "related",
    "signature",
    "term_of",
]
