"""Where a policy can start from."""


def ensure_standard_set(**_: object) -> None:
    """Placeholder until the presets are written."""
