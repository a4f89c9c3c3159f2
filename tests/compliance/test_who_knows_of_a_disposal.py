"""That the record of an incident is to go tells that there is one: so it is there for who asks, and who may confirm.

| who                                            | while it waits | called off | erased |
|------------------------------------------------|----------------|------------|--------|
| the head, who asked                            | yes            | yes        | yes    |
| a senior leader who is no part of it           | yes            | yes        | if they confirmed it |
| a senior leader who is part of it, as anything | no             | no         | no     |
| who declared an interest, and stays            | no             | no         | no     |
| whom the typed name of somebody accused means  | no             | no         | no     |
| the chair, where such a senior leader is there | no             | no         | no     |
| the chair, where there is none                 | yes            | yes        | if they confirmed it |
"""

import pytest

from compliance.models import Disposal
from core import clock
from incidents.models import Involvement
from incidents.models.handling import Interest
from incidents.statement import Named
from people.models import Membership, User
from people.roles import Role

pytestmark = pytest.mark.once


@pytest.fixture
def leaders(appoint, school):
    """Senior leaders: two who are no part of it, a target, a witness, one close to it, one whose name is typed."""
    names = ("Fay Free", "Fred Free", "Tara Target", "Wilma Witness", "Clara Close", "Mona Meant")
    return {name.split()[0]: appoint(Role.SENIOR_LEADER, school, name) for name in names}


@pytest.fixture
def asked(log_incident, leaders, headteacher, school):
    """About Mrs Meant, who is not tied to anybody on the register."""
    incident = log_incident(
        by=headteacher,
        people=[
            Named(part=Involvement.Part.INSTIGATOR, name="Mrs Meant", kind="other", works_or_volunteers="yes"),
            Named(part=Involvement.Part.TARGET, person=leaders["Tara"].person),
            Named(part=Involvement.Part.WITNESS, person=leaders["Wilma"].person),
        ],
    )
    Interest(incident=incident, user=leaders["Clara"], text="A friend.", stays_because="Alone.").save_as(headteacher)
    return ask(incident, headteacher)


def ask(incident, head):
    said = {"rule": "allegation", "due_on": clock.today(), "reason": "Over.", "asked_at": clock.now()}
    disposal = Disposal(school=incident.school, incident=incident, asked_by=head, **said)
    disposal.save_as(head, "Asked for")
    return disposal


def who_knows():
    return {user.name for user in User.objects.all() if Disposal.objects.readable_by(user).exists()}


def test_while_it_waits_and_called_off_who_asked_and_who_may_confirm(asked, leaders, chair):
    assert set(asked.seconds()) == {leaders["Fay"], leaders["Fred"]}
    assert who_knows() == {"Hattie Head", "Fay Free", "Fred Free"}

    asked.call_off(by=leaders["Fay"], reason="A claim.")

    assert who_knows() == {"Hattie Head", "Fay Free", "Fred Free"}


def test_erased_who_asked_and_who_confirmed(asked, leaders, chair):
    asked.confirm(by=leaders["Fay"])
    asked.done_at = clock.now()
    asked.save_as(None, "Erased")

    assert who_knows() == {"Hattie Head", "Fay Free"}


def test_not_who_confirmed_it_and_is_accused_in_it_by_now(asked, leaders, headteacher):
    asked.confirm(by=leaders["Fay"])
    part = Involvement(incident=asked.incident, part=Involvement.Part.INSTIGATOR, person=leaders["Fay"].person)
    part.save_as(headteacher)

    assert not Disposal.objects.readable_by(leaders["Fay"]).exists()


def test_the_chair_where_no_senior_leader_may_confirm(asked, leaders, chair, headteacher):
    Membership.objects.filter(user__in=[leaders["Fay"], leaders["Fred"]]).delete()

    assert asked.seconds() == [chair]
    assert who_knows() == {"Hattie Head", chair.name}


def test_not_the_head_whom_it_is_about_without_naming_them(
    log_incident, teacher, headteacher, senior_leader, chair, appoint, school
):
    appoint(Role.SENIOR_LEADER, school, user=headteacher)

    asked = ask(log_incident(by=teacher, about_headteacher=True), chair)

    assert asked.seconds() == [senior_leader]
    assert who_knows() == {senior_leader.name, chair.name}


@pytest.mark.parametrize("more", [0, 2])
def test_it_asks_a_constant_number_of_queries(
    more, log_incident, senior_leader, headteacher, django_assert_num_queries
):
    for _ in range(1 + more):
        ask(log_incident(), headteacher)

    with django_assert_num_queries(7):
        known = list(Disposal.objects.readable_by(senior_leader))

    assert len(known) == 1 + more
