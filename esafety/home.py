"""The home page: the blocks of every app, the most urgent first."""

from typing import TYPE_CHECKING

from compliance import home as compliance
from core.home import Block, Found, Urgency, asked_at_once
from incidents import home as incidents
from incidents.shared_statements import ForUser
from people import home as people
from people.roles import Role, roles_of
from policies import home as policies
from reports import home as reports
from sanctions import home as sanctions

from . import running

if TYPE_CHECKING:
    from people.models import User

APPS = (incidents, sanctions, compliance, policies, reports, people)
# What the page says to somebody whom nothing waits for; the first role that they hold gives the words.
QUIET = {
    Role.COORDINATOR: "Every incident that you handle is in hand. New reports appear here at once.",
    Role.SAFEGUARDING_LEAD: "Nothing that you lead is waiting. What may be illegal, or is safeguarding, appears here.",
    Role.HEADTEACHER: "Every incident that you handle is in hand. New reports appear here at once.",
    Role.CHAIR_OF_GOVERNORS: "Incidents about the head, and reports and policies for the board, appear here.",
    Role.GOVERNOR: "A report that is released, or a policy for the board, appears here.",
    Role.SENIOR_LEADER: "A policy that is being written, or what a colleague asks you to do, appears here.",
    Role.ADMINISTRATOR: "Everything went out and nothing is missing. What needs putting right appears here.",
    Role.TECHNICIAN: "When a colleague asks you to change or check something, it appears here.",
    Role.STAFF: "When a colleague asks you to do something, it appears here. What you report, you can follow here.",
}


def blocks_for(user: "User") -> list[Block]:
    """Blocks that have something to say to this user."""
    found = _found(user)
    blocks = [block for app in APPS for block in app.blocks(user, found.get(app.__name__, frozenset()))]
    if how_it_runs := running.block(user):
        blocks.append(how_it_runs)
    if to_set_up := _to_set_up(user):
        blocks.append(to_set_up)
    return sorted(blocks, key=lambda block: block.urgency)


def _found(user: "User") -> dict[str, Found]:
    """The names of the traces that there are, by app. One query."""
    [names] = TRACES.rows(user)
    found = [name.rpartition(".") for name in names if name]
    return {app: frozenset(name for where, _, name in found if where == app) for app, _, _ in found}


# By app and name: two apps may give a trace the same name, and neither hides that of the other.
TRACES = ForUser(
    lambda user: asked_at_once(
        user, {f"{app.__name__}.{name}": rows for app in APPS for name, rows in app.traces(user).items()}
    )
)


def _to_set_up(user: "User") -> Block | None:
    """For the administrator, until nothing is missing."""
    schools = roles_of(user).schools(Role.ADMINISTRATOR)
    if not schools:
        return None
    points = [*people.checklist(user), *policies.checklist(user, len(schools))]
    left = sum(not point.is_done for point in points)
    if not left:
        return None
    return Block("to-set-up", "To set up", Urgency.WAITING, left, points=points)


def quiet_words(user: "User", blocks: list[Block]) -> str:
    """Nothing where something waits; an administrator's say that nothing is missing, so nothing may be shown."""
    if any(block.waits for block in blocks):
        return ""
    role = next(filter(roles_of(user).has, QUIET), None)
    if role is None or (role == Role.ADMINISTRATOR and any(block.count for block in blocks)):
        return ""
    if any(block.asks and block.count for block in blocks):
        return "Nothing is due today. When you have time, see what is asked for below."
    return f"Nothing waits for you today. {QUIET[role]}"
