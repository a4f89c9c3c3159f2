"""Where each chain ends, for keeping outside of the site: on paper, in minutes, in somebody's mailbox."""

from audit.models import NO_SCHOOL, Chain
from core import clock
from core.dates import date_in_words
from people.models import School


def in_groups(head: str) -> str:
    """64 characters as people read them out: eight at a time."""
    return " ".join(head[start : start + 8] for start in range(0, len(head), 8))


def letter() -> str:
    """A line for each school, by its code and nothing that says more."""
    codes = {NO_SCHOOL: "no school"} | dict(School.objects.values_list("pk", "code"))
    ends = sorted((codes.get(school, str(school)), head) for school, head in Chain.heads().items())
    return "\n".join(
        [
            f"Where the chains of the records ended on {date_in_words(clock.today())}. Keep this e-mail.",
            "Each line is still there for as long as nobody has rewritten what was before it:",
            'manage.py verify_audit --head "…" tells.',
            "",
            *(f"{code}: {in_groups(head)}" for code, head in ends),
        ]
    )
