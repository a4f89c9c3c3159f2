"""Who holds a record back, who asks for it to go when its time is over, and who is the second of the two."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from core.access import Access, Rule
from incidents.access.conditions import handles, has_declared
from incidents.models import Incident, Involvement
from incidents.states import OPEN
from people.access.register import OWN_ENTRY
from people.models import Membership, Person
from people.roles import Role, roles_of

if TYPE_CHECKING:
    from django.db.models import Manager

    from people.models import User

    from ..models import Disposal, Hold

DISPOSES = (Role.HEADTEACHER, Role.CHAIR_OF_GOVERNORS)  # the chair: what is about the head
HOLDS_ENTRIES = (Role.HEADTEACHER, Role.SAFEGUARDING_LEAD)
# The second of two people: the first of these roles that anybody eligible holds. The chair is the fallback.
SECONDS = (Role.SENIOR_LEADER, Role.CHAIR_OF_GOVERNORS)
HELD = "It is on legal hold: {}"
NOT_DUE = "It is kept until {:%-d %B %Y}. Nothing is erased before then."


class RetentionAccess(Access):
    """On a disposal its own scope says first for whom it is there: `Disposal.objects.readable_by`."""

    @staticmethod
    def read_queue(user: "User", subject: object) -> Rule:
        yield (
            roles_of(user).has(*DISPOSES, *SECONDS),
            "What is due to go is for the head, and for whoever confirms it.",
        )

    @staticmethod
    def hold_incident(user: "User", incident: Incident) -> Rule:
        yield handles(user, incident, "place it on hold")
        yield has_declared(user, incident)
        yield not _held(incident.holds), "It is already on legal hold."

    @staticmethod
    def hold_entry(user: "User", person: "Person") -> Rule:
        yield not person.is_of(user), OWN_ENTRY
        yield (
            person.school_id in roles_of(user).schools(*HOLDS_ENTRIES),
            "The head or the safeguarding lead places it on hold.",
        )
        yield not _held(person.holds), "It is already on legal hold."

    @staticmethod
    def lift(user: "User", hold: "Hold") -> Rule:
        if hold.incident:
            yield (
                hold.incident.standing_of(user).is_authority,
                "Only the head (or the chair, about the head) lifts the hold.",
            )
        elif hold.person:
            yield not hold.person.is_of(user), OWN_ENTRY
            is_head = hold.school_id in roles_of(user).schools(Role.HEADTEACHER)
            yield (
                is_head or is_chair_of_head(user, hold.person),
                "Only the head (or the chair, of the head’s own entry) lifts the hold.",
            )
        yield hold.lifted_at is None, "The legal hold has been lifted."

    @staticmethod
    def ask_incident(user: "User", incident: Incident) -> Rule:
        from ..rules import due_of  # which reads the incident, and is told of its rule here

        yield (
            incident.standing_of(user).is_authority,
            "Only the head (or the chair, about the head) asks for a record to be erased.",
        )
        yield has_declared(user, incident)
        yield incident.status not in OPEN, "It is not closed yet."
        yield not incident.disposals.not_called_off().exists(), "It has already been asked for."
        held = [hold.reason for hold in _holding(incident)]
        yield not held, HELD.format(held[0] if held else "")
        due = due_of(incident)
        yield due.is_over, NOT_DUE.format(due.on)

    @staticmethod
    def ask_entry(user: "User", person: "Person") -> Rule:
        """A record that the head may not know of is none here: carrying it out leaves that its name."""
        from ..rules import due_of_entry

        yield (
            person.school_id in roles_of(user).schools(Role.HEADTEACHER),
            "Only the head asks for an entry of the register to be erased.",
        )
        yield person.user is None, "It belongs to an account: it stays as long as that is there."
        yield person.merged_into_id is None, "It was merged into another entry: that one is asked for."
        due = due_of_entry(person)
        yield due is not None, "This person has not left."
        yield due is not None and due.is_over, NOT_DUE.format(due.on) if due else ""
        yield not _records_of(person, user).exists(), "A record of this person is kept: that one goes first."
        yield not person.disposals.not_called_off().exists(), "It has already been asked for."
        held = [hold.reason for hold in person.holds.all() if hold.lifted_at is None]
        yield not held, HELD.format(held[0] if held else "")

    @staticmethod
    def read(user: "User", disposal: "Disposal") -> Rule:
        yield (
            type(disposal).objects.readable_by(user).filter(pk=disposal.pk).exists(),
            "This is for the head, and for whoever confirms it.",
        )

    @staticmethod
    def confirm(user: "User", disposal: "Disposal") -> Rule:
        yield disposal.asked_by_id != user.pk, "You asked for it yourself: somebody else confirms it."
        yield user in disposal.seconds(), "It is confirmed by a senior leader; by the chair where there is none."
        yield disposal.confirmed_at is None, "It is already confirmed."
        yield disposal.called_off_at is None, "It was called off."
        held = disposal.held_because()
        yield not held, HELD.format(held)

    @staticmethod
    def call_off(user: "User", disposal: "Disposal") -> Rule:
        yield disposal.called_off_at is None, "It has already been called off."
        yield disposal.confirmed_at is None, "It has already been confirmed, and cannot be called off."
        if disposal.incident:
            yield (
                disposal.incident.standing_of(user).is_authority or user in disposal.seconds(),
                "It is called off by the head, or by whoever would confirm it.",
            )
        else:
            may = disposal.school_id in roles_of(user).schools(Role.HEADTEACHER) or user in disposal.seconds()
            yield may, "It is called off by the head, or by whoever would confirm it."


def is_chair_of_head(user: "User", person: "Person") -> bool:
    """The entry of a head, at a school where the user is the chair of governors."""
    chaired = roles_of(user).schools(Role.CHAIR_OF_GOVERNORS)
    return person.school_id in chaired and entries_of_heads(chaired).filter(pk=person.pk).exists()


def entries_of_heads(schools: Collection[int]) -> "QuerySet[Person]":
    """The entries, on the registers of these schools, of who is head there today, with those merged into them."""
    heads = Membership.objects.in_force().filter(role=Role.HEADTEACHER).touching(schools).values("user")
    return Person.objects.filter(Q(user__in=heads) | Q(merged_into__user__in=heads), school__in=schools)


def _held(holds: "Manager[Hold]") -> bool:
    """Of the rows, and not by `exists`: a page that knows that there are none has put them there (`how_long_kept`)."""
    return any(hold.lifted_at is None for hold in holds.all())


def _holding(incident: Incident) -> "list[Hold]":
    """Of the incident itself, and of everybody who is part of it."""
    return list(incident.holds.model.objects.on_incident(incident))


def _records_of(person: "Person", user: "User") -> QuerySet[Involvement]:
    """The parts in which the user reads of this person, or of an entry that was merged into theirs."""
    parts = Involvement.objects.filter(person__in=Person.objects.entries_of(person.pk))
    return parts.filter(incident__in=Incident.objects.readable_by(user))
