"""Rules give the first reason why not, and ask no further."""

import pytest
from django.core.exceptions import PermissionDenied

from core.access import Access, Refused


class DoorAccess(Access):
    @staticmethod
    def open(user, door):
        yield door is not None, "There is no door."
        yield door["key"] == user, "Only whoever holds the key opens it."


@pytest.mark.parametrize(
    ("user", "door", "reason"),
    [
        ("holder", {"key": "holder"}, None),
        ("visitor", {"key": "holder"}, "Only whoever holds the key opens it."),
        ("visitor", None, "There is no door."),
    ],
)
def test_the_first_condition_that_fails_gives_the_reason(user, door, reason):
    assert DoorAccess.refusal(user, "open", door) == reason
    assert DoorAccess.allows(user, "open", door) is (reason is None)


def test_a_later_condition_may_rely_on_an_earlier_one():
    refusal = DoorAccess.refusal("holder", "open", None)  # the second condition would fail on None

    assert refusal == "There is no door."


def test_a_refusal_is_raised_as_its_sentence():
    with pytest.raises(Refused, match=r"^Only whoever holds the key opens it\.$"):
        DoorAccess.require("visitor", "open", {"key": "holder"})


def test_django_answers_a_refusal_with_403():
    assert issubclass(Refused, PermissionDenied)


def test_what_is_allowed_returns_nothing():
    assert DoorAccess.require("holder", "open", {"key": "holder"}) is None


def test_a_verb_that_no_rule_knows_is_a_mistake_in_the_program():
    with pytest.raises(AttributeError, match="paint"):
        DoorAccess.allows("holder", "paint")
