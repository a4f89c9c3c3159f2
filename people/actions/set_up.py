"""The first run: the first school, its administrator and its head."""

from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from core.access import Refused
from people import tasks
from people.calendar import AcademicYear
from people.models import Federation, Membership, School, Term, User
from people.roles import Role

from .accounts import put_on_register

DONE = "Somebody else has just set up the first school. Sign in, or ask them for an account."


class Somebody(NamedTuple):
    """Who is to have an account."""

    name: str
    email: str


@transaction.atomic
def set_up(*, school: dict[str, Any], federation: str, administrator: Somebody, password: str, head: Somebody) -> User:
    """Everything that a school needs to go on by itself; the administrator, who made it, is answered.

    Nobody is there yet who could confirm the role of the first head, so the set-up does.
    """
    # An empty table has no row to lock: the row that stands for the table is there from the first migration on.
    ContentType.objects.select_for_update().get(app_label="people", model="school")
    if School.objects.exists():
        raise Refused(DONE)
    made_by, heads = _user(administrator), _user(head)
    made_by.set_password(password)
    made_by.save_as(made_by, "Set up")
    heads.save_as(made_by, "Set up")
    first = School(**school)
    if federation:
        first.federation = Federation(name=federation)
        first.federation.save_as(made_by, "Set up")
    first.save_as(made_by, "Set up")
    for name, starts_on, ends_on in AcademicYear.current().default_terms():
        Term(school=first, name=name, starts_on=starts_on, ends_on=ends_on, is_assumed=True).save_as(made_by, "Set up")
    for user, role in ((made_by, Role.ADMINISTRATOR), (heads, Role.HEADTEACHER)):
        confirmed_by = made_by if role == Role.HEADTEACHER else None
        Membership(user=user, role=role, school=first, confirmed_by=confirmed_by).save_as(made_by, "Set up")
        put_on_register(user, first, by=made_by)
    tasks.send_link.enqueue(heads.pk)
    return made_by


def _user(somebody: Somebody) -> User:
    user = User(name=somebody.name, email=User.objects.normalize_email(somebody.email))
    user.set_unusable_password()
    return user
