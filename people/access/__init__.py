"""Who may do what with people: their accounts and roles, the settings of their school, and the register."""

from .accounts import PeopleAccess, RoleAccess, UserAccess
from .register import RegisterAccess
from .settings import AgencyAccess, SchoolAccess

__all__ = ["AgencyAccess", "PeopleAccess", "RegisterAccess", "RoleAccess", "SchoolAccess", "UserAccess"]
