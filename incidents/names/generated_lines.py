"""Names in a line that the program wrote: each stands there as it is, and may begin or end as another one does."""

import re
from collections.abc import Collection


def whole_names(text: str, names: Collection[str]) -> set[str]:
    """Those of the names that the text has as whole words; what is a part of a longer one of them is not there.

    Of "Parents of Mia Greenwood informed" it is neither "Mia" nor "Mia Green" where "Mia Greenwood" is among them.
    """
    longest_first = sorted(filter(None, names), key=len, reverse=True)
    if not longest_first:
        return set()
    return set(re.findall(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", text))
