"""What becomes of devices: which is isolated, and which was searched."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from core import clock
from core.access import Refused
from core.dates import short_moment
from core.words import ended
from incidents.codes import Branch, Told
from incidents.querysets import TARGET, account, accused_accounts, entry_of
from incidents.states import Answer, Status
from incidents.typed_names import may_be_part_of
from people.models import User

from .base import A_DOUBLE_CLICK
from .consulting import Consulting
from .telling_more import TellingMore

if TYPE_CHECKING:
    from ..involvement import Involvement


class Isolating(TellingMore, Consulting):
    """The verbs about devices."""

    class Meta:
        abstract = True

    def concerns(self, user: User) -> bool:
        """Whether the user is accused in it, or may be, a target in it, or has declared an interest.

        Such a one never reviews it.
        """
        targets = self.involvements.filter(entry_of(user), part=TARGET).order_by().values_list(account(), flat=True)
        close = self.interests.filter(user=user).order_by().values_list("user", flat=True)
        return user.pk in accused_accounts([self], targets, close) or self.may_mean(user)

    def concerns_name(self, called: str) -> bool:
        """As `concerns`, of somebody without an account here: by their name."""
        targets = self.involvements.filter(part=TARGET).order_by().values_list(account(), flat=True)
        close = self.interests.order_by().values_list("user", flat=True)
        users = User.objects.filter(pk__in=accused_accounts([self], targets, close))
        return may_be_part_of(self, called, users)

    @transaction.atomic
    def isolate_device(
        self, *, by: User, what: str, isolated_by: str, isolated_at: datetime, kept_at: str, state: str
    ) -> None:
        """Record a device that is kept as it was found."""
        self.lock()
        self.access.require(by, "isolate_device", self)
        said = {
            "what": what,
            "isolated_by": isolated_by,
            "isolated_at": isolated_at,
            "kept_at": kept_at,
            "state": state,
        }
        if self.devices.filter(**said).exists():  # a double click
            return
        device = self.devices.model(incident_id=self.pk, by=by, **said)
        device.save_as(by, "Isolated")
        text = f"Device isolated by {isolated_by}: {what}. Kept: {kept_at}. Left: {ended(state)}"
        self.note(text, by=by, verb="isolate_device")

    @property
    def not_searched_since(self) -> datetime | None:
        """From when on nobody searches a device: since it may be illegal, until the authorities have finished.

        As its history has it, or since they were told, if that is recorded later; after they had finished once, since
        it was referred anew. None where nobody waits.
        """
        finished = self.authority_outcome == Answer.FINISHED
        waiting = self.referrals.filter(told=Told.REFERRED, answer__in=("", Answer.CONFIRMED)).order_by("at")
        told_at = waiting.values_list("at", flat=True)
        if self.status == Status.WITH_AUTHORITIES and finished:
            return told_at.first()
        if not self.is_illegal or finished:
            return None
        since = self._illegal_since()
        return min([since, *told_at.filter(recorded_at__gte=since - A_DOUBLE_CLICK)])

    def _illegal_since(self) -> datetime:
        since = clock.now()
        rows = self.history.order_by("-history_date", "-history_id")  # type: ignore[attr-defined]
        for branch, at in rows.values_list("branch", "history_date"):
            if branch != Branch.ILLEGAL:
                return since
            since = at
        return self.reported_at

    def why_not_searched(
        self, *, at: datetime | None, pupil: "Involvement | None", parents: str, **_: object
    ) -> dict[str, str]:
        """By field of the form, what speaks against recording such a search: when it was, or who was told of it."""
        since, found = self.not_searched_since, {}
        if at and since and at >= since.replace(second=0, microsecond=0):  # a form asks for minutes
            found["date"] = (
                f"It may be illegal: since {short_moment(since)} no device is searched and nothing on it is changed, "
                "until the authorities have finished. Record here only a search of before"
            )
        if pupil and parents == pupil.Parents.INFORMED != pupil.parents and self.parents_wait:
            found["parents"] = self.parents_wait_in_words.rstrip(".")
        return found

    @transaction.atomic
    def record_search(self, *, by: User, **said: Any) -> None:
        """Record the search of a pupil's device, with every field of the form."""
        self.lock()
        self.access.require(by, "record_search", self)
        for why_not in self.why_not_searched(**said).values():
            raise Refused(f"{why_not}.")
        if self.searches.filter(**said).exists():  # a double click: the next device of the pupil differs somewhere
            return
        self.searches.create(by=by, recorded_at=clock.now(), **said)
        text = f"A device of {said['pupil'].display_name} was searched by {said['searched_by']}."
        self.note(text, by=by, verb="record_search", about=said["pupil"].pk)
