"""Finding which misuse it was, and deciding what follows: each changes two tables or more."""

from typing import Any

from django.db import transaction
from django.urls import reverse

from core import clock
from core.access import Refused
from core.dates import day_in_words
from core.spreadsheets import csv_file
from incidents.actions import lock_person
from incidents.actions import record_parents as say_what_parents_know
from incidents.exporting import MOST
from incidents.models import Export, Incident, Involvement, Misuse
from incidents.querysets import IncidentQuerySet
from incidents.signals import AS_IN_FORCE
from incidents.ways_in import REFERRALS
from people.models import User
from people.telling import tell
from policies.models import Cell, Column, Meaning, PolicyVersion, Row

from .access import SanctionsAccess
from .choice import Choice
from .consistency import COLUMNS, followed, to_take_out
from .misuse import as_said, said_meanwhile, said_so_far
from .models import Decision, Sanction, SanctionsTable
from .parents_wait import informed_already, informs_parents, why_it_waits
from .referred import agencies_of, as_choice, referral_for


def table_for(involvement: Involvement) -> SanctionsTable | None:
    """The sanctions table that covers this person, of the version in force when the incident happened."""
    if not involvement.table_kind:
        return None
    incident = involvement.incident
    version = PolicyVersion.objects.in_force(incident.school, incident.day)
    return SanctionsTable.objects.of(version, involvement.table_kind)


@transaction.atomic
def choose_misuse(involvement: Involvement, rows: list[Row], *, by: User, shown: str | None = None) -> None:
    """Say which rows of the sanctions table apply to this person; none is an answer too.

    A row of another table, or of another version, is refused. `shown`: what these take the place of, as
    `sanctions.misuse` writes it; where a colleague said something else meanwhile, nothing is done.
    """
    incident = involvement.incident.lock()
    incident.access.require(by, "choose_misuse", incident)
    lock_person(involvement)
    if shown is not None and said_so_far(involvement) not in (shown, as_said(rows)):
        raise Refused(said_meanwhile(involvement))
    table = table_for(involvement)
    allowed = set(table.rows().values_list("pk", flat=True)) if table else set()
    if any(row.pk not in allowed for row in rows):
        raise Refused("That kind of misuse is not in the sanctions table in force when it happened.")
    present = {misuse.row_id: misuse for misuse in involvement.misuses.all()}
    for row_id, misuse in present.items():
        if row_id not in {row.pk for row in rows}:
            misuse.delete_as(by, "Another misuse was found")
    for row in rows:
        if row.pk not in present:
            Misuse(involvement=involvement, row=row).save_as(by)
    if involvement.no_misuse == bool(rows):
        involvement.no_misuse = not rows
        involvement.save_as(by)
    said = "; ".join(row.label for row in rows) or "none of the sanctions table"
    incident.note(f"Misuse by {involvement}: {said}.", by=by, verb="choose_misuse", about=involvement.pk)
    settle_parents(involvement, by=by)
    settle_referrals(involvement, by=by)


@transaction.atomic
def decide(incident: Incident, choices: list[Choice], *, by: User) -> list[Sanction]:
    """Decide on actions, all of them or none. Deciding again replaces; the history keeps what was decided before.

    Another decision than a choice says it replaces is not replaced: then nothing is decided.
    """
    incident.lock()
    incident.access.require(by, "decide_actions", incident)
    own = {
        person.pk: person
        for person in incident.involvements.counted().select_for_update(of=("self",)).select_related("person")
    }
    if any(choice.involvement.pk not in own for choice in choices):
        raise Refused("Somebody here is not a part of this incident.")
    for action in (choice.action for choice in choices if agencies_of(choice.action)):
        raise Refused(f"“{action}” is decided by the referral itself: refer the incident, or decide not to refer it.")
    for lifter in {choice.to_lift_by for choice in choices if choice.to_lift_by and not choice.keeps_lifter}:
        incident.access.require(lifter, "be_asked", incident)
    if incident.referrals.exists():
        for person in own.values():  # referred before the referral decided by itself
            settle_referrals(person, by=by)
    people = {choice.involvement.pk: own[choice.involvement.pk] for choice in choices}
    said = {pk: _said_by_table(person) for pk, person in people.items()}
    return [
        _decided_too(choice, people[pk], by) or _decide(choice, people[pk], said[pk], by)
        for choice, pk in ((choice, choice.involvement.pk) for choice in choices)
    ]


def _decided_too(choice: Choice, involvement: Involvement, by: User) -> Sanction | None:
    """The same decision that somebody else took since the page was shown; refused where they took another one."""
    kept = involvement.sanctions.filter(action=choice.action, text=choice.text).first()
    shown = choice.instead_of.decision if choice.instead_of else None
    if kept is None or kept.decision == shown:
        return None
    if kept.decision == choice.decision(by):
        return kept
    if choice.text and choice.instead_of is None:
        raise Refused(f"“{kept}” is already recorded.")
    raise Refused(f"“{kept}” was decided meanwhile: {kept.decision_in_words}. Look at it, and decide again.")


