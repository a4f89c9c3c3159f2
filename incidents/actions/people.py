"""The people of an incident: added, changed, taken out; and what follows for who may handle it."""

from datetime import datetime
from typing import Any

from django.db import transaction

from core.access import Refused
from people.models import Person, User

from ..codes import Threshold
from ..models import Incident, Involvement
from ..models.involvement import TAKEN_OUT
from ..querysets import ALLEGED, MISTAKEN
from ..statement import Named
from .accused import accuses_head, make_sure_somebody_handles, may_work_here, recognised

RESTRICTED = "The alleged instigator works or volunteers here, or may"
ABOUT_HEAD = "It is about the Headteacher"
SHARED_ABOUT = (Threshold.LOW_LEVEL, Threshold.CONDUCT)  # of those who work here


@transaction.atomic
def add_person(incident: Incident, named: Named, *, by: User) -> None:
    """Add somebody who was involved. Whoever is accused by it loses access at once."""
    incident.lock()
    incident.access.require(by, "change_people", incident)
    [named] = recognised([named], incident.school)
    _refuse_twice(incident, named)
    involvement = involve(incident, named, by, "Added", since=incident.reported_at)
    text = f"{named.called} is added: {involvement.part_in_words.lower()}."
    incident.note(text, by=by, verb="add_person", about=involvement.pk)
    reroute(incident, by)


@transaction.atomic
def change_person(involvement: Involvement, *, by: User, reason: str, **changes: Any) -> None:
    """Change the part, or what is known of a typed person; tie a typed name to the register.

    Of an adult on whom the authority has decided, it alone does: who handles what it shared lets nobody accused in.
    It alone says as well that somebody was named by mistake, or was not.
    What was read before the lock is what the changes are meant against: if somebody changed one of these fields in
    the meantime, nothing is done.
    """
    incident, read = involvement.incident, {field: getattr(involvement, field) for field in changes}
    incident.lock()
    incident.access.require(by, "change_people", incident)
    lock_person(involvement)
    before, after = involvement.part, changes.get("part")
    mistake = MISTAKEN in (before, after)
    if mistake and not involvement.is_decided_on:
        raise Refused(f"No decision on the allegation covers {involvement}: take them out instead.")
    if involvement.is_decided_on and (mistake or not involvement.is_pupil):
        incident.access.require(by, "change_decided", incident)
    if any(getattr(involvement, field) != value for field, value in read.items()):
        raise Refused("Somebody else changed this at the same moment. Look at the incident, and change it again.")
    if after == MISTAKEN:
        _refuse_where_it_goes_on(involvement)
    elif after and (before, after) != (MISTAKEN, ALLEGED):
        _refuse_where_decided(involvement, "changed to another part")
    said = [_change(involvement, field, value) for field, value in changes.items()]
    [known] = recognised([_named(involvement)], incident.school)  # a name that was typed, and is now accused
    if known.person and involvement.person is None:
        said.append(_change(involvement, "person", known.person))
    elif known.account and involvement.account is None:
        _know_by_account(involvement, known.account)
    involvement.save_as(by, reason)
    incident.note(" ".join([*said, reason]), by=by, verb="change_person", about=involvement.pk, words=reason)
    reroute(incident, by)


@transaction.atomic
def remove_person(involvement: Involvement, *, by: User, reason: str) -> None:
    """Take somebody out who was named by mistake. The history keeps that they were here."""
    incident = involvement.incident
    incident.lock()
    incident.access.require(by, "change_people", incident)
    lock_person(involvement)
    _refuse_where_decided(involvement, "taken out")
    if involvement.is_decided_on:
        raise Refused(
            f"{involvement.display_name} cannot be taken out: a decision on the allegation covers them. "
            "Change their part instead: it may be that they were named by mistake."
        )
    name, part, key = involvement.display_name, involvement.part_in_words.lower(), involvement.pk
    involvement.delete_as(by, reason)
    incident.note(f"{name} ({part}) is taken out. {reason}", by=by, verb="remove_person", about=key, words=reason)


def involve(incident: Incident, named: Named, by: User, reason: str, since: datetime | None = None) -> Involvement:
    """Write down one person's part. `since`: when the incident was reported, where that is not now."""
    person = named.person
    year_group = (person.year_group_at(since) if since else person.year_group) if person else ""
    works_here = named.works_or_volunteers
    if person and person.kind == Person.Kind.STAFF:
        works_here = Involvement.WorksHere.YES
    involvement = Involvement(
        incident=incident,
        person=person,
        name="" if person else named.name,
        kind=person.kind if person else named.kind,
        part=named.part,
        works_or_volunteers=works_here,
        year_group=year_group,
    )
    if named.account:
        _know_by_account(involvement, named.account)
    involvement.save_as(by, reason)
    return involvement


def reroute(incident: Incident, by: User) -> None:
    """Restrict it where somebody accused in it now works here, or is the head. It is never opened again by this.

    What has ended changes hands only: nobody is let in, nor told, before it is reopened.
    """
    if incident.is_open:
        _recognise(incident, by)
    about_head, restricted = where_it_goes(incident)
    if (about_head, restricted) != (incident.about_headteacher, incident.restricted):
        incident.restrict_within(by=by, why=ABOUT_HEAD if about_head else RESTRICTED, about_headteacher=about_head)
    incident.hand_over_if_rerouted(by)
    incident.refresh_from_db()
    if incident.is_open:
        make_sure_somebody_handles(incident, by)


