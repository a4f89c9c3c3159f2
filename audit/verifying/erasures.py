"""Whether each link that says “erased” stands on a permit that was kept, and erased no more than that permit says."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, QuerySet, Sum

from audit.models import Erasure, Link

from .problems import Problem, Progress


def check_erasures(progress: Progress, using: str) -> Iterator[Problem]:
    """A certificate and the links of its erasure have the moment and the account in common."""
    links = Link.objects.using(using).filter(kind=Link.ERASED).order_by()
    certificates = Erasure.objects.using(using).order_by()
    erased, allowed = _by_moment(links, Count("pk")), _by_moment(certificates, Sum("rows"))
    for moment in sorted(erased.keys() | allowed.keys(), key=str):
        if erased.get(moment, 0) == allowed.get(moment, 0):
            continue
        of_moment = dict(zip(("at", "by"), moment, strict=True))
        # asked again: what was erased since the first of the two questions stands in the second alone
        here, there = links.filter(**of_moment), certificates.filter(**of_moment)
        rows, permitted = here.count(), there.aggregate(rows=Sum("rows"))["rows"] or 0
        if rows != permitted:
            yield _problem(here, there, rows, permitted)


def _by_moment(found: QuerySet[Any], rows: Count | Sum) -> dict[tuple[Any, Any], int]:
    return {(at, by): number for at, by, number in found.values_list("at", "by").annotate(found=rows)}


def _problem(links: QuerySet[Link], certificates: QuerySet[Erasure], rows: int, permitted: int) -> Problem:
    if certificate := certificates.order_by("pk").first():
        what = f"{rows} rows were erased, and the permits of that moment say {permitted}"
        return Problem(object=Erasure._meta.label_lower, key=certificate.pk, what=what)
    link = links.select_related("chain").order_by("chain", "number")[0]
    what = "its link says that the row was erased, and no permit does"
    return Problem(school=link.chain.school, number=link.number, object=link.object, key=link.object_id, what=what)
