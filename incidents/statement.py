"""A report as it is submitted, before there is an incident."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from people.models import Person, School, User

from .codes import Precision
from .models import Involvement

REPORTED = "Reported"  # the reason in the history of what the report itself said


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody who is named in a report: from the register, or typed."""

    part: str
    person: Person | None = None
    name: str = ""
    kind: str = Person.Kind.PUPIL
    works_or_volunteers: str = ""
    account: User | None = None  # whose name it is that was typed

    @property
    def account_id(self) -> int | None:
        """Whose account it is known to be."""
        return (self.person.account_id if self.person else None) or (self.account.pk if self.account else None)

    @property
    def is_only_typed(self) -> bool:
        return self.person is None and self.account is None

    @property
    def called(self) -> str:
        return self.person.name if self.person else self.name

    @property
    def is_pupil(self) -> bool:
        return not self.account and (self.person.kind if self.person else self.kind) == Person.Kind.PUPIL

    @property
    def may_work_here(self) -> bool:
        """Works or volunteers here, or may: an allegation against this person is restricted."""
        if self.account:
            return True
        if self.person and self.person.kind != Person.Kind.OTHER:
            return self.person.kind == Person.Kind.STAFF
        return self.works_or_volunteers in (Involvement.WorksHere.YES, Involvement.WorksHere.UNSURE)


@dataclass(frozen=True, slots=True)
class Report:
    """What a reporter says. `submission` is the key of the form: sent twice, it is one incident."""

    school: School
    submission: UUID
    kind: str
    place: str
    device: str
    people: list[Named] = field(default_factory=list)
    occurred_at: datetime | None = None
    occurred_precision: str = Precision.EXACT
    place_detail: str = ""
    told_by: str = ""
    description: str = ""
    immediate_action: str = ""
    may_be_illegal: bool = False
    child_in_danger: bool = False
    told_in_person: str = ""
    device_kept: str = ""
    about_headteacher: bool = False
    to_complete: bool = False
