"""Who keeps the registers of data protection, and who decides in them."""

from .breaches import BreachAccess
from .disposals import RetentionAccess
from .requests import RequestAccess

__all__ = ["BreachAccess", "RequestAccess", "RetentionAccess"]
