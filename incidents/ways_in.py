"""Whom the procedure and the policy ask for: the three ways into the illegal branch, and actions that are referrals.

Source: the response procedure of the policies. Whom a way asks for is told, or there is a reason why not.
"""

from collections.abc import Iterable
from typing import NamedTuple

from people.models import Agency
from policies.models import Meaning

from .codes import WayIn

Agencies = tuple[Agency.Kind, ...]  # to tell one of them is enough

POLICE: Agencies = (Agency.Kind.POLICE, Agency.Kind.CEOP)  # CEOP is a command of the National Crime Agency
SOCIAL_CARE: Agencies = (Agency.Kind.CHILDRENS_SERVICES, Agency.Kind.LA_SAFEGUARDING)
DESIGNATED_OFFICER: Agencies = (Agency.Kind.LADO,)
LOCAL_AUTHORITY: Agencies = (*DESIGNATED_OFFICER, *SOCIAL_CARE, Agency.Kind.LA_HR)
AGREE_ON_PARENTS: Agencies = (*POLICE, *SOCIAL_CARE, *DESIGNATED_OFFICER)  # nobody else knows what they look at

# Actions of a sanctions table that are a referral: what is recorded of one of these agencies decides them.
REFERRALS: dict[str, Agencies] = {Meaning.REFER_POLICE: POLICE, Meaning.REFER_LOCAL_AUTHORITY: LOCAL_AUTHORITY}


class FirstStep(NamedTuple):
    """What a way in asks for first: in words, whom to tell, and whether a strategy meeting is called."""

    text: str
    agencies: tuple[Agencies, ...]
    meeting: bool


FIRST_STEPS = {
    WayIn.NO_IMMEDIATE_RISK: FirstStep("report it to the Police or CEOP", (POLICE,), meeting=False),
    WayIn.CHILD_AT_RISK: FirstStep(
        "report it to the child protection team and the Police, and call a strategy meeting",
        (SOCIAL_CARE, POLICE),
        meeting=True,
    ),
    WayIn.ADULT_INVOLVED: FirstStep(
        "report it to the child protection team (the Headteacher and the LADO), and call a strategy meeting",
        (DESIGNATED_OFFICER,),
        meeting=True,
    ),
}


def in_words(agencies: Agencies) -> str:
    """For example "the Police or CEOP"."""
    return " or ".join(kind.in_a_sentence for kind in agencies)


def not_told(way: WayIn, told: Iterable[str]) -> list[Agencies]:
    """Whom this way in asks for, and who is not among those told."""
    known = set(told)
    return [agencies for agencies in FIRST_STEPS[way].agencies if not known.intersection(agencies)]
