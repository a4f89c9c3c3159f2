"""Who keeps the registers of data protection, and who decides in them."""

from .breaches import BreachAccess
from .disposals import RetentionAccess

__all__ = ["BreachAccess", "RetentionAccess"]
