"""What `make bench` measures with is a log as people would have written it."""

import pytest

from incidents.models import Incident, Involvement, Misuse
from people.calendar import AcademicYear
from reports.periods import calendars
from reports.statistics import count
from sanctions.models import Sanction
from tests.bench.filling import fill

YEAR = AcademicYear(2025)


@pytest.mark.postgresql
def test_a_filled_log_is_a_log(db):
    trust = fill(360, 3, YEAR)

    assert [school.incidents.count() for school in trust.schools] == [120, 120, 120]
    assert Involvement.objects.filter(part="instigator").values("incident").distinct().count() == 360
    assert Misuse.objects.exists()
    assert Sanction.objects.exists()
    for incident in Incident.objects.readable_by(trust.coordinator)[:3]:
        incident.full_clean()
        assert incident.school == trust.schools[0]
    years = [AcademicYear(start) for start in range(2023, AcademicYear.current().start + 1)]
    counted = count(trust.schools, calendars(trust.schools, years))
    shares = [counts.total for counts in counted.values()]
    assert sum(shares) == Incident.objects.exclude(status="withdrawn").count()
    assert min(shares[:3]) > 100  # of the year that runs there is little at its beginning
