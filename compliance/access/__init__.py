"""Who keeps the registers of data protection, and who decides in them."""

from .breaches import BreachAccess

__all__ = ["BreachAccess"]
