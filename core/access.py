"""Who may do what: one rule for each verb, and the reason when it says no.

A rule is a generator of `(condition, reason)`. The first condition that fails gives the refusal; the ones
after it are never evaluated, so a later condition may rely on an earlier one.
"""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied

Rule = Iterator[tuple[Any, str]]


class Refused(PermissionDenied):
    """The verb is refused. `str()` is the sentence for the person who tried it."""


class Access:
    """The rules of one app or model: each static method is a verb, `(user, subject) -> Rule`."""

    @classmethod
    def refusal(cls, user: Any, action: str, subject: Any = None) -> str | None:
        """The first reason why not, or None where it is allowed."""
        rule = getattr(cls, action)
        for holds, reason in rule(user, subject):
            if not holds:
                return str(reason)
        return None

    @classmethod
    def allows(cls, user: Any, action: str, subject: Any = None) -> bool:
        return cls.refusal(user, action, subject) is None

    @classmethod
    def require(cls, user: Any, action: str, subject: Any = None) -> None:
        """Raise `Refused` with the reason, or return."""
        if reason := cls.refusal(user, action, subject):
            raise Refused(reason)
