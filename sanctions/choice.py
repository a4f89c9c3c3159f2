"""What a handler says about one action, before it is a sanction."""

from dataclasses import dataclass
from datetime import date

from incidents.models import Involvement
from people.models import User
from policies.models import Column


@dataclass(frozen=True, slots=True)
class Choice:
    """What was decided about one action: done (by whom, when, until when), or not, because."""

    involvement: Involvement
    done: bool
    action: Column | None = None
    text: str = ""
    reason: str = ""
    done_by: str = ""
    done_on: date | None = None
    ends_on: date | None = None
    to_lift_by: User | None = None
