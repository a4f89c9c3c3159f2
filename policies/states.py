"""The life of a policy version, as one table: `(verb, from, to)`."""

from django.db import models


class Status(models.TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    APPROVED = "approved", "Approved"
    SUPERSEDED = "superseded", "Superseded"
    WITHDRAWN = "withdrawn", "Withdrawn"


# Approval comes from submitted alone: nothing can be edited meanwhile, so what the board read is what it approved.
TRANSITIONS = (
    ("submit", Status.DRAFT, Status.SUBMITTED),
    ("send_back", Status.SUBMITTED, Status.DRAFT),
    ("approve", Status.SUBMITTED, Status.APPROVED),
    ("withdraw", Status.DRAFT, Status.WITHDRAWN),
    ("withdraw", Status.SUBMITTED, Status.WITHDRAWN),
    ("supersede", Status.APPROVED, Status.SUPERSEDED),
)
# Versions that were approved at some time: an incident is judged by the one that applied when it happened.
ONCE_APPROVED = (Status.APPROVED, Status.SUPERSEDED)
BEING_WRITTEN = (Status.DRAFT, Status.SUBMITTED)


def allows(status: str, verb: str) -> bool:
    """Whether the verb may happen to a version of this status."""
    return any(name == verb and source == status for name, source, _ in TRANSITIONS)
