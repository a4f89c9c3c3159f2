"""Which misuse it was, and what follows from it: mostly as the table says, sometimes not, with the reason."""

from dataclasses import dataclass
from typing import Any

from core import clock
from incidents.codes import Finding
from incidents.models import Involvement
from people.calendar import AcademicYear
from people.models import Agency, Person
from policies.models import Cell, Meaning, Row
from sanctions.actions import choose_misuse, decide, table_for
from sanctions.choice import Choice
from sanctions.models import Action, SanctionsTable
from sanctions.referred import agencies_of

from .case import Case
from .diary import open_day_after
from .parents import agree_on_parents
from .referring import do_not_refer, tell
from .wording import said

CONTINUED = "P11"
Part = Involvement.Part
# How likely it is that something is done which the table wants, and which it leaves open.
DONE = {
    Meaning.FURTHER_SANCTION: (0.6, 0.15),
    Meaning.REMOVE_ACCESS: (0.8, 0.3),
    Meaning.INFORM_PARENTS: (0.96, 0.65),
    Meaning.DISCIPLINARY: (0.5, 0.1),
    Meaning.SUSPENSION_PRECAUTIONARY: (0.5, 0.05),
}
TOLD = {Meaning.REFER_POLICE: Agency.Kind.POLICE, Meaning.REFER_LOCAL_AUTHORITY: Agency.Kind.LA_HR}
USUALLY = (0.93, 0.4)
REMOVED_FOR = 10  # school days


@dataclass(slots=True)
class Known:
    """A sanctions table with its rows by key: looked up once a year, since versions come into force on 1 September."""

    table: SanctionsTable
    rows: dict[str, Row]


def find_misuse(case: Case) -> None:
    """Say for each alleged instigator which rows of the table apply. Where nothing was found, none does."""
    case.recommended = []
    for one in case.involved(Part.INSTIGATOR):
        if known := _known(case, one):
            keys = _misuse(case, one) if case.finding == Finding.SUBSTANTIATED else []
            rows = [known.rows[key] for key in keys]
            choose_misuse(one, rows, by=case.handler)
            case.recommended += [(one, action) for action in known.table.actions_for(rows)] if rows else []


def _known(case: Case, one: Involvement) -> Known | None:
    key = (one.table_kind, AcademicYear.of(case.incident.day))
    if key not in case.site.tables:
        table = table_for(one)
        case.site.tables[key] = Known(table, {row.key: row for row in table.rows()}) if table else None
    return case.site.tables[key]


def _misuse(case: Case, one: Involvement) -> list[str]:
    if one.kind == Person.Kind.STAFF:
        return list(case.planned.says("staff_misuse", ["S11"]))
    keys = list(case.planned.says("misuse", []))
    if case.infringements(one.person) >= 3 and case.draw.random() < 0.75:
        case.note(*said("continued", "entry"))
        keys.append(CONTINUED)
    return keys


def decide_actions(case: Case, *, leave: int = 0) -> None:
    """Decide on what the table recommends; `leave` so many of them open."""
    choices = [_choice(case, one, action) for one, action in case.recommended]
    choices = choices[: len(choices) - leave]
    _refer(case, [choice for choice in choices if agencies_of(choice.action)])
    choices = [choice for choice in choices if not agencies_of(choice.action)]
    if choices and not leave and case.draw.random() < 0.08:
        choices.append(_besides(case, choices[0].involvement))
    if any(choice.done and choice.action and choice.action.meaning == Meaning.INFORM_PARENTS for choice in choices):
        agree_on_parents(case)
    if choices:
        decide(case.incident, choices, by=case.handler)


def _refer(case: Case, referrals: list[Choice]) -> None:
    """Somebody outside is told, or it is said why not: this decides the action. What was referred before has."""
    for choice in referrals:
        if choice.action is None or choice.involvement.sanctions.filter(action=choice.action).exists():
            continue
        agency = TOLD[Meaning(choice.action.meaning)]
        if choice.done:
            tell(case, agency)
        else:
            do_not_refer(case, agency, choice.reason)


def _choice(case: Case, one: Involvement, action: Action) -> Choice:
    meaning = Meaning(action.column.meaning)
    wanted, left_open = DONE.get(meaning, USUALLY)
    done = case.draw.random() < (wanted if action.value == Cell.Value.YES else left_open)
    if meaning == Meaning.INFORM_PARENTS and case.families_are_told:
        done = True
    if meaning == Meaning.FURTHER_SANCTION and case.infringements(one.person) >= 2:
        done = True
    if meaning == Meaning.REFER_POLICE:
        done = False  # where they are told, the case says so itself
    if meaning == Meaning.REFER_HEADTEACHER and case.incident.about_headteacher:
        done = False
    reason = "" if done else _why_not(case, one, meaning)
    if meaning == Meaning.INFORM_PARENTS and not done:
        case.parents_not_told[one.pk] = reason
    end = _end(case, one) if done and meaning == Meaning.REMOVE_ACCESS else {}
    return Choice(one, done, action.column, reason=reason, done_by=_done_by(case, meaning) if done else "", **end)


def _end(case: Case, one: Involvement) -> dict[str, Any]:
    """A pupil's access comes back after two weeks of school: the technician sees to it."""
    if not one.is_pupil:
        return {}
    return {"ends_on": open_day_after(clock.today(), REMOVED_FOR), "to_lift_by": case.site.technician}


def keep_until(case: Case, *, school_days: int) -> None:
    """Something of the pupil's is kept in the office until a day."""
    for one in case.involved(Part.INSTIGATOR)[:1]:
        text, reason = case.say(*said("kept_until", "action")), case.say(*said("kept_until", "reason"))
        until = open_day_after(clock.today(), school_days)
        kept = Choice(one, done=True, text=text, reason=reason, done_by=case.words["teacher"], ends_on=until)
        decide(case.incident, [kept], by=case.handler)


def _why_not(case: Case, one: Involvement, meaning: str) -> str:
    reasons = said("not_done_by_staff" if one.kind == Person.Kind.STAFF else "not_done", meaning)
    return case.say(*case.first_time(one.person, reasons))


def _done_by(case: Case, meaning: Meaning) -> str:
    words = case.words
    doers = {
        Meaning.REFER_INTERNAL: words["teacher"],
        Meaning.REFER_TECHNICAL: words["technician"],
        Meaning.REMOVE_ACCESS: words["technician"],
        Meaning.INFORM_PARENTS: words["teacher"],
        Meaning.FURTHER_SANCTION: words["head"],
    }
    return doers.get(meaning, case.handler.name)


def _besides(case: Case, one: Involvement) -> Choice:
    text, reason = case.say(*said("besides", "action")), case.say(*said("besides", "reason"))
    return Choice(one, done=True, text=text, reason=reason, done_by=case.words["teacher"])
