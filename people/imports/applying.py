"""Doing what was planned: all of it, in one transaction, or nothing."""

from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse

from core import bulk, clock
from core.access import Refused
from core.files import read
from core.words import counted
from people.access import RegisterAccess
from people.actions import add_user
from people.models import ColumnMapping, ImportProblem, Membership, Person, RegisterImport, School, User, Who
from people.roles import MANAGES
from people.telling import tell

from . import present
from .answers import EVERYBODY, KEEP, LEAVE_OUT, MOST_DOUBTS, NEW, OF_THESE_YEARS, SAME, Answers
from .fields import EXPECTED
from .mapping import names_people
from .planning import WRITTEN, differences
from .plans import Doubt, Known, Plan
from .rows import Problem, Row

MOST_PROBLEMS = 1_000  # lines kept with their reason; more of them have one reason, which the first ones tell

CHANGED = "The register was changed since this page was opened. Check what would change now."


class Outdated(Refused):
    """The register or the file's columns are not what the preview showed."""


def take(*, by: User, school: School, who: Who, file_name: str, content: bytes) -> RegisterImport:
    """Keep a file for its preview. One that cannot be read is not kept (`UnreadableError`)."""
    RegisterImport.access.require(by, "manage", school)
    kept = read(content, EXPECTED).packed()
    taken = RegisterImport(school=school, who=who, file_name=file_name[-200:], content=kept, by=by, at=clock.now())
    taken.save_as(by, "File chosen")
    return taken


@transaction.atomic
def match_columns(taken: RegisterImport, headings: dict[str, str], *, by: User) -> None:
    """Remember for this school which heading is which field; what is not named has no column."""
    taken.lock()
    taken.access.require(by, "match_columns", taken)
    if not names_people(headings):
        raise Refused("Say which column has the name, or which two have first and last name.")
    known = {said.field: said for said in ColumnMapping.objects.filter(school=taken.school, who=taken.who)}
    for key in known.keys() - headings.keys():
        known[key].delete_as(by, "The file has no such column")
    for key, heading in headings.items():
        said = known.get(key) or ColumnMapping(school=taken.school, who=taken.who, field=key)
        if said.heading != heading:
            said.heading = heading
            said.save_as(by, f"For {taken.file_name}")


def bring_in(taken: RegisterImport, answers: Answers, *, by: User) -> int:
    """Change the register as the preview showed it. Where that would be something else by now, `Outdated`.

    Answers how many were invited to sign in.
    """
    taken.access.require(by, "bring_in", taken)
    rows, problems = present.rows_in(taken)  # the file does not change: read before others have to wait
    with transaction.atomic():
        School.objects.select_for_update().get(pk=taken.school_id)  # one file at a time on each register
        taken.lock()
        taken.access.require(by, "bring_in", taken)
        plan = present.planned(taken, rows, problems)
        if plan.digest != answers.digest:
            raise Outdated(CHANGED)
        return _Work(taken, by).do(plan, answers)