@transaction.atomic
def reopen(incident: Incident, *, by: User, reason: str) -> None:
    """Take it up again, by whoever handles it as its people are known today."""
    incident.reopen(by=by, reason=reason)
    reroute(incident, by)


def _recognise(incident: Incident, by: User) -> None:
    """An adult whose name was typed may be somebody with a role by now; not where the authority has decided on them."""
    typed = incident.involvements.filter(part=ALLEGED, person=None, account=None, allegation_decisions=None)
    for involvement in typed.exclude(kind=Person.Kind.PUPIL):
        [known] = recognised([_named(involvement)], incident.school)
        if account := known.account or (known.person and known.person.user):
            _know_by_account(involvement, account)
            involvement.save_as(by, "It is the name of somebody with a role here")


def where_it_goes(incident: Incident) -> tuple[bool, bool]:
    """Whether it is about the head, and whether it is restricted, as its people are known today."""
    involved = incident.involvements.select_related("person__merged_into", "account")
    people = [_named(one) for one in involved]
    # Whom the authority has decided on, below the harm threshold, it may have shared the incident about.
    decided = incident.last_decision
    settled = decided.about.all() if decided and decided.threshold in SHARED_ABOUT else ()
    new = [_named(one) for one in involved if one not in settled]
    about_head = incident.about_headteacher or accuses_head(people, incident.school)
    return about_head, incident.restricted or about_head or may_work_here(new, incident.school)


def _know_by_account(involvement: Involvement, account: User) -> None:
    """The name as typed is that of somebody with a role here, who is nobody's entry on the register."""
    involvement.account, involvement.kind = account, Person.Kind.STAFF
    involvement.works_or_volunteers = Involvement.WorksHere.YES


def _named(involvement: Involvement) -> Named:
    return Named(
        part=involvement.part,
        person=involvement.person,
        name=involvement.name,
        kind=involvement.kind,
        works_or_volunteers=involvement.works_or_volunteers,
        account=involvement.account,
    )


def lock_person(involvement: Involvement) -> None:
    """Lock one person's part, once the incident is locked; refused where they were taken out meanwhile."""
    try:
        involvement.lock()
    except Involvement.DoesNotExist:
        raise Refused(TAKEN_OUT) from None


def _refuse_twice(incident: Incident, named: Named) -> None:
    if named.person and incident.involvements.filter(person=named.person).exists():
        raise Refused(f"{named.called} is already part of this incident.")
    if not named.person and incident.involvements.filter(person=None, name__iexact=named.name).exists():
        raise Refused(f"{named.called} has already been named. If it is another person, write what tells them apart.")


def _refuse_where_decided(involvement: Involvement, done: str) -> None:
    if involvement.searches.exists():
        raise Refused(f"{involvement.display_name} cannot be {done}: the search of their device is recorded.")
    if involvement.misuses.exists() or involvement.sanctions.exists():
        raise Refused(
            f"{involvement.display_name} cannot be {done}: a misuse was found or an action was decided on for them."
        )


def _refuse_where_it_goes_on(involvement: Involvement) -> None:
    """What was done before it was known to be a mistake stays on the record; nothing of it holds any more."""
    if involvement.misuses.exists():
        raise Refused(f"A misuse of {involvement} was found: take that back first, by saying that none applies.")
    if sanction := involvement.sanctions.in_force().first():
        raise Refused(f"“{sanction}” is in force for {involvement}: lift it first.")


def _leave_table(involvement: Involvement) -> None:
    """Another sanctions table covers this person, or none: which misuse it was is to be said anew."""
    if involvement.misuses.exists():
        raise Refused(
            f"Another sanctions table covers them than the one by which a misuse of {involvement} was found: take that "
            "back first, by saying that none applies."
        )
    involvement.no_misuse = False


def _change(involvement: Involvement, field: str, value: Any) -> str:
    """Change one field; the sentence for the chronology."""
    name = involvement.display_name
    if field == "person":
        _refuse_twice(involvement.incident, Named(part=involvement.part, person=value))
        if value.kind != involvement.kind:
            _leave_table(involvement)
        involvement.person, involvement.name = value, ""
        involvement.kind = value.kind
        involvement.year_group = value.year_group_at(involvement.incident.reported_at)
        if value.kind == Person.Kind.STAFF:
            involvement.works_or_volunteers = Involvement.WorksHere.YES
        return f"“{name}” is {value.label} of the register."
    before = _said(involvement, field)
    setattr(involvement, field, value)
    after = _said(involvement, field)
    what = {"part": "Part", "works_or_volunteers": "Works or volunteers here"}[field]
    return f"{what} of {name}: from {before} to {after}."


def _said(involvement: Involvement, field: str) -> str:
    if field == "part":
        return involvement.part_in_words
    return involvement.get_works_or_volunteers_display() or "nothing"
