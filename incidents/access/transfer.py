"""Who sends a pupil's file on to a new school."""

from typing import TYPE_CHECKING

from core.access import Access, Rule
from people.roles import Role, roles_of

if TYPE_CHECKING:
    from people.models import Person, User

    from ..models import Incident, Transfer

SENDS_FILES = (Role.SAFEGUARDING_LEAD, Role.HEADTEACHER)
NOT_THEIRS = "The safeguarding lead and the head send a pupil's file on."


class TransferAccess(Access):
    @staticmethod
    def read_all(user: "User", subject: object) -> Rule:
        yield roles_of(user).has(*SENDS_FILES), NOT_THEIRS

    @staticmethod
    def begin(user: "User", person: "Person") -> Rule:
        yield person.school_id in roles_of(user).schools(*SENDS_FILES), NOT_THEIRS
        yield person.is_pupil, "Files are sent on for pupils."
        yield person.merged_into_id is None, "This entry was merged into another one: open that one."

    @staticmethod
    def read(user: "User", transfer: "Transfer") -> Rule:
        """Its own scope says first for whom it is there: `Transfer.objects.readable_by`."""
        yield type(transfer).objects.readable_by(user).filter(pk=transfer.pk).exists(), NOT_THEIRS

    @staticmethod
    def choose(user: "User", transfer: "Transfer") -> Rule:
        yield from _under_way(user, transfer)

    @staticmethod
    def mark(user: "User", incident: "Incident") -> Rule:
        """Asked about each incident that is to go along, or no longer: nor does it stay by the hand of a target."""
        yield not incident.standing_of(user).must_declare, _undeclared(incident)

    @staticmethod
    def print_file(user: "User", transfer: "Transfer") -> Rule:
        yield from TransferAccess.read(user, transfer)
        yield transfer.ended_at is None, "Nothing is sent to this school: begin again if that has changed."
        yield transfer.receipt_on is None, "It has arrived at the new school: to send more, begin another file."
        yield transfer.chosen_by(user).exists(), "Choose first which incidents go along."
        yield from _has_declared(user, transfer)

    @staticmethod
    def send(user: "User", transfer: "Transfer") -> Rule:
        yield from _under_way(user, transfer)
        yield transfer.chosen_by(user).exists(), "Choose first which incidents go along."
        yield transfer.filed_on(user), "Make the file first: there is none of what is chosen now."
        yield from _has_declared(user, transfer)

    @staticmethod
    def confirm_receipt(user: "User", transfer: "Transfer") -> Rule:
        yield from TransferAccess.read(user, transfer)
        yield transfer.sent_on is not None, "It has not been sent yet."
        yield transfer.receipt_on is None, "Its receipt has already been confirmed."

    @staticmethod
    def end(user: "User", transfer: "Transfer") -> Rule:
        yield from _under_way(user, transfer)
        yield from _has_declared(user, transfer)


def _has_declared(user: "User", transfer: "Transfer") -> Rule:
    """No record goes out by the hand of a handler who is a target in it and has not declared it."""
    undeclared = transfer.undeclared_by(user).first()
    yield undeclared is None, _undeclared(undeclared)


def _undeclared(incident: "Incident | None") -> str:
    """Why not, where there is one."""
    return f"You are a target in {incident}: declare your interest there first, and step back or say why you stay."


def _under_way(user: "User", transfer: "Transfer") -> Rule:
    yield from TransferAccess.read(user, transfer)
    yield transfer.sent_on is None, "It has already been sent: what went along stays as it was."
    yield transfer.ended_at is None, "Nothing is sent to this school: begin again if that has changed."
