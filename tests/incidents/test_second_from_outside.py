"""Whoever is part of an incident is not its second reviewer under the name of somebody from outside."""

import pytest

from core import clock
from core.access import Refused
from incidents import actions
from incidents.actions import declare_interest
from incidents.statement import Named
from tests.incidents.investigating import begin, concluded

pytestmark = pytest.mark.once

CLOSE = "may be part of this incident, or close to it: name somebody else"


@pytest.fixture
def alone(reviewed, coordinator, headteacher):
    """The coordinator is the one senior person who is left: the head is close to it."""
    declare_interest(reviewed, by=headteacher, text="My nephew.", stays_because="Nobody else is here.")
    return reviewed


@pytest.fixture
def start(alone, coordinator):
    """`start(name)`: with somebody of this name as the second, from the local authority."""

    def make(name):
        outside = {"name": name, "position": "Adviser", "fallback_reason": "Nobody is left."}
        return begin(alone, coordinator, coordinator, outside)

    return make


IN_IT = (
    "Pip Pupil",  # accused
    "Mr PUPIL, Pip",
    "Pip",
    "Pip Pupil of the council",
    "Tara Target",  # typed
    "Tess Teacher",  # a target with an account of this name
    "Tess Marsh",  # and of this one on the register
    "Mrs Hattie Head",  # declared an interest
)
OTHERS = ("Orla Outside", "Pip Marsh", "Wanda Witness")


def test_whoever_is_accused_a_target_or_close_is_known_by_the_name(alone, coordinator, teacher):
    teacher.person.name = "Tess Marsh"
    teacher.person.save_as(coordinator)
    for part in (
        Named(part="target", name="Tara Target"),
        Named(part="target", person=teacher.person),
        Named(part="witness", name="Wanda Witness"),
    ):
        actions.add_person(alone, part, by=coordinator)

    known = tuple(name for name in IN_IT + OTHERS if alone.concerns_name(name))

    assert known == IN_IT


def test_they_are_not_named_and_anybody_else_is(alone, start):
    with pytest.raises(Refused, match=f"Pip Pupil {CLOSE}"):
        start("Pip Pupil")

    assert start("Orla Outside").second_name == "Orla Outside"


def test_who_is_accused_afterwards_signs_nothing_on_paper(alone, start, coordinator):
    investigation = concluded(start("Orla Outside"), coordinator)
    actions.add_person(alone, Named(part="target", name="Orla Outside"), by=coordinator)
    said = {"shown": investigation.fingerprint, "at": clock.now(), "on_paper": "Safe"}

    with pytest.raises(Refused, match=f"Orla Outside {CLOSE}"):
        actions.record_signature(investigation, by=coordinator, **said)


def test_nor_does_a_first_reviewer_who_is_part_of_it_by_now_record_one(alone, start, coordinator):
    investigation = concluded(start("Orla Outside"), coordinator)
    declare_interest(alone, by=coordinator, text="A neighbour.", stays_because="Nobody else is here.")
    said = {"shown": investigation.fingerprint, "at": clock.now(), "on_paper": "Safe"}

    with pytest.raises(Refused, match="You are part of this incident, or close to it"):
        actions.record_signature(investigation, by=coordinator, **said)
