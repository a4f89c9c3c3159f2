"""What a report is of: one school, all schools of a federation, or some of them; a whole year, or one of its terms."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from core.access import Refused
from people.models import Federation, School


class Scope(NamedTuple):
    """`chosen`: the keys of the schools, where they are some of a federation. `term`: its name; none of a year."""

    school: School | None
    federation: Federation | None
    chosen: str = ""
    term: str = ""

    @classmethod
    def of(cls, schools: Sequence[School], term: str = "") -> "Scope":
        """Refused where the schools are not of one federation."""
        if len(schools) == 1:
            return cls(schools[0], None, "", term)
        federation = schools[0].federation if schools else None
        if federation is None or any(school.federation_id != federation.pk for school in schools):
            raise Refused("A report is of one school, or of schools of one federation.")
        keys = {school.pk for school in schools}
        is_whole = keys == set(federation.schools.values_list("pk", flat=True))
        return cls(None, federation, "" if is_whole else ",".join(map(str, sorted(keys))), term)

    @property
    def schools(self) -> list[School]:
        if self.federation is None:
            return [self.school] if self.school else []
        schools = self.federation.schools.all()
        return list(schools.filter(pk__in=self.chosen.split(",")) if self.chosen else schools)

    @property
    def place(self) -> str:
        """Whose report it is, as it is printed."""
        if self.chosen:
            *names, last = sorted(school.name for school in self.schools)
            return f"{', '.join(names)} and {last}"
        return str(self.school or self.federation)

    @property
    def place_key(self) -> str:
        """How the form that prepares a report names the place."""
        if self.school:
            return f"school-{self.school.pk}"
        assert self.federation is not None  # noqa: S101  one of the two
        return f"{'some' if self.chosen else 'federation'}-{self.federation.pk}"

    @property
    def fields(self) -> dict[str, Any]:
        """As a report, and what is asked of the worker, keep it."""
        return self._asdict()