@transaction.atomic
def record_parents(incident: Incident, answers: list[tuple[Involvement, dict[str, Any]]], *, by: User) -> None:
    """Record whether the parents were informed, or why not; by the same answer the action of that name is decided."""
    say_what_parents_know(incident, answers, by=by)
    for involvement, _ in answers:
        settle_parents(involvement, by=by)


def settle_parents(involvement: Involvement, *, by: User) -> None:
    """To inform the parents is decided as it is recorded of them: one fact, said once.

    Where the table recommends it, and where somebody decided on it although the table does not.
    """
    if not involvement.parents:
        return
    said = _said_by_table(involvement)
    decided = {kept.action_id: kept for kept in involvement.sanctions.filter(action__meaning=Meaning.INFORM_PARENTS)}
    for column in Column.objects.filter(pk__in={*(said or ()), *decided}, meaning=Meaning.INFORM_PARENTS):
        kept = decided.get(column.pk)
        choice = Choice(
            involvement,
            involvement.parents == Involvement.Parents.INFORMED,
            column,
            reason=_reason_about_parents(involvement, kept, is_recommended=column.pk in (said or ())),
            done_by=involvement.parents_informed_by,
            done_on=involvement.parents_informed_on,
            ends_on=kept.ends_on if kept else None,
            to_lift_by=kept.to_lift_by if kept else None,
        )
        if kept is None or kept.decision != choice.decision(by):
            _decide(choice, involvement, said, by)


def _reason_about_parents(involvement: Involvement, kept: Sanction | None, *, is_recommended: bool) -> str:
    """Why they were not informed; or why they were, although the table does not recommend it."""
    if involvement.parents != Involvement.Parents.INFORMED:
        return involvement.parents_reason
    if is_recommended:
        return ""
    return (kept.reason if kept and kept.done else "") or "It is recorded that the parents were informed."


def move_decisions(*, incident: Incident, by: User, **_: Any) -> None:
    """Another policy was in force: what was decided goes to the same column of its table, if it has one (a receiver).

    What that table recommends is compared with a decision when it is taken anew. Where it has no such column, or
    something is decided on it already, the decision stays as it is, and can be put right.
    """
    of_another = Column.objects.exclude(group__matrix__version=incident.policy).select_related("group__matrix")
    for column in of_another.filter(sanctions__involvement__incident=incident).distinct():
        table = {"group__matrix__version": incident.policy, "group__matrix__kind": column.group.matrix.kind}
        same = Column.objects.filter(**table, key=column.key).first()
        decided = Sanction.objects.of_incident(incident)
        taken = decided.filter(action=same).values("involvement")
        for sanction in decided.filter(action=column).exclude(involvement__in=taken) if same else ():
            sanction.action = same
            sanction.save_as(by, AS_IN_FORCE)


def settle_all_referrals(*, incident: Incident, by: User, **_: Any) -> None:
    """An agency was told, or it is recorded why not: decide the actions that are such a referral (a receiver)."""
    for involvement in incident.involvements.all():
        settle_referrals(involvement, by=by)


def settle_referrals(involvement: Involvement, *, by: User) -> None:
    """What the table recommends to refer is decided as it is recorded of the agency: one fact, said once.

    A decision that was taken since the referral was recorded stays.
    """
    said = _said_by_table(involvement) or {}
    for action in Column.objects.filter(pk__in=said, meaning__in=REFERRALS):
        kept = involvement.sanctions.filter(action=action).first()
        referral = referral_for(involvement.incident, action)
        if referral and (kept is None or kept.at < referral.recorded_at):
            choice = as_choice(involvement, action, referral)
            if kept is None or (kept.done, kept.reason) != (choice.done, choice.reason):
                _decide(choice, involvement, said, by)


def _said_by_table(involvement: Involvement) -> dict[int, str] | None:
    """What the table recommends for the misuse found, by column; None where no misuse was found."""
    rows = [misuse.row_id for misuse in involvement.misuses.all()]
    if not rows:
        return None
    cells = Cell.objects.recommended_for(rows).select_related("column")
    return {action.column.pk: action.value for action in SanctionsTable.strongest(cells)}


