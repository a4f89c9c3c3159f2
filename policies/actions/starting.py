"""Starting a policy, and its next draft from the last approved version."""

from collections.abc import Iterable, Sequence

from django.db import models, transaction
from django.utils.text import slugify

from core import clock
from core.access import Refused
from people.models import School, User

from .. import states
from ..access import PolicyAccess
from ..copying import Copying
from ..models import Policy, PolicyVersion
from ..presets import build, build_sections

NOT_CARRIED_OVER = {
    "status": states.Status.DRAFT,
    "approving_body": "",
    "minute_reference": "",
    "approved_on": None,
    "approval_recorded_by": None,
    "effective_from": None,
    "review_due": None,
    "submitted_by": None,
    "sent_back_because": "",
    "withdrawn_because": "",
}


@transaction.atomic
def start_policy(
    *, title: str, schools: Iterable[School], by: User, sources: Sequence[str] = ("standard",), **schedule: str
) -> PolicyVersion:
    """Start the policy of some schools: draft 1, filled from presets. The standard set applies until it is approved."""
    places = list(schools)
    PolicyAccess.require(by, "start", places)
    policy = Policy(title=title, slug=_free_slug(title))
    policy.save_as(by, "Started")
    for school in places:
        policy.cover(school, by=by, starts_on=clock.today())
    version = PolicyVersion(policy=policy, number=1, started_by=by, **schedule)
    version.save_as(by, "Started")
    build(version, sources, by=by)
    build_sections(version, by=by)
    return version


def _free_slug(title: str) -> str:
    """An address made of the title; a title without any Latin letter is simply a policy."""
    base = slugify(title)[:50] or "policy"
    taken = set(Policy.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)


@transaction.atomic
def new_draft(policy: Policy, *, by: User) -> PolicyVersion:
    """Copy the last approved version, tables and all, as the next draft. Rows keep their keys.

    Where none was ever approved, the draft that was withdrawn last is taken up again.
    """
    policy.lock()
    PolicyAccess.require(by, "draft", policy)
    newest = policy.versions.order_by("-number")
    source = newest.filter(status=states.Status.APPROVED).first() or newest.first()
    if source is None:
        raise Refused("There is no version to start from.")
    last = policy.versions.aggregate(last=models.Max("number"))["last"]
    copying = Copying(by, f"Copied from {source.name}")
    [version] = copying.make([source], number=last + 1, started_by=by, **NOT_CARRIED_OVER)
    copying.parts_of(source)
    if not version.sections.exists():  # it was written before versions had texts
        build_sections(version, by=by)
    return version
