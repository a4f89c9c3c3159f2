"""What a file would change on the register. Nothing here asks the database or changes anything.

A row is somebody the register knows where the number says so, or where the name and the date of birth do. What only
looks alike is doubtful: a person decides. Nobody is doubled silently, and nobody is taken for somebody else.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date

from core.normalising import plain, words

from .plans import Difference, Doubt, Entry, Known, Plan, Register
from .rows import Problem, Row

WRITTEN = ("name", "year_group", "class_name", "date_of_birth", "mis_id")  # what a file may change of an entry
MOST_OF_ONE_NAME = 40  # lines without a known number: each is compared with everybody of its name


def plan(rows: list[Row], problems: list[Problem], register: Register, today: date) -> Plan:
    """Sort the rows, in one pass by number and a second one by name."""
    return _Planner(register, today).plan(rows, problems)


class _Planner:
    def __init__(self, register: Register, today: date) -> None:
        self.register, self.today = register, today
        self.made = Plan()
        self.by_pk = {entry.pk: entry for entry in register.entries}
        self.by_number = {entry.mis_id: entry for entry in register.entries if entry.mis_id}
        self.by_number |= {number: self.by_pk[pk] for number, pk in register.merged.items() if pk in self.by_pk}
        self.by_email = {entry.email.casefold(): entry for entry in register.entries if entry.email}
        self.met: dict[int, Row] = {}  # entry → the row that is of it
        self.repeats: dict[int, int] = {}  # the line of a row → the earlier line that says the same, word for word

    def plan(self, rows: list[Row], problems: list[Problem]) -> Plan:
        self.made.refused = list(problems)
        left = [row for row in self._once(rows) if not self._by_number(row)]
        strangers = self._by_name(self._without_crowds(left))
        self._by_sisters(strangers)
        self._find_missing(rows, problems)
        self._find_uninvited()
        self.made.refused.sort(key=lambda problem: problem.line)
        self.made.doubtful.sort(key=lambda doubt: doubt.row.line)
        return self.made

    def _once(self, rows: list[Row]) -> list[Row]:
        """The rows without those that contradict each other, and without one person a second time."""
        same: dict[tuple[str, ...], list[Row]] = defaultdict(list)
        for row in rows:
            same[_identity(row)].append(row)
        kept = []
        addresses: dict[str, Row] = {}
        for found in same.values():
            first, *others = found
            if others and any(not _says_the_same(first, other) for other in others):
                self._refuse_all(found)
                continue
            if first.email and (before := addresses.setdefault(first.email.casefold(), first)) is not first:
                self._refuse(first, f"Line {before.line} has the e-mail address {first.email} too: correct the file")
                continue
            kept.append(first)
            for other in others:
                if other.mis_id or other.date_of_birth or other.email:
                    self._refuse(other, f"It repeats line {first.line}")
                else:
                    self.repeats[other.line] = first.line
                    kept.append(other)
        return sorted(kept, key=lambda row: row.line)

    def _refuse_all(self, found: list[Row]) -> None:
        for row in found:
            others = ", ".join(str(other.line) for other in found[:6] if other is not row)
            what = f"the number {row.mis_id}" if row.mis_id else "this e-mail address" if row.email else "this name"
            self._refuse(row, f"Line {others} has {what} too, of somebody else or with other details: correct the file")

    def _refuse(self, row: Row, reason: str) -> None:
        self.made.refused.append(Problem(row.line, f"{reason}.", row.name, row.mis_id))

    def _by_number(self, row: Row) -> bool:
        """Whether the row is dealt with by its number, or its e-mail address."""
        if row.mis_id in self.register.taken:
            self._refuse(row, f"The number {row.mis_id} is that of somebody of another kind on the register")
            return True
        entry = self.by_number.get(row.mis_id) or self.by_email.get(row.email.casefold())
        if entry is None:
            return False
        if entry.pk in self.met:
            self._refuse(row, f"It is of the same person as line {self.met[entry.pk].line}")
        elif not words(row.name) & words(entry.name) and _dates(row, entry) is not True:
            reason = f"The number {row.mis_id} is that of somebody with another name on the register"
            self._doubt(row, reason if row.mis_id in self.by_number else "Its e-mail address is somebody else’s",
                        [entry], may_be_new=False)  # fmt: skip
        else:
            self._meet(row, entry)
        return True

    def _without_crowds(self, rows: list[Row]) -> list[Row]:
        """The rows without those of a name that more lines have than one school has people of it."""
        named: dict[frozenset[str], list[Row]] = defaultdict(list)
        for row in rows:
            named[words(row.name)].append(row)
        crowds = {name for name, found in named.items() if len(found) > MOST_OF_ONE_NAME}
        for name in crowds:
            for row in named[name]:
                count = len(named[name])
                self._refuse(row, f"{count:,} lines that the register does not know have this name: correct the file")
        return [row for row in rows if words(row.name) not in crowds] if crowds else rows

    def _by_name(self, rows: list[Row]) -> list[Row]:
        """Place the rows whose name the register knows; those it does not know are left over."""
        alike: dict[frozenset[str], list[Entry]] = defaultdict(list)
        for entry in self.register.entries:
            if entry.pk not in self.met:
                alike[words(entry.name)].append(entry)
        namesakes = {row.line: alike.get(words(row.name), []) for row in rows}
        dated = self._by_birthday(rows, namesakes)
        dated_lines = set(dated.values())
        pending: list[tuple[Row, list[Entry], list[tuple[str, Entry]]]] = []
        alike_rows = [
            (twins, [(self._likeness(twins[0], entry), entry) for entry in namesakes[twins[0].line]])
            for twins in self._twins(row for row in rows if row.line not in dated_lines)
        ]
        wanted = Counter(
            (entry.pk, _places(twins[0], entry)) for twins, found in alike_rows for how, entry in found if how is None
        )
        alike_rows.sort(key=lambda one: not any(_places(one[0][0], entry) for _, entry in one[1]))  # by class first
        for twins, found in alike_rows:
            sure = [entry for how, entry in found if how is None]
            placed = [entry for entry in sure if entry.pk not in dated]
            free = all(entry.pk not in self.met and wanted[entry.pk, _places(twins[0], entry)] == 1 for entry in placed)
            if len(placed) > len(twins) or not free:
                placed = []
            for row, entry in zip(twins, placed, strict=False):
                self._meet(row, entry)
            doubts = [(how, entry) for how, entry in found if how]
            pending += [(row, sure, doubts) for row in twins[len(placed) :]]
        pending.sort(key=lambda one: one[0].line)
        return [row for row, sure, doubts in pending if not self._is_doubted(row, sure, doubts)]

    def _by_birthday(self, rows: list[Row], namesakes: dict[int, list[Entry]]) -> dict[int, int]:
        """Meet those whose name and date of birth one entry has, before anybody less certain asks for it.

        Answers with the key of each such entry and the line that is of it.
        """
        dated: dict[int, int] = {}
        for row in (row for row in rows if row.date_of_birth):
            born = [entry for entry in namesakes[row.line] if _dates(row, entry)]
            if len(born) == 1 and born[0].pk not in dated and self._likeness(row, born[0]) is None:
                dated[born[0].pk] = row.line
                self._meet(row, born[0])
        return dated

    def _twins(self, rows: Iterable[Row]) -> Iterable[list[Row]]:
        """Each row with those that say the same of people whom nothing tells apart.

        Which of them is which entry makes no difference, as long as there are no more entries than rows.
        """
        twins: dict[int, list[Row]] = defaultdict(list)
        for row in rows:
            twins[self.repeats.get(row.line, row.line)].append(row)
        return twins.values()

    def _is_doubted(self, row: Row, sure: list[Entry], doubts: list[tuple[str, Entry]]) -> bool:
        """Whether somebody of this name is still without a row of their own."""
        open_ones = [entry for entry in sure if entry.pk not in self.met]
        open_doubts = [(how, entry) for how, entry in doubts if entry.pk not in self.met]
        if len(open_ones) > 1:
            self._doubt(row, "More than one person on the register has this name", open_ones)
        elif open_ones:
            self._doubt(row, "Another line has this name too, and nothing tells which of them is on the register",
                        open_ones)  # fmt: skip
        elif open_doubts:
            self._doubt(row, open_doubts[0][0], [entry for _, entry in open_doubts])
        elif sure and row.line not in self.repeats:
            self._doubt(row, f"The person of this name is on line {self.met[sure[0].pk].line} already", [])
        return bool(open_ones or open_doubts or (sure and row.line not in self.repeats))

    def _likeness(self, row: Row, entry: Entry) -> str | None:
        """None where row and entry of one name are one person, the reason of a doubt, or "" where they are two."""
        born, numbers = _dates(row, entry), _numbers(row, entry)
        if born is True:
            return "Same name and date of birth, but another number" if numbers is False else None
        if _places(row, entry) is False:
            unknown = born is None and numbers is None
            return "Same name, in another class, and no date of birth to tell" if unknown else ""
        if born is False:
            return "Same name and class, but another date of birth" if self._same_place(row, entry) else ""
        if numbers is False:
            return "Same name and class, but another number" if self._same_place(row, entry) else ""
        if entry.has_left(self.today):
            return "Somebody of this name has left, and there is no date of birth to tell"
        return None

    @staticmethod
    def _same_place(row: Row, entry: Entry) -> bool:
        return _places(row, entry) is True

    def _by_sisters(self, strangers: list[Row]) -> None:
        """Who is not known here may be known at a sister school; everybody else is new."""
        names = {words(row.name) for row in strangers}
        alike: dict[frozenset[str], list[Entry]] = defaultdict(list)
        for entry in self.register.sisters() if strangers else ():
            if (called := words(entry.name)) in names:
                alike[called].append(entry)
        for row in strangers:
            found = [
                entry
                for entry in alike.get(words(row.name), ())
                if (born := _dates(row, entry)) or (born is None and not entry.has_left(self.today))
            ]
            if found:
                self._doubt(row, "Somebody of this name is on the register of a sister school", found)
            elif first := self.repeats.get(row.line):
                self._doubt(row, f"The same name and class as on line {first}, and nothing to tell them apart", [])
            else:
                self.made.new.append(row)

    def _meet(self, row: Row, entry: Entry) -> None:
        self.met[entry.pk] = row
        known = Known(row, entry, differences(row, entry, keep_number=row.mis_id in self.register.merged))
        if entry.has_left(self.today):
            self.made.returned.append(known)
        elif known.differences:
            self.made.changed.append(known)
        else:
            self.made.unchanged.append(known)

    def _doubt(self, row: Row, reason: str, candidates: list[Entry], *, may_be_new: bool = True) -> None:
        self.made.doubtful.append(Doubt(row, reason, tuple(candidates[:6]), may_be_new))

    def _find_uninvited(self) -> None:
        """Whoever is or will be on the register with an address, and has no account; who is doubtful, if so decided."""
        known = [
            known for known in self.made.changed + self.made.unchanged + self.made.returned if not known.entry.email
        ]
        rows = self.made.new + [one.row for one in known] + [doubt.row for doubt in self.made.doubtful]
        self.made.uninvited = sorted(
            (row for row in rows if row.email and row.email.casefold() not in self.register.accounts),
            key=lambda row: row.line,
        )

    def _find_missing(self, rows: list[Row], problems: list[Problem]) -> None:
        """Entries with a number that the file does not have, unless a refused or doubtful row may be of them."""
        spared = self.met.keys() | {entry.pk for doubt in self.made.doubtful for entry in doubt.candidates}
        numbers = {problem.mis_id for problem in self.made.refused if problem.mis_id}
        names = {words(problem.name) for problem in self.made.refused if problem.name}
        years = {row.year_group for row in rows if row.year_group}
        years |= {self.by_pk[pk].year_group for pk in self.met}
        for entry in self.register.entries:
            if not entry.mis_id or entry.left_on or entry.pk in spared:
                continue
            if entry.mis_id in numbers or words(entry.name) in names:
                continue
            (self.made.missing if entry.year_group in years else self.made.missing_elsewhere).append(entry)


def differences(row: Row, entry: Entry, *, keep_number: bool = False) -> tuple[Difference, ...]:
    """What the row says otherwise than the entry. An empty cell says nothing."""
    fields = (name for name in WRITTEN if not (keep_number and name == "mis_id"))
    return tuple(
        Difference(name, getattr(entry, name), said)
        for name in fields
        if (said := getattr(row, name)) and said != getattr(entry, name)
    )


def _identity(row: Row) -> tuple[str, ...]:
    """What makes two rows of one file rows of one person."""
    if row.mis_id:
        return ("number", row.mis_id)
    if row.email:
        return ("email", row.email.casefold())
    return ("name", " ".join(sorted(words(row.name))), row.class_name.casefold(), str(row.date_of_birth or ""))


def _says_the_same(one: Row, other: Row) -> bool:
    return plain(one.name) == plain(other.name) and all(
        getattr(one, name) == getattr(other, name) for name in ("year_group", "class_name", "date_of_birth", "mis_id")
    )


def _dates(row: Row, entry: Entry) -> bool | None:
    """Whether the dates of birth agree; None where one of the two is not known. So the two below."""
    if not row.date_of_birth or not entry.date_of_birth:
        return None
    return row.date_of_birth == entry.date_of_birth


def _numbers(row: Row, entry: Entry) -> bool | None:
    return row.mis_id == entry.mis_id if row.mis_id and entry.mis_id else None


def _places(row: Row, entry: Entry) -> bool | None:
    if row.class_name and entry.class_name:
        return row.class_name.casefold() == entry.class_name.casefold()
    return row.year_group == entry.year_group if row.year_group and entry.year_group else None
