"""What incidents taught, as a list for the e-safety group: readable ones, references, no names."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from incidents.models import Export, Incident
from incidents.proposals import version_today
from people.calendar import AcademicYear
from policies.models import DraftNote
from tests.pages import main_of

LIST, EXPORT = reverse("incidents:debriefs"), reverse("incidents:export-debriefs")


@pytest.fixture
def taught(log_incident, coordinator):
    """`taught("Tablets lay about.")`: closed, with this learnt."""

    def make(debrief="Tablets lay about.", people=(), **said):
        incident = log_incident(people=people)
        incident.review(by=coordinator, branch="unsuitable", user_action=None, safeguarding=False, reason="No.")
        incident.close(by=coordinator, finding="substantiated", outcome="x", rationale="x", debrief=debrief, **said)
        return incident

    return make


def test_what_was_learnt_and_changed_is_listed_with_its_reference(taught, coordinator, signed_in):
    incident = taught(what_changed="They are locked away.")

    page = main_of(signed_in(coordinator).get(LIST))

    assert incident.reference in page
    assert "Tablets lay about." in page
    assert "They are locked away." in page


def test_an_incident_that_taught_nothing_is_not_listed(taught, coordinator, signed_in):
    taught(debrief="")

    assert "Nothing was written down yet" in main_of(signed_in(coordinator).get(LIST))


def test_names_in_what_was_written_before_are_left_out(taught, pupil, coordinator, headteacher, signed_in):
    incident = taught()
    incident.involvements.create(person=pupil, kind="pupil", part="instigator")
    Incident.objects.filter(pk=incident.pk).update(debrief="Pip was alone, and Pip Pupil knew the code.")

    page = main_of(signed_in(coordinator).get(LIST))

    assert "[name] was alone, and [name] knew the code." in page
    assert "Pip" not in page


def test_nor_are_they_in_what_was_noted_for_the_policy_and_how_that_was_settled(taught, pupil, coordinator, signed_in):
    incident = taught()
    note = DraftNote.objects.create(
        policy=version_today(incident).policy, label="Will", text="As Pip said.", by=coordinator,
        settled_at=clock.now(), settled_by=coordinator, settled_with="Pip is heard.",
    )  # fmt: skip
    incident.policy_notes.add(note)
    incident.involvements.create(person=pupil, kind="pupil", part="instigator")
    browser = signed_in(coordinator)

    page, file = main_of(browser.get(LIST)), browser.post(EXPORT, {"reason": "x"}).content.decode("utf-8-sig")

    assert "As [name] said." in page
    assert "Settled: [name] is heard." in page
    assert "Will: As [name] said." in file
    assert "Pip" not in page + file


def test_what_one_may_not_read_is_not_listed(taught, coordinator, headteacher, stranger, signed_in):
    hidden = taught()
    Incident.objects.filter(pk=hidden.pk).update(restricted=True)

    shown = {user: hidden.reference in main_of(signed_in(user).get(LIST)) for user in (coordinator, headteacher)}

    assert shown == {coordinator: False, headteacher: True}
    assert hidden.reference not in signed_in(stranger).get(LIST).content.decode()


def test_a_teacher_is_told_for_whom_it_is(taught, teacher, signed_in):
    assert signed_in(teacher).get(LIST).status_code == 403


def test_the_period_chooses_by_the_day_of_closing(taught, coordinator, signed_in):
    old, new = taught(), taught()
    year = AcademicYear.current()
    Incident.objects.filter(pk=old.pk).update(closed_at=year.bounds()[0] - timedelta(minutes=1))
    browser = signed_in(coordinator)

    this, last = (browser.get(LIST, {"period": key}).context["object_list"] for key in ("", str(year.start - 1)))

    assert (list(this), list(last)) == ([new], [old])


@pytest.mark.parametrize("count", [1, 3])
def test_it_asks_a_constant_number_of_queries(taught, coordinator, signed_in, count, django_assert_num_queries):
    for _ in range(count):
        taught()
    browser = signed_in(coordinator)

    with django_assert_num_queries(11):
        page = browser.get(LIST)

    assert len(page.context["lines"]) == count


def test_the_file_is_taken_out_with_a_reason_and_that_is_kept(taught, coordinator, signed_in):
    incident, browser = taught(), signed_in(coordinator)

    refused, file = browser.post(EXPORT, {"reason": ""}), browser.post(EXPORT, {"reason": "For the group."})

    assert refused.context["form"].errors == {"reason": ["Say what you need it for"]}
    assert "Tablets lay about." in file.content.decode("utf-8-sig")
    export = Export.objects.get()
    assert (export.user, export.reason, list(export.incidents.all())) == (coordinator, "For the group.", [incident])


def test_what_was_opened_by_name_alone_is_not_taken_out(taught, governor, headteacher, signed_in):
    taught().readers.create(user=governor, by=headteacher, reason="Second person")

    assert signed_in(governor).post(EXPORT, {"reason": "x"}).status_code == 403
    assert not Export.objects.exists()
