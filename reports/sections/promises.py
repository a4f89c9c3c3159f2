"""What the school promised to keep and to improve: agreements, the policy, and what was changed."""

from core.words import counted

from .. import sentences
from ..parts import Content, Exhibit, Section, Shown
from ..published import Published
from ..saying import NOT_YET_COUNTED, TOO_FEW, single


def agreements(published: Published) -> Content:
    table = published.tables.get("agreements")
    if table is None:
        return Content(says=NOT_YET_COUNTED)
    total = table.sum_of()
    said = TOO_FEW if not isinstance(total, int) else f"{counted(total, 'signature')} on acceptable use agreements"
    if isinstance(total, int):
        said = f"{said} {'was' if total == 1 else 'were'} recorded." if total else "No signatures were recorded."
    return Content(
        says=said,
        exhibits=(Exhibit(published.shown("agreements", "Agreements signed", "Who signed")),) if total != 0 else (),
    )


def policy(published: Published) -> Content:
    approved = published.data.get("policies")
    if approved is None:
        return Content(says=NOT_YET_COUNTED)
    if not approved:
        return Content(says="No new version of a policy or agreement was approved in this period.")
    rows = [
        (f"{each['title']}, version {each['number']}", [each["month"], each["body"], _changes(each["changes"])])
        for each in approved
    ]
    table = Shown(
        "Versions approved", "Document", ["Approved", "By", "Decisions changed in its tables"], rows, "", [],
        ["These are documents of the board, not counts of people or incidents: nothing of them is withheld."],
        in_words=True,
    )  # fmt: skip
    said = counted(len(approved), "new version")
    return Content(
        says=f"{said} of policies and agreements {'was' if len(approved) == 1 else 'were'} approved.",
        exhibits=(Exhibit(table),),
    )


def _changes(number: int | None) -> int | str:
    return "A first version" if number is None else number


def improvement(published: Published) -> Content:
    learnt = published.single("debriefed")
    notes = (
        single(
            learnt,
            "incident",
            "What was learnt is written down for {count}",
            "Incidents for which it is written down what was learnt: {band}",
            published.compared,
        ),
    )
    changed = sentences.changed(published.single("changed"), published.span)
    return Content(says=changed or TOO_FEW, notes=notes if learnt[0] is not None else ())


AGREEMENTS = Section("agreements", "Agreements signed", agreements)
POLICY = Section("policy", "Policies and their tables", policy)
IMPROVEMENT = Section("improvement", "What was improved", improvement)
