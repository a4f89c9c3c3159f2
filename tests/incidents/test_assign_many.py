"""Assigning several incidents from the log: all of them or none, and who was faster is seen."""

import pytest
from django.urls import reverse

from incidents.actions import NotAssigned, assign_many
from incidents.listing import who_may_handle_all
from incidents.models import Incident, Interest
from incidents.statement import Named
from people.models import Notice
from tests.pages import said

URL = reverse("incidents:assign-many")


@pytest.fixture
def three(log_incident):
    return [log_incident() for _ in range(3)]


def sent(incidents, to, **more):
    """The form as the page shows it now."""
    shown = {f"handler-{incident.reference}": incident.handler_id or "" for incident in incidents}
    return {"incident": [incident.reference for incident in incidents], "to": to.pk} | shown | more


def handlers_of(incidents):
    return [Incident.objects.get(pk=incident.pk).handler for incident in incidents]


def test_all_of_them_go_to_one_person_who_is_told_of_each(three, coordinator, headteacher, signed_in):
    page = signed_in(coordinator).post(URL, sent(three, headteacher, reason="While I am away."), follow=True)

    assert handlers_of(three) == [headteacher] * 3
    assert "Hattie Head handles 3 incidents now." in page.content.decode()
    assert [entry.text for one in three for entry in one.entries.filter(verb="assign")] == [
        "Assigned to Hattie Head. While I am away."
    ] * 3
    assert {notice.label for notice in Notice.objects.filter(user=headteacher)} == {one.reference for one in three}


def test_the_log_leads_there_with_what_was_ticked_and_back_with_its_filters(three, coordinator, headteacher, signed_in):
    browser = signed_in(coordinator)
    log = said(browser.get(reverse("incidents:log"), {"place": "classroom"}))

    page = said(browser.get(URL, {"incident": [three[0].reference], "view": "place=classroom"}))
    response = browser.post(URL, sent(three[:1], headteacher, view="place=classroom&kind=forged"))

    assert f'name="incident" value="{three[0].reference}" form="assign"' in log
    assert three[0].reference in page
    assert three[1].reference not in page
    assert response["Location"] == f"{reverse('incidents:log')}?place=classroom"


def test_only_what_is_open_can_be_ticked(three, coordinator, signed_in):
    three[0].withdraw(by=coordinator, reason="Twice.")

    log = signed_in(coordinator).get(reverse("incidents:log")).content.decode()

    assert f"Tick {three[0].reference}" not in log
    assert f"Tick {three[1].reference}" in log


def test_those_offered_may_handle_all_of_them(log_incident, three, headteacher, coordinator, safeguarding_lead):
    serious = log_incident(may_be_illegal=True)

    assert who_may_handle_all(three) == [coordinator, headteacher]
    assert who_may_handle_all([serious]) == [headteacher, safeguarding_lead]
    assert who_may_handle_all([*three, serious]) == [headteacher]


def test_nobody_who_is_accused_in_one_of_them(log_incident, three, headteacher, coordinator):
    about = log_incident(people=[Named(part="instigator", person=coordinator.person)])
    about.restricted = False
    about.save_as(headteacher)
    about.refresh_from_db()

    assert who_may_handle_all([*three, about]) == [headteacher]


def test_nor_who_stepped_back_from_one_of_them(three, headteacher, coordinator):
    Interest.objects.create(incident=three[0], user=coordinator, text="A neighbour")

    assert who_may_handle_all(three) == [headteacher]
    assert who_may_handle_all(three[1:]) == [coordinator, headteacher]


def test_what_one_reads_without_handling_it_is_left_out_by_name(
    log_incident, three, coordinator, signed_in, headteacher
):
    serious = log_incident(may_be_illegal=True)
    serious.readers.create(user=coordinator, by=headteacher, reason="Asked to look")

    page = said(signed_in(coordinator).get(URL, {"incident": [three[0].reference, serious.reference]}))

    assert f'name="incident" value="{three[0].reference}"' in page
    assert f'name="incident" value="{serious.reference}"' not in page
    assert f">{serious.reference}</a>" in page


