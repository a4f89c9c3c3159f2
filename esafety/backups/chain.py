"""What a backup, a restore and a move ask of the audit chain."""

from audit.models import NO_SCHOOL, Chain
from audit.verifying import Problem, check_all
from people.models import School

OF_NO_SCHOOL = "-"  # no code of a school


def heads(using: str) -> dict[str, str]:
    """Where the chain of each school ends: its code → the last link's SHA-256."""
    codes = {NO_SCHOOL: OF_NO_SCHOOL} | dict(School.objects.using(using).values_list("pk", "code"))
    return {codes[school]: head for school, head in Chain.heads(using).items()}


def first_problem(using: str) -> Problem | None:
    """The first link, row or record that is not as it was sealed."""
    return next(check_all(using), None)
