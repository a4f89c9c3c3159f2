"""Starting a policy, and its next draft from the last approved version."""

from collections.abc import Iterable, Sequence
from typing import cast

from django.db import models, transaction

from core.access import Refused
from core.keys import free_key
from people.models import School, User

from .. import states
from ..access import PolicyAccess
from ..copying import Copying
from ..models import Policy, PolicyVersion, Provenance
from ..presets import add_later_rows, build, build_sections
from ..reasons import COPIED

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


OF_ITS_OWN_SCHOOL = {"last_reviewed_on": None}
TAKEN = {"start", "checks"}  # words that stand in addresses where a policy's own would


@transaction.atomic
def start_policy(
    *,
    title: str,
    schools: Iterable[School],
    by: User,
    kind: str = Policy.Kind.E_SAFETY,
    sources: Sequence[str] = ("standard",),
    copied: PolicyVersion | None = None,
    **schedule: str,
) -> PolicyVersion:
    """Start the policy of some schools: draft 1, from presets, or as another school of the federation has it.

    Until it is approved, the standard set applies. An agreement has no tables.
    """
    places = list(schools)
    PolicyAccess.require(by, "start", places)
    if copied and copied not in PolicyVersion.objects.offered_to(places, kind):
        raise Refused("Only an approved version of a school of the same federation can be copied.")
    policy = Policy(title=title, slug=_free_slug(title), kind=kind)
    policy.save_as(by, "Started")
    for school in places:
        policy.cover(school, by=by, starts_on=policy.first_free_day(school))
    if copied:
        return _copy(copied, policy, by)
    version = PolicyVersion(policy=policy, number=1, started_by=by, **schedule)
    version.save_as(by, "Started")
    if not policy.is_agreement:
        build(version, sources, by=by)
    build_sections(version, by=by)
    return version


def _copy(source: PolicyVersion, policy: Policy, by: User) -> PolicyVersion:
    """Draft 1 of a policy, as another school has it. Each decision says that it came from there."""
    copying = Copying(by, COPIED(source), Provenance.SISTER_SCHOOL)
    [version] = copying.make([source], policy=policy, number=1, started_by=by, **NOT_CARRIED_OVER, **OF_ITS_OWN_SCHOOL)
    copying.parts_of(source)
    return cast("PolicyVersion", version)


def _free_slug(title: str) -> str:
    """An address made of the title; a title without any Latin letter is simply a policy."""
    taken = TAKEN | set(Policy.objects.values_list("slug", flat=True))
    return free_key(title, taken, otherwise="policy", longest=50)


@transaction.atomic
def new_draft(policy: Policy, *, by: User) -> PolicyVersion:
    """Copy the last approved version, tables and all, as the next draft. Rows keep their keys.

    What the standard set has by now and no version ever had is added, undecided; `later_rows` says which.

    Where none was ever approved, the draft that was withdrawn last is taken up again.
    """
    policy.lock()
    PolicyAccess.require(by, "draft", policy)
    newest = policy.versions.order_by("-number")
    source = newest.filter(status=states.Status.APPROVED).first() or newest.first()
    if source is None:
        raise Refused("There is no version to start from.")
    last = policy.versions.aggregate(last=models.Max("number"))["last"]
    copying = Copying(by, COPIED(source.name))
    [version] = copying.make([source], number=last + 1, started_by=by, **NOT_CARRIED_OVER)
    copying.parts_of(source)
    add_later_rows(version, by=by)
    if not version.sections.exists():  # it was written before versions had texts
        build_sections(version, by=by)
    return version
