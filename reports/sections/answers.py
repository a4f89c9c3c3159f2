"""How the school answered: actions, referrals, how quickly, and whether it happened again."""

from core import charts

from .. import sentences
from ..parts import Content, Exhibit, Section
from ..published import Published, by_size
from ..saying import NOT_YET_COUNTED, TOO_FEW, at_most, percentage, single
from ..tables import Table


def actions(published: Published) -> Content:
    tables = [published.shown("decisions", "Decisions on actions about pupils", "Decision", total="All decisions")]
    if published.tables["actions"].rows:
        caption = "Actions that the sanctions tables recommend"
        tables.append(published.shown("actions", caption, "Action", order=by_size))
    return Content(
        says=_in_line(published.tables["decisions"]),
        intro="The sanctions tables recommend; staff decide. Each decision that departs from the table has a written "
        "reason. Decisions about adults are not counted here.",
        exhibits=tuple(map(Exhibit, tables)),
        is_paired=True,
    )


def _in_line(decisions: Table) -> str:
    total = decisions.sum_of()
    if total == 0:
        return "No actions about pupils had to be decided."
    share = percentage(at_most(decisions, {"taken", "either"}), total)
    if share is None:
        return TOO_FEW
    return f"{share}% of the decisions on actions about pupils were in line with the sanctions tables. " + " ".join(
        sentences.departures(decisions)
    )


def referrals(published: Published) -> Content:
    told = published.single("referred")
    if told[0] is None:
        return Content(says=TOO_FEW if "referred" in published.data else NOT_YET_COUNTED)
    said = single(
        told,
        "incident",
        "An outside agency was told of {count}",
        "An outside agency was told of {band} incidents: as long as the number is small it is shown like this, "
        "whether or not there was any",
        published.compared,
    )
    declined = single(
        published.single("not_referred"),
        "incident",
        "For {count} it was decided, with a written reason, to tell no agency",
        "Incidents for which it was decided, with a written reason, to tell no agency: {band}",
        published.compared,
    )
    return Content(
        says=said,
        intro="The Police, social care, the local authority’s designated officer and other agencies are counted "
        "together, so that nobody can be recognised.",
        notes=(declined,),
    )


def timeliness(published: Published) -> Content:
    reviewed, closed = published.tables["reviewed"], published.tables["closed"]
    rows = [(row.label, row.cells[0]) for row in reviewed.rows]
    title = f"School days from report to review, this {published.span}"
    chart = charts.horizontal("chart-reviewed", title, rows) if rows else None
    return Content(
        says=_speed(reviewed, closed),
        intro="Days are Monday to Friday, holidays included. Both are counted from the day of the report.",
        exhibits=(
            Exhibit(published.shown("reviewed", "From report to review", "Time taken"), chart),
            Exhibit(published.shown("closed", "From report to closing", "Time taken")),
            Exhibit(published.shown("parents", "Parents informed, for each pupil in each incident", "Parents")),
        ),
        is_paired=True,
    )


def _speed(reviewed: Table, closed: Table) -> str:
    if reviewed.sum_of() == 0:
        return "No incidents were logged, so none had to be reviewed."
    soon = percentage(at_most(reviewed, {"same", "next"}), reviewed.sum_of())
    left = closed.cell("open")
    said = [f"{soon}% of the incidents were reviewed by the next school day"] if soon is not None else []
    if isinstance(left, int):
        said.append(
            f"{'none' if left == 0 else f'{left:,}'} {'was' if left < 2 else 'were'} still open when this was prepared"
        )
    if not said:
        return TOO_FEW
    sentence = ", and ".join(said)
    return f"{sentence[:1].upper()}{sentence[1:]}."


def repeats(published: Published) -> Content:
    found = published.single("repeats")
    if found[0] is None:
        return Content(says=TOO_FEW if "repeats" in published.data else NOT_YET_COUNTED)
    return Content(
        says=single(
            found,
            "occasion",
            "On {count} a pupil was alleged to have done something again after a warning or sanction",
            "Occasions on which a pupil was alleged to have done something again after a warning or sanction: {band}",
            published.compared,
        ),
        intro="Counted is what happened within the school’s look-back after an earlier incident that was closed as "
        "substantiated, and answered with a warning or more, whatever was found this time. The “continued "
        "infringements” in the school’s own trends are only those that a reviewer found to be one, so their number may "
        "be smaller. As long as the number is small it is shown as a range, "
        "whether or not there was any.",
    )


ACTIONS = Section("actions", "Actions taken", actions)
REFERRALS = Section("referrals", "Referrals to outside agencies", referrals)
TIMELINESS = Section("speed", "How quickly", timeliness)
REPEATS = Section("repeats", "Repeat infringements", repeats)
