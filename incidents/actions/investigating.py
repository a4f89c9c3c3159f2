"""An investigation and those who read the incident, or sign: what changes both."""

from datetime import datetime
from typing import Any

from django.db import transaction

from core import clock
from core.access import Refused
from people.models import User
from people.names import bare
from people.roles import Role, roles_of
from people.telling import tell

from .. import investigation_states
from ..access.investigation import SENIOR, part_of_it_by_name
from ..models import Correction, Incident, Investigation, InvestigationSignature, SiteReview
from ..models.investigation.reviewers import Place, Second
from ..queries import may_review
from ..telling import handler

NAMED = "Named to investigate"  # why somebody reads the incident by name
OTHERS_NAMED = "Others are named to investigate"  # and why no more


@transaction.atomic
def start_investigation(
    incident: Incident,
    *,
    by: User,
    reason: str,
    group: str,
    first: User,
    second: Second,
    computer: str,
    computer_place: str,
) -> Investigation:
    """Two different senior people are named, or one and who stands in; both may read the incident from here."""
    incident.lock()
    incident.access.require(by, "start_investigation", incident)
    investigation = Investigation(
        incident=incident, reason=reason, group=group, computer=computer, computer_place=computer_place,
        started_at=clock.now(), started_by=by,
    )  # fmt: skip
    _name(investigation, first, second)
    investigation.save_as(by, reason)
    named = f"{_said(investigation.first_name, investigation.first_position)} and " + _said(
        investigation.second_name, investigation.second_position
    )
    because = f" {second.fallback_reason}" if second.fallback_reason else ""
    text = f"Investigation started by {named}.{because} Computer: {computer} ({computer_place}). {reason}"
    incident.note(text, by=by, verb="start_investigation")
    _let_read(incident, first, second.user, by=by)
    investigation.tell_reviewers("You are one of two who investigate it: begin together.", by=by)
    return investigation


@transaction.atomic
def replace_reviewer(investigation: Investigation, *, by: User, first: User, second: Second, reason: str) -> None:
    """Somebody else goes on as one of the two. What was reviewed by whom stays as it was.

    Whoever is neither of the two any more, and was let read the incident for that alone, reads it no more.
    """
    investigation.hold()
    investigation.access.require(by, "replace_reviewer", investigation)
    before = f"{investigation.first_name} and {investigation.second_name}"
    _name(investigation, first, second)
    investigation.save_as(by, reason)
    after = f"{investigation.first_name} and {investigation.second_name}"
    investigation.note(f"Reviewers: from {before} to {after}. {reason}", by=by, verb="replace_reviewer")
    _let_read(investigation.incident, first, second.user, by=by)
    _let_read_no_more(investigation.incident, but=(first, second.user), by=by)
    investigation.tell_reviewers("The two who investigate it have changed: look who they are.", by=by)


@transaction.atomic
def sign(investigation: Investigation, *, by: User, shown: str) -> None:
    """Sign what the page showed, whose fingerprint is `shown`, as oneself. With the second it is sealed."""
    investigation.hold()
    investigation.access.require(by, "sign", investigation)
    _refuse_changed(investigation, shown)
    place = investigation.place_of(by)
    _add_signature(investigation, place, by=by, user=by, at=clock.now())


@transaction.atomic
def record_signature(investigation: Investigation, *, by: User, shown: str, at: datetime, on_paper: str) -> None:
    """Record that the second reviewer, who has no account here, signed the printed record, and where it is kept."""
    investigation.hold()
    investigation.access.require(by, "record_signature", investigation)
    _refuse_changed(investigation, shown)
    if investigation.concluded_at and at < investigation.concluded_at.replace(second=0, microsecond=0):
        raise Refused("It was signed after it was concluded: give the time of the signature.")
    _add_signature(investigation, Place.SECOND, by=by, user=None, at=at, on_paper=on_paper)


@transaction.atomic
def add_correction(
    investigation: Investigation, *, by: User, text: str, field: str = "", site_review: SiteReview | None = None
) -> Correction:
    """Write beside something in a sealed investigation what is right."""
    investigation.hold()
    investigation.access.require(by, "add_correction", investigation)
    if site_review and site_review.investigation_id != investigation.pk:
        raise Refused("This row is of another investigation.")
    said = {"field": field, "site_review": site_review, "text": text}
    if again := investigation.corrections.filter(by=by, **said).first():  # a double click
        return again
    correction: Correction = investigation.corrections.create(by=by, at=clock.now(), **said)
    investigation.note(f"Correction to the investigation, {correction.of}: {text}", by=by, verb="add_correction")
    return correction


