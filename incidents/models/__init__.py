"""Incidents, the people involved, the chronology and the referrals."""

from .incident import Incident
from .involvement import Involvement, Misuse
from .record import Entry, Reader, Referral

__all__ = ["Entry", "Incident", "Involvement", "Misuse", "Reader", "Referral"]
