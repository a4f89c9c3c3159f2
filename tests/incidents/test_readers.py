"""Who reads an incident by name: added and ended by the authority, with a reason."""

import pytest
from django.urls import reverse

from core.access import Refused
from incidents.models import Incident, Reader
from incidents.statement import Named
from people.models import Notice
from people.roles import Role


@pytest.fixture
def leader(appoint, school):
    return appoint(Role.SENIOR_LEADER, school, "Lena Leader")


@pytest.fixture
def url(incident):
    return reverse("incidents:readers", args=[incident.reference])


def test_the_head_adds_a_reader_who_is_told(incident, headteacher, leader, signed_in, url):
    page = signed_in(headteacher).post(url, {"user": leader.pk, "reason": "Second person"}, follow=True)

    notice = Notice.objects.get(user=leader)
    assert "Second person" in page.content.decode()
    assert list(Incident.objects.readable_by(leader)) == [incident]
    assert incident.entries.first().text == "Lena Leader may read this incident. Second person"
    assert (notice.label, notice.path) == (incident.reference, incident.get_absolute_url())


def test_the_page_of_the_incident_lists_readers_with_their_reason(incident, headteacher, leader, signed_in):
    incident.add_reader(by=headteacher, user=leader, reason="Second person")

    page = signed_in(headteacher).get(incident.get_absolute_url()).content.decode()

    assert "Lena Leader by name: Second person" in page


def test_ending_it_needs_a_reason_and_keeps_that_it_was(incident, headteacher, leader, signed_in):
    incident.add_reader(by=headteacher, user=leader, reason="Second person")
    reader = Reader.objects.get()
    url = reverse("incidents:end-reader", args=[incident.reference, reader.pk])

    without = signed_in(headteacher).post(url, {"reason": ""})
    signed_in(headteacher).post(url, {"reason": "It is done."})

    assert without.context["form"].errors == {"reason": ["Say why"]}
    assert not incident.readers.exists()
    assert not Incident.objects.readable_by(leader).exists()
    assert Reader.history.filter(history_type="-").get().history_change_reason == "It is done."


def test_a_reading_is_ended_once(incident, headteacher, leader):
    incident.add_reader(by=headteacher, user=leader, reason="Second person")
    reader = Reader.objects.get()
    incident.end_reader(by=headteacher, reader=reader, reason="Done.")

    with pytest.raises(Refused, match="This reading has already been ended"):
        incident.end_reader(by=headteacher, reader=reader, reason="Done.")


def test_a_reader_of_another_incident_is_not_ended_from_here(incident, log_incident, headteacher, leader, signed_in):
    other = log_incident()
    other.add_reader(by=headteacher, user=leader, reason="Second person")
    url = reverse("incidents:end-reader", args=[incident.reference, other.readers.get().pk])

    assert signed_in(headteacher).post(url, {"reason": "No."}).status_code == 404
    assert other.readers.exists()


def test_added_twice_is_one_reader(incident, headteacher, leader):
    incident.add_reader(by=headteacher, user=leader, reason="Second person")

    with pytest.raises(Refused, match="Lena Leader already reads it"):
        incident.add_reader(by=headteacher, user=leader, reason="Second person")

    assert incident.readers.count() == 1


@pytest.mark.parametrize("name", ["coordinator", "teacher", "stranger", "chair"])
def test_only_the_authority_adds_readers(incident, leader, request, name):
    with pytest.raises(Refused, match="Only the head"):
        incident.add_reader(by=request.getfixturevalue(name), user=leader, reason="No.")

    assert not incident.readers.exists()


def test_the_accused_never_reads_it(log_incident, headteacher, teacher, signed_in):
    incident = log_incident(people=[Named(part="instigator", person=teacher.person)])
    url = reverse("incidents:readers", args=[incident.reference])

    page = signed_in(headteacher).post(url, {"user": teacher.pk, "reason": "No."})
    with pytest.raises(Refused, match="The alleged instigator never reads it"):
        incident.add_reader(by=headteacher, user=teacher, reason="No.")

    assert page.context["form"].errors == {"user": ["Choose somebody from the list who does not read it yet"]}
    assert "Tess Teacher (" not in page.content.decode()


def test_somebody_of_another_school_is_not_offered_nor_taken(incident, headteacher, stranger, signed_in, url):
    page = signed_in(headteacher).post(url, {"user": stranger.pk, "reason": "No."})
    with pytest.raises(Refused, match="Stella Stranger has no role at Ashdown Primary"):
        incident.add_reader(by=headteacher, user=stranger, reason="No.")

    assert "user" in page.context["form"].errors
    assert not incident.readers.exists()


@pytest.mark.parametrize(("asked", "names"), [("lena", ["Lena Leader"]), ("teach tess", ["Tess Teacher"]), ("zz", [])])
def test_somebody_is_found_by_words_of_the_name(headteacher, leader, teacher, signed_in, url, asked, names):
    page = signed_in(headteacher).get(url, {"q": asked})

    assert [label.split(" (")[0] for _, label in page.context["form"].fields["user"].choices] == names


def test_where_nobody_is_found_it_says_so(headteacher, signed_in, url):
    page = signed_in(headteacher).get(url, {"q": "Nemo"}).content.decode()

    assert "Nobody else of that name has a role at Ashdown Primary. Try another name." in page


def test_the_head_clears_the_warning_about_images_with_a_reason(log_incident, headteacher, signed_in):
    incident = log_incident(kind="nudes")
    url = reverse("incidents:clear-images", args=[incident.reference])

    signed_in(headteacher).post(url, {"reason": "They were drawings."})

    before = incident.images_of_children
    incident.refresh_from_db()
    assert (before, incident.images_of_children) == (True, False)
    assert incident.entries.first().text == "No images of children are part of it. They were drawings."


def test_nobody_else_clears_it(log_incident, safeguarding_lead):
    incident = log_incident(kind="nudes")

    with pytest.raises(Refused, match="Only the head"):
        incident.clear_images(by=safeguarding_lead, reason="No.")

    incident.refresh_from_db()
    assert incident.images_of_children
