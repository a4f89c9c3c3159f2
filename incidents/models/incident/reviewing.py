"""Taking it up: the review, its handler, its row of the policy, what was done."""

from django.db import transaction

from core import clock
from core.access import Refused
from incidents.codes import Branch
from incidents.telling import tell_of_new_handler
from people.models import Agency, User
from policies.models import Row

from .base import A_DOUBLE_CLICK
from .changing import Changing
from .referring import Referring


class Reviewing(Changing, Referring):
    """The verbs of whoever works on it."""

    class Meta:
        abstract = True

    @transaction.atomic
    def review(self, *, by: User, branch: str, user_action: Row | None, safeguarding: bool, reason: str) -> None:
        """Judge it: which branch, which row of the policy, whether the safeguarding lead leads from here."""
        self.lock()
        self.access.require(by, "review", self)
        if self.is_illegal and branch != Branch.ILLEGAL:
            raise Refused("Only an answer of the authorities, or a decision not to refer, ends the illegal branch.")
        if user_action and user_action.illegal and branch != Branch.ILLEGAL:
            raise Refused(f"“{user_action}” is illegal: it goes to the illegal branch.")
        self.branch, self.user_action = branch, user_action
        self.safeguarding = self.safeguarding or safeguarding
        self._carry_flags(user_action)
        self.handler = by
        self.reviewed_at = self.reviewed_at or clock.now()
        self._become("review", by=by, text=f"Under review. {self.get_branch_display()}.", reason=reason)
        self.hand_over_if_rerouted(by)

    @property
    def has_changed_hands(self) -> str:
        """What somebody is told whose page showed another handler."""
        return f"{self} has changed hands: {self.handler or 'nobody'} handles it now."

    def _lock_with_handler(self, verb: str, *, by: User) -> None:
        """Lock it for this verb; refused where its handler is not any more who was read before the lock."""
        read = self.handler_id
        self.lock()
        self.access.require(by, verb, self)
        if self.handler_id != read:
            raise Refused(self.has_changed_hands)

    @transaction.atomic
    def take_over(self, *, by: User) -> None:
        """Become its handler: the one person of those who may whom everybody asks about it."""
        self._lock_with_handler("take_over", by=by)
        former, self.handler = self.handler, by
        self.save_as(by, "Takes over")
        self.note(f"{by} takes over.", by=by, verb="take_over")
        tell_of_new_handler(self, former, by=by)  # type: ignore[arg-type]

    @transaction.atomic
    def assign(self, *, by: User, to: User, reason: str = "") -> None:
        """Make somebody its handler who may be: who assigns and who is assigned are each judged under the lock."""
        self._lock_with_handler("assign", by=by)
        self.access.require(to, "become_handler", self)
        former, self.handler = self.handler, to
        self.save_as(by, reason or f"Assigned to {to}")
        self.note(f"Assigned to {to}. {reason}".strip(), by=by, verb="assign")
        tell_of_new_handler(self, former, by=by)  # type: ignore[arg-type]

    @transaction.atomic
    def choose_row(self, *, by: User, user_action: Row | None, reason: str, why_not_police: str = "") -> None:
        """Place it under another row of the policy, or under none. The branch stays as it is.

        A case for the Police of which nobody told them is left only with the reason why they are not told. That is a
        decision not to refer it, of whoever may take it; and what follows from one follows, the branch included.

        What was read before the lock is what the row replaces: where somebody chose another meanwhile, nothing is done.
        """
        self._lock_as_read("choose_row", ["user_action_id"], by=by)
        if user_action and user_action.illegal and not self.is_illegal:
            raise Refused(f"“{user_action}” is illegal: refer the incident to the authorities first.")
        leaves_case = self.leaves_case(user_action)
        if leaves_case:
            self.access.require(by, "decide_not_to_refer", self)
            if not why_not_police:
                raise Refused("It is a case for the Police, and nobody told them: say why they are not told.")
        before, self.user_action = self.user_action, user_action
        self._carry_flags(user_action)
        self.save_as(by, reason)
        now = user_action or "none"
        said = f"still {now}" if before == user_action else f"from {before or 'none'} to {now}"
        self.note(f"Policy row: {said}. {reason}", by=by, verb="choose_row")
        if leaves_case:
            stays = bool(user_action and user_action.illegal)
            self._not_refer(Agency.Kind.POLICE, by=by, reason=why_not_police, branch_stays=stays)
        else:
            self.hand_over_if_rerouted(by)

    def leaves_case(self, row: Row | None) -> bool:
        """Whether it were a case for the Police no more under this row, without a word on why they were not told."""
        return self.awaits_police and not (row and row.police_case)

    def _carry_flags(self, row: Row | None) -> None:
        """What the row says must be known about the incident; a flag once set is not cleared by another row."""
        if row:
            self.four_c = row.four_c or self.four_c
            self.safeguarding = self.safeguarding or row.safeguarding
            self.images_of_children = self.images_of_children or row.no_files
            self.data_breach = self.data_breach or row.data_breach

    @transaction.atomic
    def add_entry(self, *, by: User, text: str) -> None:
        """Write down what was done or learnt."""
        self.lock()
        self.access.require(by, "add_entry", self)
        just_now = self.entries.filter(by=by, verb="", text=text, at__gte=clock.now() - A_DOUBLE_CLICK)
        if not just_now.exists():
            self.note(text, by=by)
