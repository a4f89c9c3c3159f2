"""Correcting what was recorded, asking others to do something, and saying which incidents belong together."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from core import clock
from core.access import Refused
from incidents.codes import Branch
from incidents.querysets import accused_accounts
from incidents.typed_names import may_be_meant
from people.models import Membership, User
from people.roles import WORKS_IN_SCHOOL
from people.telling import tell

from .alleging import Alleging
from .base import A_DOUBLE_CLICK
from .changing import CORRECTED, Changing

if TYPE_CHECKING:
    from . import Incident


class Recording(Changing, Alleging):
    """The verbs of whoever handles it, about the record itself."""

    class Meta:
        abstract = True

    @transaction.atomic
    def correct(self, *, by: User, reason: str, **changes: Any) -> None:
        """Put right what was recorded; the chronology keeps the old value beside the new one.

        What was read before the lock is what the changes are meant against: if somebody changed one of these
        fields in the meantime, nothing is done.
        """
        if unknown := changes.keys() - CORRECTED.keys():
            raise Refused(f"This cannot be corrected: {', '.join(sorted(unknown))}.")
        self._lock_as_read("correct", changes, by=by)
        said = self._change(changes)
        restricts = "kind" in changes and self.kind_chosen.restricted and not self.restricted
        if "kind" in changes:
            self._carry_kind()
        moved = [*self._move_row(), *self._move_misuses(by=by)]
        self.save_as(by, reason)
        self.note(" ".join([*said, *moved, reason]), by=by, verb="correct")
        if restricts:
            self.restrict_within(by=by, why="What it was is alleged against somebody who works here")
        self.hand_over_if_rerouted(by)

    def _carry_kind(self) -> None:
        """What must be known of a kind; a flag once set is not cleared by another kind."""
        kind = self.kind_chosen
        self.safeguarding = self.safeguarding or kind.safeguarding
        self.images_of_children = self.images_of_children or kind.no_files
        self.data_breach = self.data_breach or kind.data_breach
        if kind.stop and not self.authority_outcome:
            self.branch = Branch.ILLEGAL

    @transaction.atomic
    def give_task(self, *, by: User, text: str, who: User, due: date | None) -> None:
        """Ask somebody who works here to do something, without opening the record to them."""
        self.lock()
        self.access.require(by, "give_task", self)
        self.access.require(who, "be_asked", self)
        if given := self.tasks.open().filter(who=who, text=text).first():
            if (given.by, given.due) == (by, due) and given.at >= clock.now() - A_DOUBLE_CLICK:
                return
            raise Refused(f"{who} already has this task.")
        task = self.tasks.model(incident_id=self.pk, text=text, who=who, due=due, by=by, at=clock.now())
        task.save_as(by, "Given")
        self.note(f"{who} is asked: “{text}”", by=by, verb="give_task")
        if who != by:
            path = task.get_absolute_url()
            tell([who], label=self.reference, wanted="You have a task.", path=path, school=self.school)

    def may_be_asked(self) -> list[User]:
        """Whom the rule `be_asked` lets be asked: who works at its school and is not accused in it, nor may be."""
        holders = Membership.objects.contacts(self.school, *WORKS_IN_SCHOOL)
        users = {holder.user_id: holder.user for holder in holders}
        barred = accused_accounts([self]) | may_be_meant(self, list(users.values()))
        return sorted((user for key, user in users.items() if key not in barred), key=lambda user: user.name)

    @transaction.atomic
    def relate(self, *, by: User, other: "Incident", reason: str) -> None:
        """Say that it belongs together with another one. Neither chronology says so: not all read both."""
        self.lock()
        self.access.require(by, "relate", self)
        self.access.require(by, "read", other)
        if self.pk == other.pk:
            raise Refused("An incident is not related to itself.")
        if self.relations_between(other).exists():
            raise Refused(f"It is already related to {other}.")
        first, second = sorted((self.pk, other.pk))
        relation = self.relations.model(first_id=first, second_id=second, reason=reason, by=by, at=clock.now())
        relation.save_as(by, reason)

    @transaction.atomic
    def unrelate(self, *, by: User, other: "Incident", reason: str) -> None:
        """Say that the two do not belong together after all."""
        self.lock()
        self.access.require(by, "relate", self)
        self.access.require(by, "read", other)
        relation = self.relations_between(other).first()
        if relation is None:
            raise Refused("They are not related any more.")
        relation.delete_as(by, reason)

    def relations_between(self, other: "Incident") -> Any:
        pair = Q(first=self.pk, second=other.pk) | Q(first=other.pk, second=self.pk)
        return self.relations.model.objects.filter(pair)
