"""The standard set: what applies in a school that has no policy of its own yet."""

from datetime import date
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from policies.models import Policy, PolicyVersion, Provenance
from policies.states import Status

from .building import build

# Before any incident that could be recorded.
SINCE = date(2000, 1, 1)


def ensure_standard_set(using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Create the standard set where it is missing (a receiver of `post_migrate`; quick where it is there).

    It carries the newest rows of every edition; what it leaves to each school stays undecided, and a reviewer decides.
    """
    connection = connections[using]
    if using != DEFAULT_DB_ALIAS or PolicyVersion._meta.db_table not in connection.introspection.table_names():
        return  # only some of the apps have been migrated so far
    with transaction.atomic():
        if Policy.objects.filter(kind=Policy.Kind.E_SAFETY, is_standard=True).exists():
            return
        policy = Policy(kind=Policy.Kind.E_SAFETY, title="Standard set", slug="standard-set", is_standard=True)
        policy.save_as(None, "Built in")
        version = PolicyVersion(
            policy=policy,
            number=1,
            status=Status.APPROVED,
            approving_body="Built in",
            approved_on=SINCE,
            effective_from=SINCE,
        )
        version.save_as(None, "Built in")
        build(version, [Provenance.STANDARD])
