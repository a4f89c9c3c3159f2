"""Tasks: given by who handles the incident, done by somebody who does not read it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from core.access import Refused
from core.models import Record
from incidents.models import Incident, Involvement, Task
from incidents.statement import Named
from people.models import Notice
from people.roles import WORKS_IN_SCHOOL, Role
from tests.pages import said


@pytest.fixture
def technician(appoint, school):
    return appoint(Role.TECHNICIAN, school, "Theo Technician")


@pytest.fixture
def task(incident, coordinator, technician):
    """The technician is asked to collect a tablet."""
    incident.give_task(by=coordinator, text="Collect the tablet.", who=technician, due=None)
    return Task.objects.get()


def test_a_task_is_given_on_the_page_and_its_doer_is_told(incident, coordinator, technician, signed_in):
    url = reverse("incidents:give-task", args=[incident.reference])

    signed_in(coordinator).post(url, {"text": "Collect the tablet.", "who": technician.pk, "due": ""})

    task, notice = Task.objects.get(), Notice.objects.get(user=technician)
    assert (task.who, task.by, task.text) == (technician, coordinator, "Collect the tablet.")
    assert incident.entries.first().text == "Theo Technician is asked: “Collect the tablet.”"
    assert (notice.label, notice.wanted) == (incident.reference, "You have a task.")
    assert notice.path == task.get_absolute_url()


def test_its_doer_does_it_without_the_record(incident, task, technician, coordinator, signed_in):
    browser = signed_in(technician)
    shown = browser.get(task.get_absolute_url()).content.decode()

    browser.post(task.get_absolute_url(), {"answer": "It is in the safe."})

    task.refresh_from_db()
    assert "Collect the tablet." in shown
    assert incident.reference in shown
    assert "Pip Pupil" not in shown
    assert "proxy" not in shown
    assert browser.get(incident.get_absolute_url()).status_code == 404
    assert task.done_at is not None
    assert incident.entries.first().text == "Done: “Collect the tablet.” It is in the safe."
    assert incident.entries.first().by == technician
    assert Notice.objects.get(user=coordinator, wanted="A task that you gave is done.").label == incident.reference


def test_an_answer_may_be_left_out(task, technician):
    task.do(by=technician)

    assert task.incident.entries.first().text == "Done: “Collect the tablet.”"


@pytest.mark.both
def test_done_twice_is_done_once(incident, task, technician, signed_in):
    browser = signed_in(technician)
    browser.post(task.get_absolute_url(), {"answer": "First."})

    again = browser.post(task.get_absolute_url(), {"answer": "Kept as typed"})

    assert again.status_code == 409
    assert "This task is already done." in again.content.decode()
    assert "Kept as typed" in again.content.decode()
    assert incident.entries.filter(verb="do_task").count() == 1


@pytest.mark.parametrize("name", ["teacher", "coordinator", "stranger", "governor"])
def test_for_anybody_else_the_task_does_not_exist(task, signed_in, request, name):
    browser = signed_in(request.getfixturevalue(name))

    assert browser.get(task.get_absolute_url()).status_code == 404
    assert browser.post(task.get_absolute_url(), {}).status_code == 404
    task.refresh_from_db()
    assert task.is_open


def test_who_is_accused_later_sees_the_task_no_longer(incident, task, technician, signed_in):
    browser = signed_in(technician)
    before = browser.get(task.get_absolute_url()).status_code
    Involvement.objects.create(incident=incident, person=technician.person, kind="staff", part="instigator")

    after = browser.get(task.get_absolute_url()).status_code

    assert (before, after) == (200, 404)
    assert incident.reference not in browser.get(reverse("tasks:list")).content.decode()
    assert incident.reference not in browser.get(reverse("home")).content.decode()
    with pytest.raises(Refused, match="This task is not for you any more"):
        task.do(by=technician)


def test_who_has_left_the_school_sees_it_no_longer(task, technician, signed_in):
    membership = technician.memberships.get()
    membership.ends_on = clock.today() - timedelta(days=1)
    membership.save()

    assert signed_in(technician).get(task.get_absolute_url()).status_code == 404


def test_a_task_is_not_given_to_the_accused_nor_to_a_governor(log_incident, headteacher, teacher, governor, signed_in):
    incident = log_incident(people=[Named(part="instigator", person=teacher.person)])
    url = reverse("incidents:give-task", args=[incident.reference])

    for user in (teacher, governor):
        page = signed_in(headteacher).post(url, {"text": "Kept as typed", "who": user.pk})
        assert page.context["form"].errors == {"who": ["Choose somebody who works at the school"]}
        assert "Kept as typed" in page.content.decode()
        with pytest.raises(Refused, match="cannot be asked about this incident"):
            incident.give_task(by=headteacher, text="No.", who=user, due=None)
    assert not Task.objects.exists()


def test_the_same_task_given_twice_is_one(incident, task, coordinator, technician):
    again = {"by": coordinator, "text": task.text, "who": technician, "due": None}
    incident.give_task(**again)  # a double click

    with clock.set_to(clock.now() + timedelta(hours=1)), pytest.raises(Refused, match="already has this task"):
        incident.give_task(**again)
    with pytest.raises(Refused, match="Theo Technician already has this task"):
        incident.give_task(**again | {"due": clock.today()})

    assert Task.objects.count() == 1
    assert Notice.objects.filter(user=technician).count() == 1


def test_a_date_in_the_past_is_an_error(incident, coordinator, technician, signed_in):
    url = reverse("incidents:give-task", args=[incident.reference])
    said = {"text": "Kept as typed", "who": technician.pk, "due": "2020-01-01"}

    page = signed_in(coordinator).post(url, said)

    assert page.context["form"].errors == {"due": ["The date is in the past"]}


def test_it_is_cancelled_with_a_reason(incident, task, headteacher, technician, signed_in):
    url = reverse("incidents:cancel-task", args=[incident.reference, task.pk])

    signed_in(headteacher).post(url, {"reason": "Found already."})

    task.refresh_from_db()
    page = signed_in(technician).get(task.get_absolute_url()).content.decode()
    assert task.cancelled_at is not None
    assert incident.entries.first().text == "No longer needed: “Collect the tablet.” Found already."
    assert "This task is no longer needed." in page
    assert Notice.objects.filter(user=technician, wanted="A task that you had is no longer needed.").exists()


def test_what_is_done_is_not_cancelled(task, technician, coordinator):
    task.do(by=technician)

    with pytest.raises(Refused, match="This task is already done"):
        task.cancel(by=coordinator, reason="No.")


def test_a_target_cancels_no_task_before_declaring(log_incident, coordinator, headteacher, technician, signed_in):
    incident = log_incident(people=[Named(part="target", person=coordinator.person)])
    incident.give_task(by=headteacher, text="Collect the tablet.", who=technician, due=None)
    task, browser = Task.objects.get(), signed_in(coordinator)
    url = reverse("incidents:cancel-task", args=[incident.reference, task.pk])

    shown, answer = browser.get(incident.get_absolute_url()), browser.post(url, {"reason": "No."})

    task.refresh_from_db()
    assert "Collect the tablet." in shown.content.decode()
    assert url not in shown.content.decode()
    assert url in signed_in(headteacher).get(incident.get_absolute_url()).content.decode()
    assert answer.status_code == 403
    assert "You are a target in this incident" in answer.content.decode()
    assert task.is_open


def test_a_reader_who_does_not_handle_it_is_refused_with_the_reason(task, governor, headteacher, signed_in):
    task.incident.add_reader(by=headteacher, user=governor, reason="To know")
    url = reverse("incidents:cancel-task", args=[task.incident.reference, task.pk])

    answer = signed_in(governor).get(url)

    assert answer.status_code == 403
    assert "Only somebody who handles this incident can cancel its tasks." in answer.content.decode()


@pytest.mark.both
def test_a_task_cannot_be_cancelled_twice(task, coordinator, signed_in):
    task.cancel(by=coordinator, reason="Found.")
    url = reverse("incidents:cancel-task", args=[task.incident.reference, task.pk])

    page = signed_in(coordinator).post(url, {"reason": "Kept as typed"})

    assert "This task is already cancelled." in page.content.decode()
    assert "Kept as typed" in page.content.decode()
    assert task.incident.entries.filter(verb="cancel_task").count() == 1


@pytest.mark.parametrize("role", Role)
def test_who_is_offered_is_who_may_be_asked(log_incident, appoint, school, role):
    user, accused = appoint(role, school), appoint(role, school)
    incident = log_incident(people=[Named(part="instigator", person=accused.person)])

    for each in (user, accused):
        assert (each in incident.may_be_asked()) == incident.access.allows(each, "be_asked", incident)
    works_here = role in WORKS_IN_SCHOOL and role != Role.HEADTEACHER  # about the head, whoever is head is accused
    assert incident.access.allows(user, "be_asked", incident) == works_here
    assert not incident.access.allows(accused, "be_asked", incident)


def test_the_roles_stand_beside_the_names_in_groups(incident, technician, coordinator, teacher, signed_in):
    page = signed_in(coordinator).get(reverse("incidents:give-task", args=[incident.reference]))

    groups = dict(page.context["form"].fields["who"].choices[1:])
    assert groups["Technicians"] == [(technician.pk, f"{technician.name}, Technician")]
    assert (teacher.pk, f"{teacher.name}, {Role.STAFF.label}") in groups["Staff"]
    assert (coordinator.pk, f"{coordinator.name}, {Role.COORDINATOR.label}") in groups["Others who work here"]


def test_a_task_of_another_incident_is_not_cancelled_from_here(log_incident, task, coordinator, signed_in):
    other = log_incident()
    url = reverse("incidents:cancel-task", args=[other.reference, task.pk])

    assert signed_in(coordinator).post(url, {"reason": "No."}).status_code == 404
    task.refresh_from_db()
    assert task.is_open


def test_what_was_done_is_said_with_the_full_stop_it_was_written_with(task, technician, signed_in):
    task.do(by=technician, answer="Nothing is blocked at lunch.")

    page = said(signed_in(technician).get(reverse("tasks:list")))

    assert ": Nothing is blocked at lunch. </span>" in page


def test_an_incident_with_an_open_task_does_not_close(task, reviewed, technician):
    before = [point.text for point in reviewed.missing_for_closure]
    task.do(by=technician)
    reviewed.refresh_from_db()

    after = [point.text for point in reviewed.missing_for_closure]

    assert "have 1 open task done, or cancelled" in before
    assert [text for text in after if "task" in text] == []


def test_withdrawing_the_incident_cancels_its_tasks(incident, task, coordinator):
    incident.withdraw(by=coordinator, reason="In error.")

    task.refresh_from_db()
    assert not task.is_open


def test_a_duplicate_with_an_open_task_says_what_it_duplicates(log_incident, incident, task, coordinator):
    first = log_incident()

    incident.withdraw(by=coordinator, reason="Reported twice.", duplicate_of=first)

    incident.refresh_from_db()
    task.refresh_from_db()
    assert (incident.duplicate_of, task.is_open) == (first, False)


@pytest.mark.parametrize(("verb", "whose"), [("do", "who"), ("cancel", "by")])
def test_the_incident_is_locked_before_its_task_as_where_it_is_withdrawn(task, monkeypatch, verb, whose):
    order, lock = [], Record.lock
    said = {"do": {}, "cancel": {"reason": "Not needed."}}[verb]
    monkeypatch.setattr(Record, "lock", lambda self: order.append(type(self)) or lock(self))

    getattr(task, verb)(by=getattr(task, whose), **said)

    assert order == [Incident, Task]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_a_constant_number_of_queries(
    incident, coordinator, technician, signed_in, count, django_assert_num_queries
):
    for number in range(count):
        incident.give_task(by=coordinator, text=f"Number {number}", who=technician, due=None)
    browser = signed_in(technician)

    with django_assert_num_queries(7):
        page = browser.get(reverse("tasks:list"))

    assert len(page.context["waiting"]) == count


def test_what_is_overdue_comes_first_and_says_so(incident, coordinator, technician, signed_in):
    today = clock.today()
    with clock.set_to(clock.now() - timedelta(days=3)):
        incident.give_task(by=coordinator, text="Later", who=technician, due=today + timedelta(days=9))
        incident.give_task(by=coordinator, text="Late", who=technician, due=today - timedelta(days=1))
    browser = signed_in(technician)

    home, listed = browser.get(reverse("home")), browser.get(reverse("tasks:list"))

    block = home.context["blocks"][0]
    assert (block.title, [item.text for item in block.items]) == ("Tasks", ["Late", "Later"])
    assert [item.alarm for item in block.items] == ["Overdue", ""]
    assert [task.text for task in listed.context["waiting"]] == ["Late", "Later"]
    assert listed.content.decode().count("Overdue") == 1


def test_without_tasks_the_list_says_what_comes_here_and_home_shows_no_block(technician, signed_in):
    browser = signed_in(technician)

    listed, home = browser.get(reverse("tasks:list")), browser.get(reverse("home"))

    assert "Nothing to do" in listed.content.decode()
    assert "tasks" not in [block.key for block in home.context["blocks"]]


def test_governors_have_no_tasks(governor, signed_in):
    page = signed_in(governor).get(reverse("tasks:list"))

    assert page.status_code == 403
    assert "Tasks are for those who work in a school." in page.content.decode()