class _Work:
    """One file on its way into the register."""

    def __init__(self, taken: RegisterImport, by: User) -> None:
        self.taken, self.by = taken, by
        self.reason = f"From the file {taken.file_name}"
        self.new: list[Row] = []
        self.added: list[Person] = []  # of the new rows, in their order
        self.known: dict[int, Known] = {}  # entries that are written, with what is written
        self.rows: dict[int, Row] = {}  # entry → the row that is of it
        self.left_out: list[Problem] = []

    def do(self, plan: Plan, answers: Answers) -> int:
        """Answers how many were invited."""
        self.new = list(plan.new)
        self.rows = {known.entry.pk: known.row for known in plan.changed + plan.unchanged + plan.returned}
        self.known = {known.entry.pk: known for known in plan.changed + plan.returned}
        for doubt in plan.doubtful[:MOST_DOUBTS]:
            self._decide(doubt, answers.decisions.get(doubt.row.line, ""))
        for doubt in plan.doubtful[MOST_DOUBTS:]:
            self._decide(doubt, LEAVE_OUT)
        leaving = {KEEP: [], OF_THESE_YEARS: plan.missing, EVERYBODY: plan.every_missing}[answers.missing]
        gone = [pk for pk in (entry.pk for entry in leaving) if pk not in self.known]
        gone = self._without_own(gone)
        self._write(gone)
        invited = self._invite(plan) if answers.invites else 0
        self._finish(plan, len(gone))
        return invited

    def _without_own(self, gone: list[int]) -> list[int]:
        """Nobody writes their own entry, with a file neither: an incident may be about it."""
        own = Person.objects.filter(user=self.by).values_list("pk", flat=True).first()
        if own in self.known:
            row = self.known.pop(own).row
            self.left_out.append(Problem(row.line, "It is about your own entry: somebody else corrects it.", row.name))
        return [pk for pk in gone if pk != own]

    def _decide(self, doubt: Doubt, decision: str) -> None:
        choice, _, key = decision.partition(":")
        entry = next((entry for entry in doubt.candidates if str(entry.pk) == key), None)
        if choice == LEAVE_OUT:
            self.left_out.append(Problem(doubt.row.line, f"Left out: {doubt.reason.lower()}.", doubt.row.name))
        elif choice == NEW and doubt.may_be_new:
            self.new.append(doubt.row)
        elif choice == SAME and entry is not None:
            RegisterAccess.require(self.by, "take_over", entry)
            if other := self.rows.get(entry.pk):
                raise Refused(f"Lines {other.line} and {doubt.row.line} cannot both be {entry.name}.")
            self.rows[entry.pk] = doubt.row
            self.known[entry.pk] = Known(doubt.row, entry, differences(doubt.row, entry))
        else:
            raise Refused(f"Decide on line {doubt.row.line}: {doubt.row.name}.")

    def _write(self, gone: list[int]) -> None:
        self.added = bulk.create(Person, map(self._person, self.new), by=self.by, reason=self.reason)
        people = _by_key([*self.known, *gone], self.taken.school)
        moved_from: dict[int, int] = {}
        for pk, known in self.known.items():
            if (old := people[pk].school_id) != self.taken.school_id:
                moved_from[old] = moved_from.get(old, 0) + 1
            self._change(people[pk], known)
        for pk in gone:
            people[pk].left_on = clock.today()
        fields = [*WRITTEN, "left_on", *(["school"] if moved_from else [])]
        bulk.change(Person, people.values(), fields, by=self.by, reason=self.reason)
        self._tell(moved_from)

    def _person(self, row: Row) -> Person:
        said = {name: getattr(row, name) for name in WRITTEN}
        return Person(school=self.taken.school, kind=self.taken.who, **said)

    def _change(self, person: Person, known: Known) -> None:
        """What the row says; whoever comes from a sister school leaves its class and number there."""
        for change in known.differences:
            setattr(person, change.field, change.new)
        if person.school_id != self.taken.school_id:
            person.school, person.class_name, person.mis_id = self.taken.school, known.row.class_name, known.row.mis_id
        if person.has_left:
            person.left_on = None

    def _tell(self, moved_from: dict[int, int]) -> None:
        """Those who manage a register learn who left it for a sister school: how many, not who."""
        for school in School.objects.filter(pk__in=moved_from):
            count = moved_from[school.pk]
            moved = f"{counted(count, 'pupil')} moved to the register of {self.taken.school}."
            self._tell_managers(school, moved)

    def _invite(self, plan: Plan) -> int:
        """An account as staff for each, and an invitation. The others who manage people are told once. How many.

        Each row's account belongs to the entry that the row was met by or made: two people may have one name. Who was
        doubtful is invited as what was decided: as new, or as an entry without account.
        """
        met = {known.row: known.entry.pk for known in plan.changed + plan.unchanged + plan.returned}
        met |= {known.row: known.entry.pk for known in self.known.values() if not known.entry.email}
        made = dict(zip(self.new, self.added, strict=True))
        school, rows = self.taken.school, [row for row in plan.uninvited if row in met or row in made]
        without_account = Person.objects.filter(user=None).select_for_update()
        entries = without_account.in_bulk([met[row] for row in rows if row in met])
        for row in rows:
            entry = entries.get(met[row]) if row in met else made[row]
            if entry is None:  # given an account since the plan was made: it is not taken from whose it is
                raise Outdated(CHANGED)
            add_user(row.name, row.email, by=self.by, school=school, person=entry, tells_managers=False)
        if rows:
            invited = f"{counted(len(rows), 'person')} {'was' if len(rows) == 1 else 'were'} invited as staff."
            self._tell_managers(school, invited)
        return len(rows)

    def _tell_managers(self, school: School, wanted: str) -> None:
        managers = Membership.objects.contacts(school, *MANAGES)
        tell(
            [holder.user for holder in managers if holder.user_id != self.by.pk],
            label=f"Register of {school.name}"[:80],
            wanted=wanted[:200],
            path=reverse("people:register"),
            school=school,
        )

    def _finish(self, plan: Plan, left: int) -> None:
        taken = self.taken
        taken.added, taken.left = len(self.new), left
        taken.changed = len(self.known)
        taken.unchanged = len(plan.unchanged)
        taken.doubtful, taken.refused = len(self.left_out), len(plan.refused)
        taken.status, taken.content = taken.Status.APPLIED, b""
        taken.save_as(self.by, "Brought in")
        bulk.add(
            ImportProblem,
            (
                ImportProblem(register_import=taken, line=bad.line, name=bad.name[:120], reason=bad.reason[:300])
                for bad in sorted(plan.refused + self.left_out, key=lambda bad: bad.line)[:MOST_PROBLEMS]
            ),
        )


def _by_key(keys: Iterable[int], school: School) -> dict[int, Person]:
    """The entries, locked in the order of their keys. Nearly all are of the school, so that is asked in one go."""
    wanted = set(keys)
    if not wanted:
        return {}
    entries = Person.objects.select_for_update().order_by("pk")
    found = {person.pk: person for person in entries.filter(school=school) if person.pk in wanted}
    elsewhere = sorted(wanted - found.keys())
    for start in range(0, len(elsewhere), 500):
        found |= {person.pk: person for person in entries.filter(pk__in=elsewhere[start : start + 500])}
    return found