@pytest.mark.parametrize("forged", ["ASH-22222", "x", "%00", "\0", "9" * 5_000, ""])
def test_a_reference_that_is_forged_is_nothing(three, coordinator, headteacher, signed_in, forged):
    browser = signed_in(coordinator)

    shown = browser.get(URL, {"incident": forged})
    refused = browser.post(URL, {"incident": ["ASH-22222", three[0].reference], "to": headteacher.pk})

    assert "No incident is ticked" in shown.content.decode()
    assert refused.status_code == 409
    assert "Not all that you ticked can be assigned any more." in refused.content.decode()
    assert handlers_of(three) == [None] * 3


def test_a_stranger_finds_and_assigns_nothing(three, stranger, coordinator, signed_in):
    browser = signed_in(stranger)

    shown = browser.get(URL, {"incident": three[0].reference}).content.decode()
    refused = browser.post(URL, sent(three, stranger))

    assert "No incident is ticked" in shown
    assert three[0].reference not in shown + refused.content.decode()
    assert handlers_of(three) == [None] * 3


@pytest.mark.parametrize("name", ["teacher", "governor"])
def test_the_page_is_for_handlers(three, signed_in, request, name):
    browser = signed_in(request.getfixturevalue(name))

    assert browser.get(URL).status_code == browser.post(URL, {}).status_code == 403


@pytest.mark.parametrize("name", ["teacher", "stranger", "safeguarding_lead"])
def test_a_forged_person_is_no_choice(three, coordinator, signed_in, request, name):
    page = signed_in(coordinator).post(URL, sent(three, request.getfixturevalue(name), reason="Kept"))

    assert "Choose somebody who may handle all of them" in page.content.decode()
    assert page.context["form"]["reason"].value() == "Kept"
    assert handlers_of(three) == [None] * 3


class TestAtOnce:
    @pytest.mark.both
    def test_the_second_of_two_handlers_sees_who_took_which_and_changes_nothing(
        self, three, coordinator, headteacher, signed_in
    ):
        form = sent(three, coordinator, reason="Mine.")
        three[1].assign(by=headteacher, to=headteacher)

        refused = signed_in(coordinator).post(URL, form)
        again = signed_in(coordinator).post(URL, sent(Incident.objects.order_by("pk"), coordinator))

        page = said(refused)
        assert refused.status_code == 409
        assert f"{three[1].reference} has changed hands: Hattie Head handles it now." in page
        assert "Nothing was assigned. This is how it stands now." in page
        assert f'name="handler-{three[1].reference}" value="{headteacher.pk}"' in page
        assert refused.context["form"]["reason"].value() == "Mine."
        assert again.status_code == 302
        assert handlers_of(three) == [coordinator] * 3

    def test_of_all_or_none_none(self, three, coordinator, headteacher):
        three[2].assign(by=headteacher, to=headteacher)

        with pytest.raises(NotAssigned):
            assign_many(dict.fromkeys(three), to=coordinator, by=coordinator)

        assert handlers_of(three) == [None, None, headteacher]
        assert three[0].entries.filter(verb="assign").count() == 0

    @pytest.mark.both
    def test_a_double_click_is_no_fault(self, three, coordinator, headteacher, signed_in):
        form, browser = sent(three, headteacher), signed_in(coordinator)

        first, second = browser.post(URL, form), browser.post(URL, form)

        assert first.status_code == second.status_code == 302
        assert three[0].entries.filter(verb="assign").count() == 1

    @pytest.mark.both
    def test_one_that_was_closed_meanwhile_is_named(self, three, coordinator, headteacher, signed_in):
        form = sent(three, headteacher)
        three[0].withdraw(by=headteacher, reason="Twice.")

        page = signed_in(coordinator).post(URL, form).content.decode()

        assert "Not all that you ticked can be assigned any more." in page
        assert handlers_of(three) == [None] * 3

    def test_a_refusal_of_the_record_itself_is_said_for_each(self, three, coordinator, teacher):
        with pytest.raises(NotAssigned) as refused:
            assign_many(dict.fromkeys(three), to=teacher, by=coordinator)

        assert refused.value.reasons == [
            f"{one.reference}: Tess Teacher may not handle this incident: choose somebody else." for one in three
        ]


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_a_constant_number_of_queries(three, coordinator, signed_in, count, django_assert_num_queries):
    browser = signed_in(coordinator)

    with django_assert_num_queries(10):
        page = browser.get(URL, {"incident": [one.reference for one in three[:count]]})

    assert len(page.context["incidents"]) == count
