"""The checks: each a small function that answers with a finding, or with None where all is well."""

from collections.abc import Callable
from datetime import timedelta

from django.urls import reverse_lazy
from django.utils.text import format_lazy

from core import clock
from core.words import counted
from people.models import School, User
from people.roles import GOVERNS, LEADS_FILTERING, MANAGES, Role

from .. import queries, states
from ..access import DRAFTS, KEEPS_SIGNATURES
from ..models import Meaning, Policy
from .facts import Facts
from .findings import Address, Finding

Check = Callable[[Facts], Finding | None]

REVIEW_AHEAD = timedelta(days=60)
NAMED = 3  # rows of a finding that are named
# Such a decision does not let a pupil carry a phone: one that is handed in or locked away is in nobody's pocket.
PHONE_FREE = (Meaning.UNACCEPTABLE, Meaning.ILLEGAL, Meaning.HANDED_IN)

KEEPING_CHILDREN_SAFE = "Keeping children safe in education"
FILTERING_STANDARDS = "Filtering and monitoring standards for schools and colleges"
PHONES_GUIDANCE = "Mobile phones in schools, January 2026"
BY_MANAGERS = "The head or the administrator does this in the settings."
BY_WRITERS = "The administrator, the coordinator, the head or a senior leader writes it."
WRITERS: frozenset[str] = frozenset(DRAFTS)


def policy(facts: Facts) -> Finding | None:
    """An e-safety policy of the school's own is in force."""
    if facts.has_a_policy:
        return None
    draft = facts.drafts.get(Policy.Kind.E_SAFETY)
    return Finding(
        "No e-safety policy of your own is in force.",
        "Until the governing body has approved one, the standard set applies, which leaves much to each reviewer."
        + (f" {draft.name.capitalize()} is being written." if draft else ""),
        KEEPING_CHILDREN_SAFE,
        draft.get_absolute_url() if draft else reverse_lazy("policies:start"),
        f"Read {draft.name}" if draft else "Start a policy",
        roles=frozenset() if draft else WRITERS,
        mended_by=BY_WRITERS,
    )


def review(facts: Facts) -> Finding | None:
    """The review of what is in force is neither overdue nor near."""
    due = facts.version.review_due
    if not facts.has_a_policy or (due and due > clock.today() + REVIEW_AHEAD):
        return None
    return Finding(
        queries.review_in_words(due),
        "A policy is reviewed at least once a year, because technology and its risks change.",
        KEEPING_CHILDREN_SAFE,
        *_in_the_draft(facts),
        roles=WRITERS,
        mended_by=BY_WRITERS,
    )


def _in_the_draft(facts: Facts, table: str = "") -> tuple[Address, str]:
    """Where what is in force is changed: in its draft, at the shape of a table if one is named; and the verb."""
    draft = facts.next_draft
    if draft is None:
        return reverse_lazy("policies:draft", args=[facts.version.policy.slug]), "Make a new draft"
    if draft.status == states.Status.DRAFT and any(matrix.kind == table for matrix in draft.matrices.all()):
        return reverse_lazy("policies:shape", args=[draft.policy.slug, draft.number, table]), "Edit rows and columns"
    return draft.get_absolute_url(), f"Read {draft.name}"


def phones(facts: Facts) -> Finding | None:
    """No decision lets pupils carry or use phones of their own."""
    allowing = [decision for decision in facts.phones if decision.column.meaning not in PHONE_FREE]
    if not allowing:
        return None
    rows = [f"“{decision.row}”" for decision in allowing]
    more = f" and {len(rows) - NAMED} more" if len(rows) > NAMED else ""
    matrix = allowing[0].row.matrix
    return Finding(
        f"Pupils may carry or use phones: {', '.join(rows[:NAMED])}{more}.",
        "Schools are free of phones by default, with few exceptions. Where phones are handed in and kept safe, let a "
        "column of the next draft mean “handed in or locked away”, and choose it.",
        PHONES_GUIDANCE,
        reverse_lazy("policies:matrix", args=[facts.version.policy.slug, facts.version.number, matrix.kind]),
        "Read the table in force",
    )


def filtering_lead(facts: Facts) -> Finding | None:
    """A senior leader answers for filtering and monitoring."""
    return _named(facts, "filtering_lead", LEADS_FILTERING, "senior leader")


def filtering_governor(facts: Facts) -> Finding | None:
    """A governor answers for filtering and monitoring."""
    return _named(facts, "filtering_governor", GOVERNS, "governor")


def _named(facts: Facts, field: str, roles: frozenset[str], who: str) -> Finding | None:
    if facts.holds(getattr(facts.school, f"{field}_id"), roles):
        return None
    user: User | None = getattr(facts.school, field)
    return Finding(
        f"{user}, who is named for filtering and monitoring, no longer holds a role here that could answer for it."
        if user
        else f"No {who} is named for filtering and monitoring.",
        f"Schools name a {who} who answers for it, so that everybody knows whom to ask.",
        FILTERING_STANDARDS,
        format_lazy("{}#id_{}", reverse_lazy("settings:school", args=[facts.school.code]), field),
        f"Name a {who}",
        roles=MANAGES,
        mended_by=BY_MANAGERS,
    )


