"""Every row that is written is sealed once, in its transaction, in the chain of its school."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from audit.models import NO_SCHOOL, Chain, Link
from core import bulk
from core.access import Refused
from core.sealing import seal_what_waits
from people.models import Person, School, Term, User

from .conftest import link_of, problems


def test_a_change_is_sealed_for_its_school(incident, coordinator):
    incident.note("Spoke to them.", by=coordinator)

    entry = incident.entries.first()
    link = link_of(entry)
    assert (link.chain.school, link.kind, link.by, link.object) == (
        incident.school_id,
        "entry",
        coordinator.pk,
        "incidents.entry",
    )
    assert link_of(incident.history.first()).kind == "change"
    assert problems() == []


def test_what_belongs_to_no_school_has_a_chain_of_its_own(school, teacher):
    assert link_of(teacher.history.first()).chain.school == NO_SCHOOL
    assert link_of(school.history.first()).chain.school == school.pk


def test_many_rows_at_once_are_sealed_each(school, teacher):
    pupils = [Person(school=school, kind=Person.Kind.PUPIL, name=f"Pupil {n}") for n in range(3)]

    created = bulk.create(Person, pupils, by=teacher, reason="Brought in")

    links = [link_of(person.history.get()) for person in created]
    assert {(link.chain.school, link.by) for link in links} == {(school.pk, teacher.pk)}
    assert problems() == []


def taken_back(school):
    raise Refused(f"{school} is given up.")


def test_what_a_savepoint_took_back_is_not_sealed(school):
    with pytest.raises(Refused), transaction.atomic():
        taken_back(School.objects.create(name="Gone", code="GON"))
    School.objects.create(name="There", code="THE")

    assert problems() == []


def test_the_links_of_a_change_cost_three_queries(incident, coordinator):
    seal_what_waits()
    for number in range(3):
        incident.note(f"Entry {number}", by=coordinator)

    with CaptureQueriesContext(
        connection,
    ) as asked:
        seal_what_waits()

    assert len(asked) == 3  # the chain under its lock, the links, the chain


def test_each_link_follows_from_the_one_before(school, incident):
    seal_what_waits()

    chain = Chain.objects.get(school=school.pk)
    numbers = list(Link.objects.filter(chain=chain).order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, chain.length + 1))
    assert bytes(chain.head) == bytes(chain.links.get(number=chain.length).hash)


@pytest.mark.django_db(transaction=True)
def test_the_seal_is_committed_with_the_row():
    School.objects.create(name="Ashdown", code="ASH")
    with transaction.atomic():
        User.objects.create_user("a@test.example", "A")
        before = Link.objects.filter(object="people.historicaluser").count()

    assert before == 0
    assert Link.objects.filter(object="people.historicaluser").count() == 1
    assert problems() == []


@pytest.mark.django_db(transaction=True)
def test_where_a_row_cannot_be_sealed_it_is_not_there_either(monkeypatch):
    school = School.objects.create(name="Ashdown", code="ASH")
    monkeypatch.setattr("audit.models.Chain.held", lambda school: 1 / 0)

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        Term.objects.create(school=school, name="Autumn", starts_on="2026-09-01", ends_on="2026-12-31")

    assert Term.objects.count() == 0
