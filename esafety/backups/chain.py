"""What a backup, a restore and a move ask of the audit chain."""

from audit.models import NO_SCHOOL, Chain
from audit.verifying import check_all
from people.models import School

OF_NO_SCHOOL = "-"  # no code of a school


def heads(using: str) -> dict[str, str]:
    """Where the chain of each school ends: its code → the last link's SHA-256."""
    codes = {NO_SCHOOL: OF_NO_SCHOOL} | dict(School.objects.using(using).values_list("pk", "code"))
    return {codes[chain.school]: bytes(chain.head).hex() for chain in Chain.objects.using(using)}


def broken(using: str) -> str:
    """The first link, row or record that is not as it was sealed, in words; nothing where everything is."""
    found = next(check_all(using), None)
    return f"{found}." if found else ""
