"""What a backup, a restore and a move ask of the audit chain."""


def heads(using: str) -> dict[str, str]:
    """Where the chain of each school ends: its code → the last link's SHA-256."""
    return {}


def broken(using: str) -> str:
    """The first broken link in words; nothing where every chain holds."""
    return ""
