"""An allegation that was logged twice: one of the two stays, and is decided on."""

import pytest

from core.access import Refused
from incidents.models import Incident
from incidents.statement import Named

pytestmark = pytest.mark.once

NOT_KNOWN = "is not known to be alleged against the same person"


@pytest.fixture
def accuse(log_incident, coordinator):
    """`accuse(**named)`: another report that somebody is accused in."""

    def make(**said):
        return log_incident(by=coordinator, people=[Named(part="instigator", **said)])

    return make


def withdraw(incident, by, of):
    incident.withdraw(by=by, reason="Twice.", duplicate_of=of)


def test_it_goes_on_as_the_other_one(alleged, accuse, teacher, headteacher):
    other = accuse(person=teacher.person)

    withdraw(alleged, headteacher, of=other)

    assert (alleged.status, alleged.duplicate_of, other.needs_decision) == ("withdrawn", other, True)


def test_two_are_not_withdrawn_as_each_other(alleged, accuse, teacher, headteacher):
    other = accuse(person=teacher.person)
    read_before = Incident.objects.get(pk=alleged.pk)
    withdraw(alleged, headteacher, of=other)

    with pytest.raises(Refused, match=f"{alleged} was withdrawn itself: name the incident that it goes on as"):
        withdraw(other, headteacher, of=read_before)

    other.refresh_from_db()
    assert other.status == "reported"


def test_nor_is_one_as_itself(alleged, headteacher):
    with pytest.raises(Refused, match="An incident is not a duplicate of itself"):
        withdraw(alleged, headteacher, of=Incident.objects.get(pk=alleged.pk))


def test_an_ordinary_incident_or_one_about_another_colleague_is_not_it(
    alleged, accuse, log_incident, pupil, governor, headteacher
):
    ordinary = log_incident(people=[Named(part="instigator", person=pupil)])
    of_another = accuse(person=governor.person)

    for other in (ordinary, of_another):
        with pytest.raises(Refused, match=f"{other} {NOT_KNOWN}"):
            withdraw(alleged, headteacher, of=other)

    alleged.refresh_from_db()
    assert alleged.status == "reported"


def test_what_accuses_two_is_not_one_against_one_of_them(alleged, accuse, log_incident, teacher, governor, headteacher):
    of_two = log_incident(people=[Named(part="instigator", person=one.person) for one in (teacher, governor)])

    with pytest.raises(Refused, match=NOT_KNOWN):
        withdraw(of_two, headteacher, of=alleged)
    withdraw(alleged, headteacher, of=of_two)

    assert alleged.status == "withdrawn"


def test_names_that_no_account_has_are_compared_as_they_were_typed(accuse, headteacher):
    vic, other, same = (
        accuse(name=name, kind="other", works_or_volunteers="unsure")
        for name in ("Vic Visitor", "Olga Other", "Mr Vic  VISITOR")
    )

    with pytest.raises(Refused, match=NOT_KNOWN):
        withdraw(vic, headteacher, of=other)
    withdraw(vic, headteacher, of=same)

    assert vic.status == "withdrawn"


def test_where_nobody_is_named_it_is_decided_on(log_incident, accuse, teacher, headteacher):
    nameless, again = log_incident(kind="staff_conduct"), log_incident(kind="staff_conduct")

    for other in (again, accuse(person=teacher.person)):
        with pytest.raises(Refused, match=NOT_KNOWN):
            withdraw(nameless, headteacher, of=other)


def test_what_is_about_the_head_goes_on_as_another_one_about_the_head(
    log_incident, accuse, teacher, chair, headteacher
):
    about_head = {"kind": "staff_conduct", "about_headteacher": True}
    one, two = log_incident(**about_head), log_incident(**about_head)

    with pytest.raises(Refused, match=NOT_KNOWN):
        withdraw(one, chair, of=accuse(person=teacher.person))
    withdraw(one, chair, of=two)

    assert one.status == "withdrawn"
