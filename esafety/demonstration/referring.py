"""Incidents go to the authorities, and come back."""

from datetime import timedelta
from typing import TYPE_CHECKING

from core import clock

from .wording import said

if TYPE_CHECKING:
    from .case import Case


def refer(case: "Case", agency: str, reason: str) -> None:
    case.incident.notify_authorities(
        by=case.handler,
        agency=agency,
        at=clock.now() - timedelta(minutes=case.draw.randint(5, 15)),
        spoke_to=case.say(*said("spoke", agency)),
        reason=reason,
        reference=_their_reference(case),
        device_kept=case.incident.device_kept or case.say(*(said("kept", agency) or said("kept", "device"))),
    )
    _take_first_steps(case)


def _take_first_steps(case: "Case") -> None:
    """What its way into the illegal branch asks for besides."""
    for agencies in case.incident.awaits_agencies:
        tell(case, agencies[0])
    at = clock.now() - timedelta(minutes=3)
    if case.incident.awaits_meeting:
        present, text = case.say(*said("first_steps", "present")), case.say(*said("first_steps", "decided"))
        case.incident.record_meeting(by=case.handler, held=True, met_at=at, present=present, text=text)


def tell(case: "Case", agency: str) -> None:
    """Tell it besides: the incident stays where it stands."""
    at = clock.now() - timedelta(minutes=3)
    spoke_to = case.say(*said("spoke", agency))
    reason = case.say(*(said("told_because", agency) or said("first_steps", "reason")))
    reference = _their_reference(case)
    case.incident.tell_agency(
        by=case.handler, agency=agency, at=at, spoke_to=spoke_to, reason=reason, reference=reference
    )


def do_not_refer(case: "Case", agency: str, reason: str) -> None:
    case.incident.decide_not_to_refer(by=case.handler, agency=agency, reason=reason)
    case.incident.refresh_from_db(fields=["route"])


def _their_reference(case: "Case") -> str:
    return f"{case.draw.choice(['CC', 'OS', 'MF'])}{case.draw.randint(1000, 9999)}/{case.moment:%y}"


def answered(case: "Case", answer: str, text: str) -> None:
    [*_, asked] = case.incident.referrals.told().order_by("at", "pk")
    case.incident.record_answer(
        by=case.handler,
        answer=answer,
        answer_text=text,
        answered_by=said("answers", asked.agency)[0],
        reference="",
    )
    case.incident.refresh_from_db(fields=["route"])  # whose it is now
