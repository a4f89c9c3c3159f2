"""What tells one edition of a draft from the next: whoever agrees or releases does so to what they read."""

import hashlib
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from people.models import User

    from .agreements import DraftReading
    from .reports import GovernorReport


def edition_of(report: "GovernorReport") -> str:
    """Moment of preparing, number of changes of its words, half of the SHA-256 of its figures in hexadecimal.

    The figures of a draft stand in no history: whoever changes them past the program makes another edition of them.
    """
    return f"{_without_figures(report)}-{fingerprint_of_figures(report.data)[:32]}"


def fingerprint_of_figures(figures: dict[str, Any]) -> str:
    """SHA-256 in hexadecimal, the same before and after a database kept them."""
    return hashlib.sha256(json.dumps(figures, sort_keys=True).encode()).hexdigest()


def readings_of(report: "GovernorReport", by: "User | None" = None) -> "list[DraftReading]":
    """Who opened the draft with the figures that stand in it now. Readings of before the fingerprint name none."""
    now = [each for each in report.readings.all() if each.prepared_at == report.prepared_at]
    now = [each for each in now if by is None or each.user_id == by.pk]
    same = ("", fingerprint_of_figures(report.data)) if now else ()
    return [each for each in now if each.figures_sha256 in same]


def is_of(edition: str, report: "GovernorReport") -> bool:
    """Whether it names the report as it stands now.

    Agreements of before the fingerprint name no figures; they count until the draft is prepared anew.
    """
    return edition in (_without_figures(report), edition_of(report))


def _without_figures(report: "GovernorReport") -> str:
    words = getattr(report, "narrative", None)
    return f"{report.prepared_at.timestamp():.6f}-{words.edition if words else 0}"
