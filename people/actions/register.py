"""Somebody is put on the register who is in no file."""

from typing import Any

from django.db import transaction

from people.access import RegisterAccess
from people.models import Person, School, User


@transaction.atomic
def add_to_register(school: School, *, by: User, **said: Any) -> Person:
    """A new entry: `said` is its kind, name, and what else is known.

    The school is locked: of two people who give the same number at the same moment, the second is refused.
    """
    school.lock()
    RegisterAccess.require(by, "manage", school)
    person = Person(school=school, **said)
    person.refuse_number_of_another()
    person.save_as(by, "Added")
    return person
