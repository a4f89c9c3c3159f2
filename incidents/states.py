"""The statuses of an incident, and the one table of what leads from which to which.

Source: the response procedure (two branches that join again) of the policies; drawn in README.md.
"""

from typing import NamedTuple

from django.db import models


class Status(models.TextChoices):
    REPORTED = "reported", "Reported"
    UNDER_REVIEW = "under_review", "Under review"
    WITH_AUTHORITIES = "with_authorities", "With the authorities"
    CLOSED = "closed", "Closed"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Answer(models.TextChoices):
    """What the Police or another authority said; or that it says nothing, which the Police never do."""

    NOT_CONFIRMED = "not_confirmed", "No illegal activity or material confirmed"
    CONFIRMED = "confirmed", "Illegal activity or material confirmed; their investigation goes on"
    FINISHED = "finished", "Their investigation is finished"
    NO_ANSWER = "no_answer", "No answer is to be expected"


class Transition(NamedTuple):
    source: Status
    verb: str
    target: Status
    answer: str = ""


TRANSITIONS = (
    Transition(Status.REPORTED, "review", Status.UNDER_REVIEW),
    Transition(Status.REPORTED, "notify_authorities", Status.WITH_AUTHORITIES),
    Transition(Status.UNDER_REVIEW, "notify_authorities", Status.WITH_AUTHORITIES),
    Transition(Status.WITH_AUTHORITIES, "record_answer", Status.UNDER_REVIEW, Answer.NOT_CONFIRMED),
    Transition(Status.WITH_AUTHORITIES, "record_answer", Status.WITH_AUTHORITIES, Answer.CONFIRMED),
    Transition(Status.WITH_AUTHORITIES, "record_answer", Status.UNDER_REVIEW, Answer.FINISHED),
    Transition(Status.WITH_AUTHORITIES, "record_answer", Status.UNDER_REVIEW, Answer.NO_ANSWER),
    Transition(Status.UNDER_REVIEW, "record_answer", Status.UNDER_REVIEW, Answer.NOT_CONFIRMED),
    Transition(Status.UNDER_REVIEW, "record_answer", Status.WITH_AUTHORITIES, Answer.CONFIRMED),
    Transition(Status.UNDER_REVIEW, "record_answer", Status.UNDER_REVIEW, Answer.FINISHED),
    Transition(Status.UNDER_REVIEW, "record_answer", Status.UNDER_REVIEW, Answer.NO_ANSWER),
    Transition(Status.UNDER_REVIEW, "close", Status.CLOSED),
    Transition(Status.REPORTED, "withdraw", Status.WITHDRAWN),
    Transition(Status.UNDER_REVIEW, "withdraw", Status.WITHDRAWN),
    Transition(Status.CLOSED, "reopen", Status.UNDER_REVIEW),
    Transition(Status.WITHDRAWN, "reopen", Status.UNDER_REVIEW),
)

OPEN = (Status.REPORTED, Status.UNDER_REVIEW, Status.WITH_AUTHORITIES)


def allows(status: str, verb: str) -> bool:
    """Whether the verb may happen to an incident of this status."""
    return any(step.source == status and step.verb == verb for step in TRANSITIONS)


def after(status: str, verb: str, answer: str = "") -> Status:
    """The status that the verb leads to; KeyError where the table has no such step."""
    for step in TRANSITIONS:
        if (step.source, step.verb, step.answer) == (status, verb, answer):
            return step.target
    raise KeyError((status, verb, answer))
