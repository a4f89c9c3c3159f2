"""Year groups, from nursery to the end of sixth form, as the register writes them and as they are said."""

YEAR_GROUPS = ("N", "R", *(str(number) for number in range(1, 14)))


def year_in_words(group: str) -> str:
    """R → Reception, 5 → Year 5"""
    return {"N": "Nursery", "R": "Reception"}.get(group, f"Year {group}")


CHOICES = [(group, year_in_words(group)) for group in YEAR_GROUPS]
