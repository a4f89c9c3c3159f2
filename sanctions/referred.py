"""Actions that are referrals: the recorded referral decides them, and nobody ticks them.

| recorded of one of its agencies | the action |
|---|---|
| told, as a referral or besides | done on that day, by whoever recorded it |
| only that it is not referred, because | not done, for that reason |
| nothing | to decide: refer it, or decide not to |
"""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from core.dates import date_in_words
from incidents.models import Incident, Involvement, Referral
from incidents.ways_in import POLICE, REFERRALS, Agencies
from policies.models import Column

from .choice import Choice
from .models import Action, Sanction


def agencies_of(action: Column | None) -> Agencies:
    """To tell one of these is the action; none where the action is no referral."""
    return REFERRALS.get(action.meaning, ()) if action else ()


def referral_for(incident: Incident, action: Column) -> Referral | None:
    """What decides the action: the first telling of its agencies, else the last decision not to refer it."""
    agencies = agencies_of(action)
    recorded = sorted((one for one in incident.referrals.all() if one.agency in agencies), key=lambda one: one.pk)
    told = (one for one in recorded if one.was_told)
    return next(told, recorded[-1] if recorded else None)


def as_choice(involvement: Involvement, action: Column, referral: Referral) -> Choice:
    """The referral as a decision on the action."""
    if not referral.was_told:
        return Choice(involvement, done=False, action=action, reason=referral.reason)
    return Choice(
        involvement, done=True, action=action, done_by=referral.by.name, done_on=timezone.localdate(referral.at)
    )


@dataclass(frozen=True, slots=True)
class ReferralLine:
    """A recommended action that is a referral, as the page shows it: what decides it, or how one gets there."""

    incident: Incident
    action: Action
    sanction: Sanction | None

    @property
    def referral(self) -> Referral | None:
        return referral_for(self.incident, self.action.column)

    @property
    def is_told(self) -> bool:
        """By the referral itself, and not by a tick of the time when there were such."""
        return self.is_done and (referral := self.referral) is not None and referral.was_told

    @property
    def is_done(self) -> bool:
        """As it was decided; else as it will be once the decisions are saved."""
        if self.sanction:
            return self.sanction.done
        return (referral := self.referral) is not None and referral.was_told

    @property
    def why_not(self) -> str:
        said = self.sanction or self.referral
        return said.reason if said else ""

    @property
    def recorded(self) -> str:
        """Which referral it is, and of which day: "Police, their reference P-1, of 3 May 2026"."""
        referral = self.referral
        if referral is None:
            return ""
        reference = f", their reference {referral.reference}" if referral.reference else ""
        return f"{referral.get_agency_display()}{reference}, of {date_in_words(timezone.localdate(referral.at))}"

    @property
    def hands_it_over(self) -> bool:
        """To tell the Police hands the incident to them; so does telling anybody of what may be illegal, at first."""
        is_first = self.incident.is_illegal and not self.incident.was_referred
        return agencies_of(self.action.column) == POLICE or is_first

    @property
    def agencies(self) -> str:
        """Whose word decides it: "the Police or CEOP"."""
        *others, last = (agency.in_a_sentence for agency in agencies_of(self.action.column))
        return f"{', '.join(others)} or {last}"

    @property
    def asked(self) -> str:
        """The agency that the forms begin with, where only one comes first."""
        return f"?agency={POLICE[0]}" if agencies_of(self.action.column) == POLICE else ""

    @property
    def refer_url(self) -> str:
        page = "refer" if self.hands_it_over else "tell-agency"
        return reverse(f"incidents:{page}", args=[self.incident.reference]) + self.asked

    @property
    def not_refer_url(self) -> str:
        return reverse("incidents:not-refer", args=[self.incident.reference]) + self.asked
