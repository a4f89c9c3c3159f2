"""Governor reports; their documents; what is written beside their figures; what the worker makes of them."""

from .agreements import DraftReading, ReleaseAgreement
from .documents import Download, DraftDocument, EarlierDraft, ReleasedDocument
from .editions import fingerprint_of_figures, readings_of
from .makings import Making
from .narratives import Narrative
from .neighbours import LastYear, Shown, kept_since, last_year, look_around, obstacle_to, related, term_of
from .querysets import NEWEST_FIRST, GovernorReportQuerySet
from .reports import CHANGED, FROZEN, GovernorReport
from .signing import lock_reports_of, signature

__all__ = [
    "CHANGED",
    "FROZEN",
    "NEWEST_FIRST",
    "Download",
    "DraftDocument",
    "DraftReading",
    "EarlierDraft",
    "GovernorReport",
    "GovernorReportQuerySet",
    "LastYear",
    "Making",
    "Narrative",
    "ReleaseAgreement",
    "ReleasedDocument",
    "Shown",
    "fingerprint_of_figures",
    "kept_since",
    "last_year",
    "lock_reports_of",
    "look_around",
    "obstacle_to",
    "readings_of",
    "related",
    "signature",
    "term_of",
]
