"""What a user holds, as the next request sees it."""

from datetime import date

from core import clock
from people.models import User
from people.roles import roles_of

TODAY = date(2026, 11, 19)
YESTERDAY, TOMORROW = TODAY - clock.ONE_DAY, TODAY + clock.ONE_DAY


def fresh(user):
    """As the next request sees this user."""
    return User.objects.get(pk=user.pk)


def held(user, school):
    return roles_of(fresh(user)).at(school.pk)
