"""What somebody wrote on a page that went away before it was sent: shown once more, so that it can be copied.

Never anything of the record, which they may no longer be allowed to see. So only what the page began without is
shown, and of a field that brings along what it showed (`core.forms.RememberingForm`), only what was added to it.
"""

from collections.abc import Iterable, Mapping

from .differences import passages

BEGIN_EMPTY = ("text", "reason", "note")  # whatever the form: no page fills these in
SHOWN = "initial-"  # before the name of a field: what the page showed


def own_words(sent: Mapping[str, str], begin_empty: Iterable[str] = BEGIN_EMPTY) -> list[str]:
    """The texts in the order of the form. `begin_empty`: names of fields, without the prefix of their form."""
    known = frozenset(begin_empty)
    found = []
    for name, text in sent.items():
        if (shown := sent.get(SHOWN + name)) is not None:
            found.append(_added(shown, text))
        elif not name.startswith(SHOWN) and name.rpartition("-")[2] in known:
            found.append(text.strip())
    return [text for text in found if any(letter.isspace() for letter in text)]  # a word alone is a choice or a key


def _added(before: str, now: str) -> str:
    pieces = [piece.text for passage in passages(before, now) for piece in passage.after if piece.is_changed]
    return "\n".join(pieces).strip()
