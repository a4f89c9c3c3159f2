"""What a reader asked for: which days, beside which, of which schools."""

from dataclasses import dataclass

from people.models import School

from .spans import Compared, Terms


@dataclass(frozen=True, slots=True)
class Selection:
    """`school`: the one that was chosen of several. `schools`: all that are shown."""

    spans: Compared
    terms: Terms
    schools: list[School]
    school: School | None = None
    compares: bool = False

    @property
    def in_words(self) -> str:
        where = self.schools[0].name if len(self.schools) == 1 else "All your schools"
        compared = f", compared with {self.spans.before}" if self.compares else ""
        return f"{where}: {self.spans.now}{compared}"
