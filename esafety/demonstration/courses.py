"""How incidents go on, from the report to the end.

A course is a generator: it yields the moment of its next step, and takes the step when it is resumed at that moment.
"""

from collections.abc import Callable

from incidents.codes import Branch, Finding
from incidents.states import Answer
from people.models import Agency
from people.roles import Role

from . import allegations, responses
from .case import Case, Story
from .decisions import decide_actions, find_misuse, keep_until
from .parents import inform_parents
from .referring import answered, do_not_refer, refer
from .steps import end, work
from .wording import said

REVIEWED_AFTER = {0: 46, 1: 38, 2: 9, 3: 4, 5: 3}  # school days
AT_CHANCE = {"ordinary": 880, "reopened": 40, "handed_over": 40, "mistake": 25, "duplicate": 15}
ONLY_FOR = {
    "reopened": ("cyberbullying", "impersonation", "account_misuse", "money"),
    "handed_over": ("cyberbullying", "impersonation", "harmful_content", "accidental_exposure"),
    "mistake": tuple(said("mistake")),
}
CONTACT_AT_CHANCE = {"not_referred": 5, "referred": 5}


def tell(case: Case) -> Story:
    """The whole story of one incident."""
    yield case.moment
    case.report()
    course = case.planned.course or _drawn(case)
    yield from COURSES[course](case)


def _drawn(case: Case) -> str:
    if case.branch_is_illegal():
        chances = CONTACT_AT_CHANCE
    elif case.incident.safeguarding:
        return "safeguarding"
    else:
        kind = case.planned.kind
        chances = {course: weight for course, weight in AT_CHANCE.items() if kind in ONLY_FOR.get(course, (kind,))}
    return case.draw.choices(list(chances), list(chances.values()))[0]


def _reviewed_within(case: Case) -> int:
    return case.draw.choices(list(REVIEWED_AFTER), list(REVIEWED_AFTER.values()))[0]


def waiting(case: Case) -> Story:
    """Nobody has looked at it yet."""
    yield from ()


def ordinary(case: Case) -> Story:
    yield case.later(_reviewed_within(case))
    case.review()
    yield from work(case)
    yield from end(case)


def half_decided(case: Case) -> Story:
    """Reviewed, the misuse found, some of the actions decided, somebody asked to help: the rest waits."""
    yield case.later(0)
    case.review()
    case.finding = Finding.SUBSTANTIATED
    yield case.within(0, 1)
    case.note()
    find_misuse(case)
    yield case.within(0, 1)
    decide_actions(case, leave=2)
    keep_until(case, school_days=2 if case.site.code == "ALD" else 6)
    yield case.later(0)
    case.ask(case.site.roles[Role.STAFF], *said("task", "teacher"), school_days=8)
    case.ask(case.site.technician, *said("task", "technician"), school_days=1)


def reopened(case: Case) -> Story:
    yield from ordinary(case)
    yield case.within(6, 20)
    case.incident.reopen(by=case.site.headteacher, reason=case.say(*said("reopened", "reason")))
    yield case.within(1, 2)
    case.note(*said("reopened", "entry"))
    yield case.within(1, 5)
    case.close(rationale=case.say(*said("reopened", "again")))


def mistake(case: Case) -> Story:
    yield case.later(_reviewed_within(case))
    reason = case.say(*said("mistake", case.planned.kind))
    if case.incident.awaits_police:
        do_not_refer(case, Agency.Kind.POLICE, reason)
    case.incident.withdraw(by=case.handler, reason=reason)


def duplicate(case: Case) -> Story:
    """A colleague reports it too; the second report is withdrawn when the coordinator sees both."""
    yield case.later(0)
    first, case.incident = case.incident, case.report_too(case.say(*said("duplicate", "description")))
    yield case.within(0, 1)
    reason = case.say(*said("duplicate", "reason"))
    if case.incident.awaits_police:
        do_not_refer(case, Agency.Kind.POLICE, reason)
    case.incident.withdraw(by=case.handler, reason=reason, duplicate_of=first)
    case.incident = first
    yield from ordinary(case)


