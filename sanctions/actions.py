"""Finding which misuse it was, and deciding what follows: each changes two tables or more."""

from django.db import transaction

from core import clock
from core.access import Refused
from incidents.models import Incident, Involvement, Misuse
from people.models import User
from policies.models import Column, Meaning, PolicyVersion, Row

from .choice import Choice
from .models import Action, Sanction, SanctionsTable


def table_for(involvement: Involvement) -> SanctionsTable | None:
    """The sanctions table that covers this person, of the version in force when the incident happened."""
    if not involvement.table_kind:
        return None
    incident = involvement.incident
    version = PolicyVersion.objects.in_force(incident.school, incident.day)
    return SanctionsTable.objects.of(version, involvement.table_kind)


def recommended(involvement: Involvement, table: SanctionsTable | None) -> list[Action]:
    """What the table says to do about the misuse found for this person."""
    return table.actions_for(Row.objects.filter(misuses__involvement=involvement)) if table else []


@transaction.atomic
def choose_misuse(involvement: Involvement, rows: list[Row], *, by: User) -> None:
    """Say which rows of the sanctions table apply to this person; none is an answer too.

    A row of another table, or of another version, is refused.
    """
    incident = involvement.incident.lock()
    incident.access.require(by, "choose_misuse", incident)
    table = table_for(involvement)
    allowed = set(table.rows().values_list("pk", flat=True)) if table else set()
    if any(row.pk not in allowed for row in rows):
        raise Refused("That kind of misuse is not in the sanctions table in force when it happened.")
    present = {misuse.row_id: misuse for misuse in involvement.misuses.all()}
    for row_id, misuse in present.items():
        if row_id not in {row.pk for row in rows}:
            misuse._history_user = by
            misuse.delete()  # its history stays, and the chronology says so
    for row in rows:
        if row.pk not in present:
            Misuse(involvement=involvement, row=row).save_as(by)
    said = "; ".join(row.label for row in rows) or "none of the sanctions table"
    incident.note(f"Misuse by {involvement}: {said}.", by=by, verb="choose_misuse")


@transaction.atomic
def decide(incident: Incident, choices: list[Choice], *, by: User) -> list[Sanction]:
    """Decide on actions, all of them or none. Deciding again replaces; the history keeps what was decided before."""
    incident.lock()
    incident.access.require(by, "decide_actions", incident)
    return [_decide(choice, by) for choice in choices]


def _decide(choice: Choice, by: User) -> Sanction:
    involvement, action = choice.involvement, choice.action
    sanction = involvement.sanctions.filter(action=action).first() if action else None
    sanction = sanction or Sanction(involvement=involvement, action=action, text=choice.text)
    sanction.recommended = _recommendation(involvement, action)
    sanction.done, sanction.reason = choice.done, choice.reason
    sanction.done_by = choice.done_by if choice.done else ""
    sanction.done_on = (choice.done_on or clock.today()) if choice.done else None
    if not sanction.follows_table and not sanction.reason.strip():
        raise Refused(f"“{sanction}” departs from the sanctions table: say why.")
    if not sanction.done and not sanction.reason.strip():
        raise Refused(f"Say why “{sanction}” is not done.")
    sanction.by, sanction.at = by, clock.now()
    sanction.save_as(by, choice.reason)
    _inform_parents_once(sanction, by)
    outcome = "done" if sanction.done else f"not done. {sanction.reason}"
    involvement.incident.note(f"{sanction}, {involvement}: {outcome}", by=by, verb="decide_actions")
    return sanction


def _recommendation(involvement: Involvement, action: Column | None) -> str:
    """What the table said when this was decided: kept with the decision."""
    table = table_for(involvement)
    if table is None or not involvement.misuses.exists():
        return Sanction.Recommended.NONE
    found = {offered.column.pk: offered.value for offered in recommended(involvement, table)}
    return found.get(action.pk, Sanction.Recommended.NO) if action else Sanction.Recommended.NO


def _inform_parents_once(sanction: Sanction, by: User) -> None:
    """“Inform parents: done” is the record that they were informed: said once, kept in one place."""
    involvement = sanction.involvement
    informs = sanction.action is not None and sanction.action.meaning == Meaning.INFORM_PARENTS
    if informs and sanction.done and not involvement.parents:
        involvement.inform_parents(
            by=by,
            parents=Involvement.Parents.INFORMED,
            parents_informed_on=sanction.done_on,
            parents_informed_by=sanction.done_by,
        )
