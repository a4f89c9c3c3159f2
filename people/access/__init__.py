"""Who may do what with people: their accounts and roles, the settings of their school, and the register."""

from .accounts import PeopleAccess, RoleAccess, SchoolAccess, UserAccess
from .register import RegisterAccess

__all__ = ["PeopleAccess", "RegisterAccess", "RoleAccess", "SchoolAccess", "UserAccess"]
