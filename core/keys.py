"""Keys made of what something is called."""

from collections.abc import Iterable
from itertools import chain, count

from django.utils.text import slugify


def free_key(label: str, taken: Iterable[str], *, otherwise: str, longest: int, joint: str = "-") -> str:
    """A key made of the label that is not among those taken, or of `otherwise` where it has no Latin letter.

    `longest` is what is kept of the label, in whole words where there are several: a number may follow it.
    """
    words = slugify(label).replace("-", joint)
    whole = words[: longest + 1].rpartition(joint)[0] if len(words) > longest else words
    base = (whole or words[:longest]).strip(joint) or otherwise
    used = set(taken)
    numbered = (f"{base}{joint}{number}" for number in count(2))
    return next(key for key in chain([base], numbered) if key not in used)
