"""A statement that was written for one user says of another what the question itself says of them."""

import pytest
from django.db.models import Value

from core.home import asked_at_once
from esafety.home import APPS
from incidents.models import Incident, Involvement
from incidents.shared_statements import Anybody, ForUser
from incidents.statement import Named
from incidents.waiting import in_queues, queued_for
from people.models import Person, User
from people.roles import Role

READS = ForUser(lambda user: Incident.objects.readable_by(user).order_by("pk").values_list("pk"))
REPORTED = ForUser(lambda user: Incident.objects.receipts_of(user).order_by("pk").values_list("pk"))


@pytest.fixture
def users(
    headteacher, coordinator, safeguarding_lead, teacher, stranger, chair, appoint, school, other_school, federation
):
    """Of each role; some of the same; one of two roles, of two schools, and of a federation."""
    appoint(Role.COORDINATOR, school, "Second Coordinator")
    appoint(Role.COORDINATOR, other_school, "Coordinator Elsewhere")
    appoint(Role.HEADTEACHER, federation, "Fay Federation")
    appoint(Role.SAFEGUARDING_LEAD, other_school, user=coordinator)
    Person.objects.filter(user=chair).delete()
    appoint(Role.CHAIR_OF_GOVERNORS, school, user=headteacher)  # by that role the head would read about the head
    return list(User.objects.order_by("pk"))


@pytest.fixture
def incidents(users, log_incident, teacher, coordinator, headteacher, other_school, stranger, pupil):
    """Of each route; two that are opened by name, and two on an ordinary route that are not for their handler."""
    accused = Named(part=Involvement.Part.INSTIGATOR, person=coordinator.person)
    logged = [
        log_incident(),
        log_incident(people=[accused]),
        log_incident(kind="staff_conduct", about_headteacher=True),
        log_incident(by=stranger, school=other_school),
    ]
    logged[0].readers.create(user=teacher, by=headteacher, reason="Helps")
    stepped_back, alleged = log_incident(), log_incident(people=[Named(part=Involvement.Part.TARGET, person=pupil)])
    stepped_back.interests.create(user=coordinator, text="A neighbour.")
    alleged.involvements.update(person=coordinator.person, part=Involvement.Part.INSTIGATOR)
    logged[1].readers.create(user=User.objects.get(name="Second Coordinator"), by=headteacher, reason="Helps")
    return [*logged, stepped_back, alleged]


def test_each_user_is_answered_as_by_the_question(users, incidents):
    for user in [*users, *reversed(users)]:
        again = User.objects.get(pk=user.pk)
        assert READS.rows(again) == list(Incident.objects.readable_by(user).order_by("pk").values_list("pk"))
        assert REPORTED.rows(again) == list(Incident.objects.receipts_of(user).order_by("pk").values_list("pk"))
        queued = {key for keys in in_queues(again).values() for key in keys}
        assert queued == {one.pk for one in queued_for(user) if one.queue != "colleagues"}
    assert {key for user in users for (key,) in READS.rows(User.objects.get(pk=user.pk))} >= {
        incident.pk for incident in incidents
    }


def test_what_home_asks_is_written_for_nobody_in_particular(users, incidents):
    """And of each trace the home of everybody is told what is so."""
    for app in APPS:
        traces = ForUser(lambda user, app=app: asked_at_once(user, app.traces(user) | {"user": User.objects.all()}))
        for user in [*users, *reversed(users)]:
            expected = asked_at_once(user, app.traces(user) | {"user": User.objects.all()}).get()
            assert traces.rows(User.objects.get(pk=user.pk)) == [tuple(expected)]


def test_nothing_else_of_a_user_gets_into_it(users):
    for asked in ("name", "email", "readings", "person"):
        named = ForUser(lambda user, asked=asked: User.objects.values_list(Value(str(getattr(user, asked)))))
        with pytest.raises(AttributeError, match=Anybody.__name__):
            named.rows(User.objects.get(pk=users[0].pk))
