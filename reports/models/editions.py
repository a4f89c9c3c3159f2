"""What tells one edition of a draft from the next: whoever agrees or releases does so to what they read."""

import hashlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .reports import GovernorReport


def edition_of(report: "GovernorReport") -> str:
    """Moment of preparing, number of changes of its words, half of the SHA-256 of its figures in hexadecimal.

    The figures of a draft stand in no history: whoever changes them past the program makes another edition of them.
    """
    figures = json.dumps(report.data, sort_keys=True).encode()
    return f"{_without_figures(report)}-{hashlib.sha256(figures).hexdigest()[:32]}"


def is_of(edition: str, report: "GovernorReport") -> bool:
    """Whether it names the report as it stands now.

    Agreements of before the fingerprint name no figures; they count until the draft is prepared anew.
    """
    return edition in (_without_figures(report), edition_of(report))


def _without_figures(report: "GovernorReport") -> str:
    words = getattr(report, "narrative", None)
    return f"{report.prepared_at.timestamp():.6f}-{words.edition if words else 0}"
