"""Pages of the registers of data protection."""

from .breaches import (
    AssessBreach,
    Breaches,
    BreachPage,
    CloseBreach,
    OpenBreach,
    RecordBreach,
    ReopenBreach,
    TellPeople,
    TellRegulator,
)

__all__ = [
    "AssessBreach",
    "BreachPage",
    "Breaches",
    "CloseBreach",
    "OpenBreach",
    "RecordBreach",
    "ReopenBreach",
    "TellPeople",
    "TellRegulator",
]
