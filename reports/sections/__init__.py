"""The parts of a governor report, in the order in which guidance lists what governors should see.

A further register adds its section here: a `Section` with a function that says in a sentence what its figures show
and gives their tables. What it counts is published by `figures`, like everything else.
"""

from ..parts import Numbered, Section, without_records
from ..published import Published
from . import answers, promises, prose, protection, what_happened, who_and_where
from .over_time import SECTION as OVER_TIME

SECTIONS: tuple[Section, ...] = (
    prose.SUMMARY,
    OVER_TIME,
    what_happened.RISK,
    what_happened.KINDS,
    who_and_where.GROUPS,
    who_and_where.CIRCUMSTANCES,
    answers.ACTIONS,
    answers.REFERRALS,
    answers.TIMELINESS,
    answers.REPEATS,
    prose.EXAMPLES,
    without_records("filtering", "Filtering and monitoring", "The yearly review, the checks and the changes made."),
    without_records("training", "Training", "Staff, governors and pupils who were trained."),
    promises.AGREEMENTS,
    without_records("surveys", "Surveys", "What pupils, parents and staff were asked, and what they answered."),
    promises.POLICY,
    protection.DATA_PROTECTION,
    promises.IMPROVEMENT,
    prose.METHOD,
)


def sections_of(published: Published) -> list[Numbered]:
    """Every section of one report, numbered. None is ever left out: a nil return is shown."""
    return [
        Numbered(number, section.key, section.title, section.content(published))
        for number, section in enumerate(SECTIONS, start=1)
    ]