def safeguarding(case: Case) -> Story:
    """The safeguarding lead leads."""
    yield case.later(0)
    case.review()
    yield from _care(case)
    yield from work(case)
    yield from end(case)


def _care(case: Case) -> Story:
    yield case.within(0, 1)
    case.note()
    yield case.within(1, 4)
    case.note()


def handed_over(case: Case) -> Story:
    """The coordinator sees that it is one for the safeguarding lead."""
    yield case.later(_reviewed_within(case))
    case.review(safeguarding=True, reason=case.say(*said("handed_over", "reason")))
    yield from _care(case)
    yield from work(case)
    yield from end(case)


def found_illegal(case: Case) -> Story:
    """The coordinator suspects an offence; the safeguarding lead refers it."""
    yield case.later(0)
    case.review(branch=Branch.ILLEGAL, reason=case.say(*said("found_illegal", "reason")))
    yield case.later(0)
    refer(case, Agency.Kind.POLICE, case.say(*said("found_illegal", "refer")))
    yield case.within(3, 5)
    answered(case, Answer.NOT_CONFIRMED, case.say(*said("found_illegal", "not_confirmed")))
    yield case.later(0)
    yield from work(case)
    yield from end(case)


def not_referred(case: Case) -> Story:
    """Looked at by the safeguarding lead on the day, and not referred, because."""
    yield case.later(0)
    mistaken = case.draw.random() < 0.3
    do_not_refer(case, Agency.Kind.CEOP, case.written("mistaken" if mistaken else "refuse"))
    yield case.later(0)
    case.review(reason=case.say(*said("not_referred", "review")))
    yield case.within(0, 1)
    case.note(*case.planned.says("advice"))
    inform_parents(case)
    yield case.within(1, 6)
    if mistaken:
        case.finding = Finding.UNFOUNDED
        case.close(outcome=case.written("mistaken_outcome"), rationale=case.written("mistaken"))
    else:
        case.close()


def referred(case: Case) -> Story:
    """With the authorities until they answer, once or twice."""
    yield from awaiting(case)
    at_chance = [(Answer.NOT_CONFIRMED,), (Answer.CONFIRMED, Answer.FINISHED)]
    yield case.within(0, 2)
    case.note(*said("mid_referral", "parents"))
    inform_parents(case)
    answers = case.planned.answers or case.draw.choices(at_chance, [3, 2])[0]
    for answer in answers:
        if case.draw.random() < 0.6:
            yield case.within(3, 6)
            case.note(*said("mid_referral", "entry"))
        yield case.within(4, 18)
        answered(case, answer, case.written(answer))
    yield case.within(0, 2)
    case.note()
    yield from end(case)


def awaiting(case: Case) -> Story:
    """Reviewed and referred the same day; no answer yet."""
    yield case.later(0)
    case.review()
    yield case.later(0)
    agency = Agency.Kind.POLICE if case.incident.images_of_children else Agency.Kind.CEOP
    refer(case, agency, case.written("refer"))


def investigated(case: Case) -> Story:
    """Investigated by two, sealed, decided and closed."""
    yield from responses.investigated(case, ending=_decided_and_closed)


def _decided_and_closed(case: Case) -> Story:
    yield from work(case)
    yield from end(case)


COURSES: dict[str, Callable[[Case], Story]] = {
    "waiting": waiting,
    "ordinary": ordinary,
    "half_decided": half_decided,
    "reopened": reopened,
    "mistake": mistake,
    "duplicate": duplicate,
    "safeguarding": safeguarding,
    "handed_over": handed_over,
    "found_illegal": found_illegal,
    "not_referred": not_referred,
    "referred": referred,
    "awaiting": awaiting,
    "restricted": allegations.restricted,
    "about_head": allegations.restricted,
    "alleged": allegations.alleged,
    "designated_officer": allegations.designated_officer,
    "told_officer": allegations.told_officer,
    "unsure_adult": allegations.unsure_adult,
    "investigated": investigated,
    "under_investigation": responses.under_investigation,
    "child_at_risk": responses.child_at_risk,
    "quarantined": responses.quarantined,
}
