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
from .disposals import (
    AskDisposal,
    AskEntryDisposal,
    CallOffDisposal,
    ConfirmDisposal,
    DisposalPage,
    HoldEntry,
    HoldIncident,
    LiftHold,
    Retention,
)

__all__ = [
    "AskDisposal",
    "AskEntryDisposal",
    "AssessBreach",
    "BreachPage",
    "Breaches",
    "CallOffDisposal",
    "CloseBreach",
    "ConfirmDisposal",
    "DisposalPage",
    "HoldEntry",
    "HoldIncident",
    "LiftHold",
    "OpenBreach",
    "RecordBreach",
    "ReopenBreach",
    "Retention",
    "TellPeople",
    "TellRegulator",
]
