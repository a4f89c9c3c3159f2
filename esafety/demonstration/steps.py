"""What most incidents have in common, once somebody has looked at them."""

from core import clock
from sanctions.models import Sanction

from .case import Case, Story
from .decisions import decide_actions, find_misuse
from .diary import at
from .parents import inform_parents
from .wording import said


def work(case: Case) -> Story:
    """Talk to people, say what it was, decide what follows."""
    for _ in range(case.draw.choices([0, 1, 2], [35, 45, 20])[0]):
        yield case.within(0, 2)
        case.note()
    yield case.within(0, 2)
    find_misuse(case)
    if case.draw.random() < 0.5:
        yield case.within(0, 2)
    decide_actions(case)
    yield case.within(0, 1)
    inform_parents(case)


def end(case: Case) -> Story:
    if case.draw.random() < 0.3:
        yield case.within(1, 3)
        case.note()
    yield case.within(1, 6)
    case.close()
    yield from _lift(case)


def _lift(case: Case) -> Story:
    """Access that was removed is given back when its time is over."""
    for sanction in Sanction.objects.of_incident(case.incident).in_force():
        case.moment = max(case.moment, at(sanction.ends_on or clock.today(), 15, 25))
        yield case.moment
        sanction.lift(by=sanction.to_lift_by or case.handler, note=case.say(*said("given_back", "note")))