def safeguarding_lead(facts: Facts) -> Finding | None:
    """Somebody holds the role of safeguarding lead today, and it is confirmed."""
    if facts.holders.get(Role.SAFEGUARDING_LEAD):
        return None
    return Finding(
        "Nobody is safeguarding lead today.",
        "The safeguarding lead has lead responsibility for online safety. A role counts once it is confirmed.",
        KEEPING_CHILDREN_SAFE,
        reverse_lazy("people:list"),
        "Give somebody the role",
        roles=MANAGES,
        mended_by="The head or the administrator gives the role, and the head confirms it.",
    )


def agreements(facts: Facts) -> Finding | None:
    """There is an acceptable use agreement for everybody who is in the school."""
    missing = [kind for kind in _agreements_of(facts.school) if kind not in facts.agreements]
    if not missing:
        return None
    names = ", ".join(kind.label.removeprefix("Acceptable use agreement for ") for kind in missing)
    return Finding(
        f"{counted(len(missing), 'acceptable use agreement').capitalize()} of your own "
        f"{'is' if len(missing) == 1 else 'are'} not in force: for {names}.",
        "People keep to what they have read and signed.",
        KEEPING_CHILDREN_SAFE,
        *_of_agreements(facts, missing),
        roles=WRITERS,
        mended_by=BY_WRITERS,
    )


def _of_agreements(facts: Facts, missing: list[Policy.Kind]) -> tuple[Address, str]:
    """Where the first of them is started that is not started yet, or else read until it is approved; and the verb."""
    for kind in missing:
        if kind not in facts.policies:
            return reverse_lazy("policies:start-kind", args=[kind.value]), "Start an agreement"
    for kind in missing:
        if draft := facts.drafts.get(kind):
            return draft.get_absolute_url(), f"Read {draft.name}"
    return reverse_lazy("policies:list"), "See the policies"  # approved, and in force later


def _agreements_of(school: School) -> list[Policy.Kind]:
    """Those that a school of this phase needs."""
    left_out = {Policy.Kind.E_SAFETY}
    if school.phase == School.Phase.SECONDARY:
        left_out.add(Policy.Kind.YOUNGER_PUPILS_AGREEMENT)
    return [kind for kind in Policy.Kind if kind not in left_out]


def signatures(facts: Facts) -> Finding | None:
    """Everybody has signed what they must sign."""
    waiting = [roll for roll in facts.rolls if not roll.is_complete]
    if not waiting:
        return None
    told = "; ".join(f"“{roll.agreement}”, {len(roll.unsigned):,} of {roll.total:,}" for roll in waiting)
    return Finding(
        f"Signatures are missing: {told}.",
        "An agreement that somebody has not signed is hard to hold them to.",
        KEEPING_CHILDREN_SAFE,
        waiting[0].agreement.list_url,
        "See who has signed",
        roles=frozenset(KEEPS_SIGNATURES),
        mended_by="The administrator, the coordinator, the head or a senior leader keeps the signatures.",
    )


def rows(facts: Facts) -> Finding | None:
    """The tables have every row that the standard set has by now."""
    if not facts.missing_rows:
        return None
    names = ", ".join(f"“{label}”" for _, label in facts.missing_rows[:NAMED])
    more = f" and {len(facts.missing_rows) - NAMED} more" if len(facts.missing_rows) > NAMED else ""
    return Finding(
        f"Your tables lack {counted(len(facts.missing_rows), 'row')} of the standard set: {names}{more}.",
        "The standard set follows the law and the newest guidance. Add the rows in the next draft, or take them out "
        "there to say that your school does not need them.",
        "The standard set",
        *_in_the_draft(facts, table=facts.missing_rows[0][0]),
        roles=WRITERS,
        mended_by=BY_WRITERS,
    )


def _has_a_policy(facts: Facts) -> bool:
    return facts.has_a_policy


# Where there is nothing to check yet, all is not well for that: such a check is neither a finding nor fine.
APPLIES: dict[Check, Callable[[Facts], bool]] = {
    review: _has_a_policy,
    signatures: lambda facts: bool(facts.rolls),
    rows: _has_a_policy,
}

# In the order of the page, each with what it says where all is well.
CHECKS: tuple[tuple[Check, str], ...] = (
    (policy, "An e-safety policy of your own is in force."),
    (review, "No review is due within 60 days."),
    (safeguarding_lead, "Somebody is safeguarding lead."),
    (filtering_lead, "A senior leader is named for filtering and monitoring."),
    (filtering_governor, "A governor is named for filtering and monitoring."),
    (phones, "No decision lets pupils carry or use phones."),
    (agreements, "There is an acceptable use agreement for everybody."),
    (signatures, "Nobody’s signature is missing."),
    (rows, "The tables lack no row of the standard set."),
)
