"""Walking the chains: every link follows from the one before it, and none is missing."""

from collections.abc import Iterator
from hashlib import sha256

from audit.models import Chain, Link
from audit.sealing import hash_of

from .problems import Problem, Progress

FIELDS = ("number", "kind", "object", "object_id", "layout", "by", "at", "digest", "hash")
AT_ONCE = 10_000


def check_links(progress: Progress, using: str) -> Iterator[Problem]:
    """Each problem of all chains, in constant memory.

    Each chain is walked to the length that it has at the start: meanwhile the school may go on.
    Nothing after the first broken link of a chain can be trusted, so a chain gives one problem at most.
    """
    for chain in Chain.objects.using(using).order_by("school"):
        yield from _check(chain, progress)


def _check(chain: Chain, progress: Progress) -> Iterator[Problem]:
    school, head, expected = chain.school, bytes(32), 0
    last: tuple[str, int] = ("audit.chain", chain.pk)

    def broken(label: str, key: int, what: str) -> Problem:
        return Problem(school=school, number=expected, object=label, key=key, what=what)

    links = Link.objects.using(chain._state.db)
    rows = links.filter(chain=chain, number__lte=chain.length).order_by("number").values_list(*FIELDS)
    for number, kind, label, key, layout, by, at, digest, stored in rows.iterator(AT_ONCE):
        expected += 1
        if number != expected:
            yield broken(label, key, f"links are missing before this one, which has number {number}")
            return
        head = hash_of(head, school, number, kind, label, key, layout, by, at, bytes(digest))
        if head != bytes(stored):
            yield broken(label, key, "the link does not follow from the one before it")
            return
        last = (label, key)
        if expected % AT_ONCE == 0:
            progress(AT_ONCE)
    progress(expected % AT_ONCE)
    if expected != chain.length or head != bytes(chain.head):
        yield broken(*last, f"the chain ends here; it had {chain.length} links")


def find_head(text: str) -> Link | None:
    """The link whose hash somebody has kept, as it is printed and e-mailed: 64 characters of 0 to 9 and a to f.

    Spaces do not count, nor does the code of the school in front of it. `ValueError` where it is something else.
    """
    wanted = bytes.fromhex(text.rpartition(":")[2])
    if len(wanted) != sha256().digest_size:
        raise ValueError(text)
    return Link.objects.select_related("chain").filter(hash=wanted).first()
