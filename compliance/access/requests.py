"""Who answers somebody who asks for everything that is kept about them."""

from typing import TYPE_CHECKING

from core.access import Access, Rule
from people.roles import Role, roles_of

if TYPE_CHECKING:
    from incidents.models import Incident
    from people.models import Person, User

    from ..models import AccessRequest, AnswerFile

RECORDS_REQUESTS = (Role.HEADTEACHER, Role.SAFEGUARDING_LEAD)
# Each of them decides on the incidents that they handle. The file holds what its maker reads.
READS_REQUESTS = (*RECORDS_REQUESTS, Role.COORDINATOR, Role.CHAIR_OF_GOVERNORS)
MAKES_ANSWERS = (Role.HEADTEACHER, Role.CHAIR_OF_GOVERNORS)
NOT_THEIRS = "Access requests are for the head, the safeguarding lead, the coordinator and the chair."
OUTDATED = "Something has been decided since: have it made again."
ANSWERED = "It has been answered: what was handed over stays as it was."


class RequestAccess(Access):
    @staticmethod
    def read_list(user: "User", subject: object) -> Rule:
        yield roles_of(user).has(*READS_REQUESTS), NOT_THEIRS

    @staticmethod
    def record(user: "User", person: "Person | None" = None) -> Rule:
        mine = roles_of(user).schools(*RECORDS_REQUESTS)
        yield mine, "An access request is recorded by the head or the safeguarding lead."
        yield person is None or person.school_id in mine, "This person is of another school."
        yield (
            person is None or person.merged_into_id is None,
            "This entry was merged into another one: choose that one.",
        )

    @staticmethod
    def read(user: "User", request: "AccessRequest") -> Rule:
        yield type(request).objects.readable_by(user).filter(pk=request.pk).exists(), NOT_THEIRS

    @staticmethod
    def extend(user: "User", request: "AccessRequest") -> Rule:
        yield from _at_work(user, request)
        yield (
            roles_of(user).at(request.school_id) & set(RECORDS_REQUESTS),
            "The head or the safeguarding lead extends it.",
        )
        yield request.extended_because == "", "It has already been extended, and cannot be extended again."

    @staticmethod
    def decide(user: "User", request: "AccessRequest") -> Rule:
        yield from _at_work(user, request)
        yield request.parts_for(user).exists(), "You handle no incident that this person is part of."

    @staticmethod
    def decide_on(user: "User", incident: "Incident") -> Rule:
        """Of one incident: whoever may close it, so that only the lead or the head does where it is serious."""
        yield incident.standing_of(user).closes, f"Only somebody who may close {incident} decides on it."

    @staticmethod
    def make(user: "User", request: "AccessRequest") -> Rule:
        yield from _at_work(user, request)
        yield roles_of(user).at(request.school_id) & set(MAKES_ANSWERS), "The head has the file made."
        yield (
            not request.undecided_by(user).exists(),
            "Decide first what of each incident is handed over, and again where something changed since.",
        )

    @staticmethod
    def answer(user: "User", request: "AccessRequest") -> Rule:
        yield from _at_work(user, request)
        yield roles_of(user).at(request.school_id) & set(RECORDS_REQUESTS), "The head or the safeguarding lead says so."

    @staticmethod
    def approve(user: "User", file: "AnswerFile") -> Rule:
        yield from _of_file(user, file)
        yield file.approved_at is None, "It is already approved."
        yield file.is_outdated is False, OUTDATED

    @staticmethod
    def download(user: "User", file: "AnswerFile") -> Rule:
        yield from _of_file(user, file)
        yield file.holds_what_its_maker_reads_no_more is False, OUTDATED
        yield file.approved_at is not None, "Read it on this page’s list first, and approve it."


def _at_work(user: "User", request: "AccessRequest") -> Rule:
    yield from RequestAccess.read(user, request)
    yield request.answered_on is None, ANSWERED


def _of_file(user: "User", file: "AnswerFile") -> Rule:
    yield file.made_for_id == user.pk, "It holds what its maker reads: whoever had it made approves and takes it."
    yield roles_of(user).at(file.request.school_id) & set(MAKES_ANSWERS), "The head approves and takes the file."
    yield file.stopped_because == "", "It was not made. Have it made again."
    yield file.made_at is not None, "It is being made."
    yield file.deleted_at is None, "It was deleted, as its time was over. Have it made again."
