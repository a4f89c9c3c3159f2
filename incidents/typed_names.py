"""Whom a typed name may mean: it decides a report's route, and who is kept out."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from django.db.models import Q
from django.db.models.functions import Coalesce

from core.normalising import plain, words
from people.models import Person, User
from people.names import bare

from .codes import Threshold
from .querysets import BARRED, TARGET, account

if TYPE_CHECKING:
    from .models import Incident
    from .models.incident.base import IncidentBase

HEAD_TITLES = frozenset({"head", "headteacher", "headmaster", "headmistress"})
Names = Mapping[frozenset[str], Collection[User]]


def may_be_meant(incident: "Incident | IncidentBase", users: Collection[User]) -> set[int]:
    """Keys of those of the users whom the name of somebody accused in a restricted incident may mean.

    A name is uncertain until it is tied to an entry that is somebody's, or until the authority has decided on it, and
    said that nobody here is meant or that this one does not work here. Where it is uncertain, the role of somebody
    counts, but nothing is opened to them, given to them or asked of them besides.
    """
    if not incident.restricted or not users:
        return set()
    typed = incident.involvements.filter(part__in=BARRED).exclude(kind=Person.Kind.PUPIL).annotate(whose=account())
    decided = next(iter(incident.allegation_decisions.all()), None)
    if decided:
        elsewhere = Q() if decided.threshold == Threshold.NOBODY_HERE else Q(works_or_volunteers="no")
        typed = typed.exclude(elsewhere, allegation_decisions=decided)
    called = [bare(one.display_name) for one in typed.filter(whose=None).select_related("person")]
    return {user.pk for one in called for user in meant(one, accounts_by_name(users), users)} if called else set()


def may_be_part_of(incident: "IncidentBase", called: str, users: Collection[User]) -> bool:
    """Whether a name from outside may be that of somebody accused in it or a target, or of one of these users.

    The name, more than it, or a part of it: "Tess" and "Tess Teacher, adviser" may both be Tess Teacher.
    """
    people = incident.involvements.filter(part__in=(*BARRED, TARGET)).select_related("person")
    names = {bare(one.display_name) for one in people}
    names |= {bare(name) for pairs in names_of(users) for name, _ in pairs}
    said = bare(called)
    return any(said <= name or (len(name) > 1 and name < said) for name in names)


def accounts_by_name(users: Collection[User]) -> Names:
    """Bare name → the accounts that have it now; or, where none has, those that had it."""
    before, now = names_of(users)
    by_key, found = {user.pk: user for user in users}, defaultdict[frozenset[str], set[User]](set)
    for name, key in now:
        found[bare(name)].add(by_key[key])
    taken = frozenset(found)
    for name, key in before:
        if bare(name) not in taken:
            found[bare(name)].add(by_key[key])
    return found


def names_of(users: Collection[User]) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """`(name, key of the account)`, earlier ones and those of now: of the account, its entry and merged ones.

    A name that somebody had before is still what others call them.
    """
    entries = Person.objects.filter(Q(user__in=users) | Q(merged_into__user__in=users)).order_by()
    keys = dict(entries.annotate(key=Coalesce("user", "merged_into__user")).values_list("pk", "key"))
    was_entered = Person.history.filter(id__in=keys).order_by().values_list("name", "id")
    was_called = User.history.filter(id__in=[user.pk for user in users]).order_by().values_list("name", "id")
    before = [*((name, keys[entry]) for name, entry in was_entered), *was_called]
    is_entered = [(name, keys[entry]) for name, entry in entries.values_list("name", "pk")]
    return before, is_entered + [(user.name, user.pk) for user in users]


def meant(called: frozenset[str], names: Names, in_part: Collection[User]) -> Iterable[User]:
    """Those of whom it is the name, or holds it; of those `in_part`, also whose name it is a part of, and nothing else.

    "Mrs Coordinator" and "Cora" may both be Cora Coordinator; "Cora Miller" is somebody else, and "C." says nothing.
    """
    for name, users in names.items():
        if called == name or (len(name) > 1 and name < called):
            yield from users
        elif any(len(word) > 1 for word in called) and called < name:
            yield from (user for user in users if user in in_part)


def means_head(called: str, heads: Collection[User]) -> bool:
    """An adult called so may be the head: by a surname, now or before, by the title, or by a part of the name."""
    before, now = names_of(heads)
    titles = HEAD_TITLES.union(*(_surname(name) for name, _ in [*before, *now]))
    return bool(words(called) & titles) or any(meant(bare(called), accounts_by_name(heads), heads))


def _surname(name: str) -> frozenset[str]:
    """The words of it: "Imogen Thackray-Jones" and "Thackray-Jones, Imogen". An initial is no surname."""
    written = plain(name.partition(",")[0]).split()
    return frozenset(word for word in words(written[-1] if written else "") if len(word) > 1)
