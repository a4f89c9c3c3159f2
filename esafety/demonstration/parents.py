"""What parents are told of an incident, and what the authorities say to that."""

from datetime import timedelta

from core import clock
from incidents.codes import ParentsWord
from incidents.models import Involvement
from incidents.ways_in import AGREE_ON_PARENTS
from sanctions.actions import record_parents

from .case import Case
from .wording import said

Part, Parents = Involvement.Part, Involvement.Parents


def inform_parents(case: Case) -> None:
    """Whatever is still open about the parents of the pupils."""
    answers = [(one, _answer(case, one)) for one in case.involved() if one.is_pupil and not one.parents]
    known = set(case.incident.involvements.exclude(parents="").values_list("pk", flat=True))  # by a decision
    answers = [(one, said) for one, said in answers if one.pk not in known]
    if any(said["parents"] == Parents.INFORMED for _, said in answers):
        agree_on_parents(case)
    if answers:
        record_parents(case.incident, answers, by=case.handler)


def _answer(case: Case, one: Involvement) -> dict[str, object]:
    reasons = {
        Part.WITNESS: "not_told_witness",
        Part.INSTIGATOR: "not_told_accused",
        Part.TARGET: "not_told_target",
    }
    told = {Part.WITNESS: 0.25, Part.INSTIGATOR: 0.75, Part.TARGET: 0.9}[Part(one.part)]
    reason = case.first_time(one.person, said("parents", reasons[Part(one.part)]))
    if one.person and one.person.school_id != case.site.school.pk:
        told, reason = 0.4, said("parents", "not_told_sister")
    if case.families_are_told and one.part != Part.WITNESS:
        told = 1
    why_not = case.parents_not_told.get(one.pk, "")
    if why_not or case.draw.random() > told:
        return {"parents": Parents.NOT_INFORMED, "parents_reason": why_not or case.say(*reason)}
    return {
        "parents": Parents.INFORMED,
        "parents_informed_on": clock.today(),
        "parents_informed_by": case.draw.choice([case.words["teacher"], case.handler.name]),
        "parents_informed_how": case.say(*said("parents", "how")),
    }


def agree_on_parents(case: Case) -> None:
    """Before the parents are informed: what the Police or social care say, or why there is nobody to ask."""
    if not case.incident.parents_wait:
        return
    told = case.incident.referrals.told().filter(agency__in=AGREE_ON_PARENTS).last()
    if told is None:
        reason = case.say(*said("agreement", "nobody"))
        case.incident.agree_on_parents(by=case.handler, word=ParentsWord.NOBODY, reason=reason)
        return
    case.incident.agree_on_parents(
        by=case.handler,
        word=ParentsWord.AGREED,
        agency=told.agency,
        spoke_to=case.say(*said("spoke", told.agency)),
        said_at=max(told.at, clock.now() - timedelta(minutes=case.draw.randint(5, 15))),
        reference=told.reference,
        reason=case.say(*said("agreement", "agreed")),
    )
