"""What needs this user today: roles to confirm; files with lines to mend; e-mails and jobs that failed."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from core import jobs
from core.home import SHOWN, Block, Found, Item, Point, Traces, Urgency
from core.words import counted

from . import queries
from .access import PeopleAccess, RegisterAccess, UserAccess
from .models import Membership, Notice, RegisterImport, School, User
from .roles import Role, roles_of


def traces(user: User) -> Traces:
    found: dict[str, Any] = {}
    if PeopleAccess.allows(user, "confirm_roles"):
        found["roles-to-confirm"] = Membership.objects.waiting().touching(roles_of(user).schools())
    if PeopleAccess.allows(user, "see_failures"):
        found |= {"failing": Notice.objects.failing_for(user), "failed": jobs.failed(), "jobs": jobs.not_begun()}
    if RegisterAccess.allows(user, "manage"):
        found["files"] = RegisterImport.objects.managed_by(user).maybe_unfinished()
    return found


def blocks(user: User, found: Found) -> list[Block]:
    shown = [
        _roles_to_confirm(user) if "roles-to-confirm" in found else None,
        _failures(user, found),
        _files(user) if "files" in found else None,
    ]
    return [block for block in shown if block]


# what a school needs → the words, and the page on which one sees to it
NEEDS = {
    "has_register": ("Bring in the register of pupils", "people:import-start"),
    "has_staff": ("Give accounts to teaching and support staff", "people:add-user"),
    "has_coordinator": ("Have an E-Safety Coordinator, confirmed by the head", "people:list"),
    "has_safeguarding_lead": ("Have a Designated Safeguarding Lead, confirmed by the head", "people:list"),
    "has_chair": ("Have a chair of governors, confirmed", "people:list"),
    "has_terms": ("Set the terms of this academic year", "settings:terms"),
    "has_agencies": ("List the agencies that your school turns to", "settings:agencies"),
}


# what is the holding of a role → the role
HELD = {
    "has_coordinator": Role.COORDINATOR,
    "has_safeguarding_lead": Role.SAFEGUARDING_LEAD,
    "has_chair": Role.CHAIR_OF_GOVERNORS,
}


def checklist(user: User) -> list[Point]:
    """What the schools of an administrator need before they can work: done once none of them lacks it."""
    schools = queries.completeness(user)
    given = queries.given_and_waiting(schools, HELD.values())
    points = []
    for need, (words, page) in NEEDS.items():
        lacking = [school for school in schools if not getattr(school, need)]
        made = point(words, lacking, _page(page, lacking), len(schools))
        if role := HELD.get(need):
            waiting = [each for each in given if each.role == role and _is_for(each, lacking)]
            made = _of_role(made, role, next(iter(waiting), None), user)
        points.append(made)
    return points


def _is_for(role: Membership, schools: Sequence[School]) -> bool:
    return any(role.place in (school, school.federation) for school in schools)


def _of_role(made: Point, role: Role, waiting: Membership | None, user: User) -> Point:
    """Leads to giving the role; where it is given, to who holds it, and says whom it waits for."""
    if made.is_done:
        return replace(made, url=f"{made.url}?{urlencode({'role': role})}")
    if waiting is None:
        return replace(made, url=f"{made.url}?{urlencode({'give': role})}")
    confirmers = waiting.confirmers()
    if not confirmers:
        note = f"Given to {waiting.user}, and nobody can confirm it yet. {waiting.confirmed_by_whom}"
        return replace(made, url=waiting.user.get_absolute_url(), note=note)
    absent = [each for each in confirmers if not each.is_used]
    names = " or ".join(f"{each}, who has not signed in yet," if each in absent else str(each) for each in confirmers)
    note = f"Given to {waiting.user}. Waits for {names} to confirm it."
    made = replace(made, url=waiting.user.get_absolute_url(), note=note)
    if absent and UserAccess.allows(user, "invite", absent[0]):
        again = reverse("people:invite-again", args=[absent[0].pk])
        return replace(made, way_on=again, verb=f"Send {absent[0]} the invitation again")
    return made


def _page(page: str, lacking: Sequence[School]) -> str:
    """Of the settings, the page of the first school that lacks something."""
    if not page.startswith("settings:"):
        return reverse(page)
    return reverse(page, args=[lacking[0].code]) if lacking else reverse("settings:schools")


def point(words: str, lacking: Sequence[School], url: str, schools: int) -> Point:
    """One line; where there are several schools, it names those that lack it."""
    names = ", ".join(school.name for school in lacking) if schools > 1 else ""
    return Point(f"{words}: {names}" if names else words, url, is_done=not lacking)


def _roles_to_confirm(user: User) -> Block | None:
    """For the head, the chair of governors, and governors where no chair sits."""
    waiting = Membership.objects.confirmable_by(user).select_related("user", "school", "federation")
    roles = list(waiting.order_by("starts_on", "pk"))
    if not roles:
        return None
    items = [
        Item(
            label=role.user.name,
            url=reverse("people:confirm-role", args=[role.pk]),
            text=f"{role}. It counts once you have confirmed it.",
            verb="Decide",
        )
        for role in roles[:SHOWN]
    ]
    return Block(
        key="roles-to-confirm",
        title="Roles to confirm",
        urgency=Urgency.NEW,
        count=len(roles),
        items=items,
        url=reverse("people:roles-to-confirm"),
        link="All roles to confirm",
    )


def _files(user: User) -> Block | None:
    """Files of the register that were left half-way, or have lines to mend."""
    unfinished = RegisterImport.objects.managed_by(user).unfinished().select_related("school").defer("content")
    files = list(unfinished.order_by("at", "pk"))
    if not files:
        return None
    items = [
        Item(
            label=file.file_name,
            url=file.get_absolute_url(),
            text=_what_is_left(file),
            note=f"{file.school}, {file.who_in_words.lower()}",
            verb="Check" if file.is_to_check else "See the lines",
        )
        for file in files[:SHOWN]
    ]
    return Block(
        key="files",
        title="Files of the register",
        urgency=Urgency.WAITING,
        count=len(files),
        items=items,
        url=reverse("people:imports"),
        link="All files",
    )


def _what_is_left(file: RegisterImport) -> str:
    if file.is_to_check:
        return "Read, and not brought in yet"
    return f"{counted(file.refused, 'line')} could not be brought in"


def _failures(user: User, found: Found) -> Block | None:
    """Nothing, as long as everything goes out."""
    page = reverse("people:failures")
    items = _addresses(user, page) if "failing" in found else []
    if "jobs" in found and jobs.are_behind():
        items.append(Item(label="Worker", url=page, text="Nothing has been sent for a while.", verb="See"))
    items += _jobs(page) if "failed" in found else []
    if not items:
        return None
    return Block(
        key="failures",
        title="Could not be sent or done",
        urgency=Urgency.OVERDUE,
        count=len(items),
        items=items[:SHOWN],
        url=page,
        link="All failures",
    )


def _addresses(user: User, page: str) -> list[Item]:
    return [
        Item(
            label="E-mail",
            url=page,
            text=f"{counted(row['count'], 'e-mail')} did not reach {row['user__email']}.",
            verb="See",
        )
        for row in Notice.objects.failing_for(user).by_address()
    ]


def _jobs(page: str) -> list[Item]:
    return [Item(label="Work", url=page, text=f"“{row['name']}” failed.", verb="See") for row in jobs.failed_by_name()]
