"""What is still needed before an incident may close, apart from the finding and its reasons."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Exists, F, OuterRef, QuerySet

from incidents.ways_in import DESIGNATED_OFFICER, POLICE, REFERRALS, in_words
from policies.models import Cell, Column, Matrix
from policies.queries.approved import recommended

if TYPE_CHECKING:
    from .incident import Incident
    from .involvement import Involvement


class Missing(NamedTuple):
    """Something that is still needed before closing, and where on the page it is done."""

    text: str
    anchor: str


def still_missing(incident: "Incident") -> list[Missing]:
    """A sentence for each point, in the order of the page."""
    return [
        *_of_the_allegation(incident),
        *_of_the_record(incident),
        *_of_the_policy(incident),
        *_of_the_misuse(incident),
        *_of_the_parents(incident),
        *_of_others(incident),
        *_of_authorities(incident),
    ]


def owed_to_authorities(incident: "Incident") -> list[Missing]:
    """What is owed to them, however the incident ends: a sentence for each point."""
    return [*_of_the_lado(incident), *_of_authorities(incident)]


def _of_the_allegation(incident: "Incident") -> Iterator[Missing]:
    if incident.needs_decision:
        yield Missing("decide on the allegation", "allegation")
    yield from _of_the_lado(incident)


def _of_the_lado(incident: "Incident") -> Iterator[Missing]:
    if incident.owes_lado:
        yield Missing("tell the LADO", "allegation")
    elif incident.waits_for_advice:
        yield Missing("record what the LADO advised", "allegation")


def _of_the_record(incident: "Incident") -> Iterator[Missing]:
    if incident.to_complete:
        yield Missing("complete what was noted quickly", "what")


def _of_the_policy(incident: "Incident") -> Iterator[Missing]:
    if incident.row_is_illegal_no_more:
        yield Missing("say which row of the policy it was after all, or that it was none", "says")
    elif incident.reviewed_at and not incident.was_judged:
        yield Missing("say which row of the policy it falls under, or none, and why: nobody reviewed it", "says")


def _of_the_misuse(incident: "Incident") -> Iterator[Missing]:
    for involvement in misuse_not_said(incident):
        name = involvement.display_name
        yield Missing(f"say which misuse it was for {name}, or that none applies", "actions")
    pairs = undecided_actions(incident.pk).values("involvement", "column")  # type: ignore[misc]  # annotated there
    if count := pairs.distinct().count():
        yield Missing(f"decide {count} recommended action{'s' * (count > 1)}", "actions")


def _of_the_parents(incident: "Incident") -> Iterator[Missing]:
    silent = [one for one in incident.involvements.all() if one.is_pupil and one.counts and not one.parents]
    if silent and incident.parents_wait:
        who = incident.who_asks_about_parents
        yield Missing(f"record whether the Police or social care let you inform the parents ({who})", "people")
    for involvement in silent:
        name = involvement.display_name
        yield Missing(f"say whether the parents of {name} were informed, or why not", "people")


def _of_others(incident: "Incident") -> Iterator[Missing]:
    if tasks := incident.tasks.open().count():
        yield Missing(f"have {tasks} open task{'s' * (tasks > 1)} done, or cancelled", "tasks")
    if any(investigation.is_open for investigation in incident.investigations.all()):
        yield Missing("have the investigation signed by both, or stop it", "investigation")


def _of_authorities(incident: "Incident") -> Iterator[Missing]:
    if incident.is_illegal and not incident.was_referred:
        yield Missing("refer it to the authorities, or say why not", "stands")
    elif incident.awaits_police:
        yield Missing(f"refer it to the Police (“{incident.user_action}”), or say why not", "stands")
    elif incident.nobody_answered:
        yield Missing("refer it to the Police, or say why not: nobody has said whether it is illegal", "stands")
    elif incident.answer_is_held:
        yield Missing("decide not to refer it: it may be illegal still, and nothing illegal was confirmed", "stands")
    police = incident.awaits_police or incident.nobody_answered
    asked = {POLICE: police, DESIGNATED_OFFICER: incident.owes_lado}  # for a reason of its own
    for agencies in incident.awaits_agencies:
        if not asked.get(agencies):
            yield Missing(f"tell {in_words(agencies)}, or say why not", "stands")
    if incident.awaits_meeting:
        yield Missing("record the strategy meeting, or why none was called", "stands")


def misuse_not_said(incident: "Incident") -> "list[Involvement]":
    """Alleged instigators whom a sanctions table covers, and of whom nobody said which of its rows apply, or none."""
    unsaid = [one for one in incident.involvements.all() if one.misuse_may_be_said and not one.misuse_is_said]
    if not unsaid:
        return []
    tables = set(Matrix.objects.filter(version=incident.policy).values_list("kind", flat=True))
    return [one for one in unsaid if one.table_kind in tables]


def referrals_undecided(incident: "Incident") -> bool:
    """Whether the sanctions table asks for a referral of which nobody recorded that it was made, or why not."""
    rows = {misuse.row_id for one in incident.involvements.all() for misuse in one.misuses.all()}
    if not rows:
        return False
    recorded = {referral.agency for referral in incident.referrals.all()}
    asked = {cell.column.meaning for cell in recommended(incident.policy, rows)}
    return any(recorded.isdisjoint(REFERRALS[meaning]) for meaning in asked & REFERRALS.keys())


def undecided_actions(incident: int | OuterRef) -> QuerySet[Cell]:
    """What the sanctions table recommends for an `involvement` of the incident and nobody has decided on."""
    found = Cell.objects.recommended().filter(row__misuses__involvement__incident=incident)
    found = found.annotate(involvement=F("row__misuses__involvement"))
    decided = Column.objects.filter(pk=OuterRef("column"), sanctions__involvement=OuterRef("involvement"))
    return found.filter(~Exists(decided))
