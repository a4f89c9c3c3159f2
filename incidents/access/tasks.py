"""Who sees and does tasks. A task is done without reading the record that it is about."""

from typing import TYPE_CHECKING

from core.access import Access, Rule
from people.roles import WORKS_IN_SCHOOL, roles_of

from .conditions import handles, has_declared

if TYPE_CHECKING:
    from people.models import User

    from ..models import Task


class TaskAccess(Access):
    @staticmethod
    def read_list(user: "User", subject: object) -> Rule:
        yield roles_of(user).has(*WORKS_IN_SCHOOL), "Tasks are for those who work in a school."

    @staticmethod
    def read(user: "User", task: "Task") -> Rule:
        yield task.who_id == user.pk, "This task is for somebody else."

    @staticmethod
    def do(user: "User", task: "Task") -> Rule:
        yield task.who_id == user.pk, "This task is for somebody else."
        yield type(task).objects.given_to(user).filter(pk=task.pk).exists(), "This task is not for you any more."
        yield task.done_at is None, "This task is already done."
        yield task.cancelled_at is None, "This task is no longer needed."

    @staticmethod
    def cancel(user: "User", task: "Task") -> Rule:
        yield handles(user, task.incident, "cancel its tasks")
        yield has_declared(user, task.incident)
        yield task.done_at is None, "This task is already done."
        yield task.cancelled_at is None, "This task is already cancelled."