def _name(investigation: Investigation, first: User, second: Second) -> None:
    """Set the two, as they are called and what they are today; refuse who may not be."""
    incident = investigation.incident
    incident.access.require(first, "become_reviewer", incident)
    if second.user == first:
        raise Refused("Two different people investigate: name somebody else as the second.")
    if second.fallback_reason:
        _refuse_where_others_are_left(incident, first)
        if second.user:
            incident.access.require(second.user, "stand_in_as_reviewer", incident)
        elif not (second.name and second.position):
            raise Refused("Give the name and the position of the second reviewer.")
        elif bare(second.name) == bare(first.name):
            raise Refused("Two different people investigate: name somebody else as the second.")
        elif incident.concerns_name(second.name):
            raise Refused(part_of_it_by_name(second.name))
    elif second.user is None:
        raise Refused("Two people investigate: name the second.")
    else:
        incident.access.require(second.user, "become_reviewer", incident)
    investigation.first_reviewer, investigation.second_reviewer = first, second.user
    investigation.first_name, investigation.first_position = first.name, _position(first, incident)
    investigation.second_name = second.user.name if second.user else second.name
    investigation.second_position = _position(second.user, incident) if second.user else second.position
    investigation.fallback_reason = second.fallback_reason


def _refuse_where_others_are_left(incident: Incident, first: User) -> None:
    others = [holder.user.name for holder in may_review(incident) if holder.user_id != first.pk]
    if others:
        raise Refused(
            f"{others[0]} can be the second. A governor or the local authority is named only where nobody is left."
        )


def _position(user: User, incident: Incident) -> str:
    """The roles that count for a review, as they are held today."""
    held = roles_of(user).at(incident.school_id)
    counting = [role for role in SENIOR if role in held] or [role for role in Role if role in held]
    return ", ".join(str(role.label) for role in counting)


def _said(name: str, position: str) -> str:
    return f"{name} ({position})"


def _let_read(incident: Incident, *users: User | None, by: User) -> None:
    """Who is named reads the incident by name, where no role lets them."""
    for user in users:
        if user and not incident.standing_of(user).reads:
            reader = incident.readers.model(incident_id=incident.pk, user=user, by=by, reason=NAMED, at=clock.now())
            reader.save_as(by, NAMED)
            incident.note(f"{user} may read this incident. {NAMED}.", by=by, verb="add_reader")


def _let_read_no_more(incident: Incident, *, but: tuple[User | None, ...], by: User) -> None:
    for reader in incident.readers.filter(reason=NAMED).select_related("user"):
        if reader.user not in but:
            reader.delete_as(by, OTHERS_NAMED)
            text = f"{reader.user} no longer reads this incident by name. {OTHERS_NAMED}."
            incident.note(text, by=by, verb="end_reader")


def _refuse_changed(investigation: Investigation, shown: str) -> None:
    if shown != investigation.fingerprint:
        raise Refused("It was changed after this page was opened. Read it again, then sign what it says now.")


def _add_signature(investigation: Investigation, place: str, *, by: User, at: datetime, **said: Any) -> None:
    signature = InvestigationSignature(
        investigation=investigation,
        place=place,
        name=investigation.name_of(place),
        position=investigation.position_of(place),
        recorded_by=by,
        sha256=investigation.fingerprint,
        at=at,
        **said,
    )
    signature.save_as(by, "Signed")
    investigation.status = investigation_states.after(investigation.status, "sign")
    if investigation.is_sealed:
        investigation.sealed_at = clock.now()
    investigation.save_as(by, "Signed")
    how = " on paper" if signature.on_paper else ""
    investigation.note(f"The investigation is signed{how} by {signature}.", by=by, verb="sign_investigation")
    if investigation.is_sealed:
        text = "The investigation is sealed: both have signed. What is put right from here stands beside it."
        investigation.note(text, by=by, verb="seal_investigation")
        incident, wanted = investigation.incident, "Both have signed the investigation: read what they found."
        told = [user for user in handler(incident) if user != by]
        tell(
            told, label=incident.reference, wanted=wanted, path=investigation.get_absolute_url(), school=incident.school
        )
    else:
        investigation.tell_reviewers("The other reviewer has signed: read the record and sign it.", by=by)
