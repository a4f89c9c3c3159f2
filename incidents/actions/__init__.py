"""What changes more than one table: reporting, assigning several, interests, the people of an incident, signing."""

from .assigning import NotAssigned, assign_many
from .debriefing import close, debrief
from .evidence import attach
from .exporting import take_out_debriefs, take_out_list
from .interest import declare_interest
from .investigating import add_correction, record_signature, replace_reviewer, sign, start_investigation
from .parents import record_parents
from .people import add_person, change_person, lock_person, remove_person, reopen
from .phrases import keep_phrase
from .printing import keep_part, keep_printed, keep_printed_file
from .reporting import SentBefore, report, suggested_row

__all__ = [
    "NotAssigned",
    "SentBefore",
    "add_correction",
    "add_person",
    "assign_many",
    "attach",
    "change_person",
    "close",
    "debrief",
    "declare_interest",
    "keep_part",
    "keep_phrase",
    "keep_printed",
    "keep_printed_file",
    "lock_person",
    "record_parents",
    "record_signature",
    "remove_person",
    "reopen",
    "replace_reviewer",
    "report",
    "sign",
    "start_investigation",
    "suggested_row",
    "take_out_debriefs",
    "take_out_list",
]
