"""How incidents go on in which something is alleged against somebody who works there, or may."""

from datetime import timedelta

from core import clock
from incidents.codes import Finding, Threshold
from incidents.states import Answer
from people.models import Agency

from .case import Case, Story
from .decisions import decide_actions, find_misuse
from .parents import inform_parents
from .referring import answered, refer
from .steps import end
from .wording import said


def restricted(case: Case) -> Story:
    """The head alone (the chair, about the head)."""
    yield case.within(0, 1)
    case.review()
    case.decide_allegation(case.draw.choice([Threshold.LOW_LEVEL, Threshold.CONDUCT]))
    for _ in range(2):
        yield case.within(1, 3)
        case.note()
    yield case.within(1, 4)
    case.finding = Finding.SUBSTANTIATED
    find_misuse(case)
    decide_actions(case)
    inform_parents(case)
    yield from end(case)


def alleged(case: Case) -> Story:
    """Decided on, and the designated officer is still to be told."""
    yield case.later(0)
    case.review()
    case.decide_allegation(Threshold.HARM)


def designated_officer(case: Case) -> Story:
    """Told to the local authority's designated officer within a day, who gives it back."""
    yield case.later(0)
    case.review()
    case.decide_allegation(Threshold.HARM)
    yield case.later(0)
    refer(case, Agency.Kind.LADO, case.say(*said("designated_officer", "refer")))
    yield case.within(4, 7)
    answered(case, Answer.NOT_CONFIRMED, case.say(*said("designated_officer", "answer")))
    case.decide_allegation(Threshold.LOW_LEVEL, *said("designated_officer", "answer"))
    yield case.within(1, 2)
    find_misuse(case)
    decide_actions(case)
    inform_parents(case)
    yield from end(case)


def told_officer(case: Case) -> Story:
    """The designated officer was told, and has not advised yet."""
    yield case.later(0)
    case.review()
    case.decide_allegation(Threshold.HARM)
    yield case.later(0)
    case.incident.tell_agency(
        by=case.handler,
        agency=Agency.Kind.LADO,
        at=clock.now() - timedelta(minutes=10),
        spoke_to=case.say(*said("spoke", Agency.Kind.LADO)),
        reason=case.say(*said("designated_officer", "refer")),
        reference="LADO/2291",
    )


def unsure_adult(case: Case) -> Story:
    """It might have been somebody who helps here; it was not."""
    yield case.later(0)
    case.review(reason=case.say(*said("unsure_adult", "review")))
    yield case.within(1, 3)
    case.note(*said("unsure_adult", "entry"))
    case.is_nobody_here()
    case.decide_allegation(Threshold.NOBODY_HERE)
    inform_parents(case)
    yield case.within(1, 4)
    case.close(
        outcome=case.say(*said("unsure_adult", "outcome")), rationale=case.say(*said("unsure_adult", "rationale"))
    )
