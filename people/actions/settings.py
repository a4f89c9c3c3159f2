"""The settings of a school are changed; its heads are told what makes signing in weaker, or the school silent."""

from typing import Any

from django.db import transaction

from people.models import Membership, School, User
from people.roles import Role
from people.telling import tell

NO_MESSAGES = "{by} switched off that staff of {school} are told by e-mail."
NO_SECOND_STEP = "{by} switched off that signing in at {school} asks for a second step."


@transaction.atomic
def configure(school: School, *, by: User, **settings: Any) -> None:
    """Change settings of the school, by name.

    Its heads are told that no second step is asked for any more, or that nobody is told by e-mail any more.
    """
    school.lock()
    had_second_step, had_messages = school.second_factor, school.sends_messages
    school.configure(by=by, **settings)
    if had_second_step and not school.second_factor:
        _tell_heads(school, NO_SECOND_STEP.format(by=by, school=school))
    if had_messages and not school.sends_messages:
        _tell_heads(school, NO_MESSAGES.format(by=by, school=school))


def _tell_heads(school: School, wanted: str) -> None:
    """Who did it too, for somebody else may sit at their browser; and whether the school sends e-mails or not."""
    heads = {head.user_id: head.user for head in Membership.objects.contacts(school, Role.HEADTEACHER)}
    tell(heads.values(), label="Settings", wanted=wanted[:200], path=school.get_absolute_url())
