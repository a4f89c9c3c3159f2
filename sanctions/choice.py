"""What a handler says about one action, before it is a sanction."""

from dataclasses import dataclass
from datetime import date

from core import clock
from incidents.models import Involvement
from people.models import User
from policies.models import Column

from .models import Decision, Sanction


@dataclass(frozen=True, slots=True)
class Choice:
    """What was decided about one action: done (by whom, when, until when), or not, because.

    `instead_of`: what the page showed as decided on it, which this replaces.
    """

    involvement: Involvement
    done: bool
    action: Column | None = None
    text: str = ""
    reason: str = ""
    done_by: str = ""
    done_on: date | None = None
    ends_on: date | None = None
    to_lift_by: User | None = None
    instead_of: Sanction | None = None

    @property
    def keeps_lifter(self) -> bool:
        """Whom it was given to stays, also where they would not be asked any more."""
        return self.instead_of is not None and self.instead_of.to_lift_by == self.to_lift_by

    def decision(self, by: User) -> Decision:
        """As it is kept; whoever decides did it, and today, unless something else was said."""
        ends_on, to_lift_by = (self.ends_on, self.to_lift_by) if self.done else (None, None)
        return Decision(
            done=self.done,
            reason=self.reason,
            done_by=(self.done_by or by.name) if self.done else "",
            done_on=(self.done_on or clock.today()) if self.done else None,
            ends_on=ends_on,
            to_lift_by=to_lift_by,
        )
