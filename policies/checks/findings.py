"""What a check answers."""

from dataclasses import dataclass

from django.utils.functional import Promise

from people.models import School

Address = str | Promise  # a promise is kept only where it is shown: of a hundred schools home shows five findings


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to mend: what it is, why it matters and who says so, and where it is mended."""

    what: str
    why: str
    source: str
    url: Address
    verb: str
    roles: frozenset[str] = frozenset()  # whose page that is; empty where everybody reads it
    mended_by: str = ""  # for everybody else, in a sentence


@dataclass(frozen=True, slots=True)
class Result:
    """What one check says of one school: a finding, or the sentence that all is well."""

    key: str
    fine: str
    finding: Finding | None
    may_mend: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """Every check of one school."""

    school: School
    results: list[Result]

    @property
    def found(self) -> list[Result]:
        return [result for result in self.results if result.finding]

    @property
    def fine(self) -> list[Result]:
        return [result for result in self.results if not result.finding]

    @property
    def standing(self) -> str:
        """7 of 9 fine"""
        return f"{len(self.fine)} of {len(self.results)} fine"