def _decide(choice: Choice, involvement: Involvement, said: dict[int, str] | None, by: User) -> Sanction:
    action = choice.action
    sanction = involvement.sanctions.filter(action=action, text=choice.text).first()
    sanction = sanction or Sanction(involvement=involvement, action=action, text=choice.text)
    was_done = bool(sanction.pk and sanction.done)
    sanction.recommended = _recommendation(said, action)
    decision = choice.decision(by)
    if choice.done and not was_done and informed_already(involvement, action):  # when and by whom is recorded
        decision = decision._replace(done_by=involvement.parents_informed_by, done_on=involvement.parents_informed_on)
    sanction.done, sanction.reason = decision.done, decision.reason
    sanction.done_by, sanction.done_on = decision.done_by, decision.done_on
    if choice.done and not was_done and (waits := why_it_waits(involvement, action)):
        raise Refused(f"“{sanction}”: {waits}")
    if not sanction.follows_table and not sanction.reason.strip():
        raise Refused(f"“{sanction}” departs from the sanctions table: say why.")
    if not sanction.done and not sanction.reason.strip():
        raise Refused(f"Say why “{sanction}” is not done.")
    _say_how_it_ends(sanction, decision, by)
    sanction.by, sanction.at = by, clock.now()
    sanction.save_as(by, choice.reason)
    outcome = "done" if sanction.done else f"not done. {sanction.reason}"
    end = f". {sanction.end_in_words}." if sanction.end_in_words else ""
    text = f"{sanction}, {involvement}: {outcome}{end}"
    words = f"{sanction.text} {sanction.reason}"
    involvement.incident.note(text, by=by, verb="decide_actions", about=involvement.pk, words=words)
    if informs_parents(action):
        _keep_parents_in_step(sanction, was_done, by)
    return sanction


def _say_how_it_ends(sanction: Sanction, decision: Decision, by: User) -> None:
    """Until when, and who lifts it. What was lifted stays so unless it is given another end."""
    ends_on, to_lift_by = decision.ends_on, decision.to_lift_by
    if ends_on and sanction.done_on and ends_on < sanction.done_on:
        raise Refused(f"“{sanction}” cannot end before it begins.")
    if (ends_on, to_lift_by) != (sanction.ends_on, sanction.to_lift_by):
        sanction.lifted_at = sanction.lifted_by = sanction.lifted_on = None
        if to_lift_by and to_lift_by not in (by, sanction.to_lift_by):
            incident = sanction.involvement.incident
            until = f" on {day_in_words(ends_on)}" if ends_on else ""
            tell(
                [to_lift_by],
                label=incident.reference,
                wanted=f"A sanction is yours to lift{until}.",
                path=reverse("sanctions:in-force"),
                school=incident.school,
            )
    if sanction.done_on and (why_not := sanction.why_not_begun_on(sanction.done_on)):
        raise Refused(f"“{sanction}”: {why_not}.")
    sanction.starts_on = sanction.done_on if ends_on else None
    sanction.ends_on, sanction.to_lift_by = ends_on, to_lift_by


@transaction.atomic
def take_out_consistency(incidents: IncidentQuerySet, *, by: User, filters: str, reason: str) -> bytes:
    """How the tables were followed as a file, counted over what the user's right covers, which is kept with it."""
    SanctionsAccess.require(by, "export_consistency")
    covered = to_take_out(incidents, by)
    taken = list(covered.order_by("pk").only("pk")[: MOST + 1])
    if not taken:
        raise Refused("There is nothing here that you may take out: choose another period.")
    if len(taken) > MOST:
        raise Refused(f"A file may count {MOST:,} incidents at most: choose a term, or one school.")
    query = f"How the sanctions tables were followed: {filters}"
    Export.keep(taken, by=by, format=Export.Format.CSV, query=query, reason=reason)
    return csv_file(COLUMNS, [line.cells for line in followed(covered)])


def _recommendation(said: dict[int, str] | None, action: Column | None) -> str:
    """What the table said when this was decided: kept with the decision."""
    if said is None:
        return Sanction.Recommended.NONE
    return said.get(action.pk, Sanction.Recommended.NO) if action else Sanction.Recommended.NO


def _keep_parents_in_step(sanction: Sanction, was_done: bool, by: User) -> None:
    """“Inform parents: done” is the record that they were informed, and undoing it takes the record back."""
    involvement = sanction.involvement
    informed = involvement.parents == Involvement.Parents.INFORMED
    recorded = (involvement.parents_informed_on, involvement.parents_informed_by)
    if sanction.done and not (informed and recorded == (sanction.done_on, sanction.done_by)):
        involvement.inform_parents(
            by=by,
            parents=Involvement.Parents.INFORMED,
            parents_informed_on=sanction.done_on,
            parents_informed_by=sanction.done_by,
            parents_informed_how=involvement.parents_informed_how if informed else "",
            parents_reason="",
        )
    elif was_done and not sanction.done and informed:
        involvement.inform_parents(
            by=by, parents="", parents_informed_on=None, parents_informed_by="", parents_informed_how=""
        )
        text = f"Parents of {involvement}: not informed after all."
        involvement.incident.note(text, by=by, verb="decide_actions", about=involvement.pk)
