"""What is signed, and what of it a correction may point to."""

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .investigation import Investigation

# What a correction may point to, apart from a row.
CORRECTABLE = (
    ("reason", "Reason for investigation"),
    ("group", "Group"),
    ("first", "First reviewer"),
    ("second", "Second reviewer"),
    ("computer", "Computer used for the review"),
    ("finding", "Judgement"),
    ("reasons", "Reasons for the judgement"),
    ("conclusion", "Conclusion and action proposed or taken"),
)


def content_of(investigation: "Investigation") -> str:
    """Everything that is signed, as one text that is always written in the same way."""
    return json.dumps(
        {
            "incident": investigation.incident.reference,
            "reason": investigation.reason,
            "group": investigation.group,
            "reviewers": [
                [investigation.first_name, investigation.first_position],
                [investigation.second_name, investigation.second_position, investigation.fallback_reason],
            ],
            "computer": [investigation.computer, investigation.computer_place],
            "started": _written(investigation.started_at),
            "rows": [
                [_written(row.at), row.reviewed_by, row.kind, row.what, row.concern, row.description]
                for row in sorted(investigation.site_reviews.all(), key=lambda row: (row.at, row.pk))
            ],
            "finding": investigation.finding,
            "reasons": investigation.reasons,
            "conclusion": investigation.conclusion,
        },
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
