"""What only a person can decide about a file."""

from dataclasses import dataclass, field

NEW, LEAVE_OUT, SAME = "new", "leave_out", "same"
KEEP, OF_THESE_YEARS, EVERYBODY = "keep", "these_years", "everybody"
MOST_DOUBTS = 200  # decided at a time; the others are left out, and are doubtful again in the next file


@dataclass(frozen=True, slots=True)
class Answers:
    """What the person who read the preview decided.

    `decisions`: line of a doubtful row → `NEW`, `LEAVE_OUT`, or `SAME` with the entry's key ("same:12"). `missing`:
    what becomes of those who are not in the file. `invites`: whether those with an e-mail address get an account.
    """

    digest: str
    decisions: dict[int, str] = field(default_factory=dict)
    missing: str = KEEP
    invites: bool = False
