"""Somebody close to an incident hands it over, or stays for a reason that is kept."""

import pytest
from django.urls import reverse

from core.access import Refused
from incidents.access import WITHOUT_DECLARING, IncidentAccess
from incidents.actions import declare_interest
from incidents.actions.settling import settle_left_readings
from incidents.models import Incident, Interest, Reader
from incidents.queries import may_be_readers, not_accused, who_reads
from incidents.statement import Named
from people.models import Notice
from people.roles import Role
from tests.pages import main_of


@pytest.fixture
def against_the_coordinator(log_incident, coordinator, pupil):
    """A pupil is said to have sent messages to the coordinator, who is the target."""
    return log_incident(
        people=[Named(part="instigator", person=pupil), Named(part="target", person=coordinator.person)]
    )


def test_who_steps_back_neither_handles_nor_reads_it_any_more(reviewed, coordinator, headteacher, signed_in):
    browser, url = signed_in(coordinator), reverse("incidents:interest", args=[reviewed.reference])

    page = browser.post(url, {"text": "My nephew.", "what": "step_back"}, follow=True)

    reviewed.refresh_from_db()
    assert page.redirect_chain[0][0] == reverse("incidents:log")
    assert reviewed.handler is None
    assert reviewed.standing_of(coordinator) == (False, False, False, False, False)
    assert not Incident.objects.readable_by(coordinator).exists()
    assert not Incident.objects.handled_by(coordinator).exists()
    assert browser.get(reviewed.get_absolute_url()).status_code == 404
    assert reviewed.entries.first().text == "Declares an interest: My nephew. Steps back."
    assert [str(user) for user in who_reads(reviewed)] == ["Hattie Head"]


def test_those_who_are_left_are_told_without_a_name(reviewed, coordinator, headteacher):
    declare_interest(reviewed, by=coordinator, text="My nephew.")

    notice = Notice.objects.get(wanted__startswith="Somebody has stepped back")
    assert (notice.user, notice.label) == (headteacher, reviewed.reference)
    assert "Cora" not in notice.wanted


def test_who_stays_says_why_and_goes_on(reviewed, coordinator, signed_in):
    url = reverse("incidents:interest", args=[reviewed.reference])

    signed_in(coordinator).post(url, {"text": "A neighbour.", "what": "stay", "stays_because": "Nobody else is here."})

    reviewed.refresh_from_db()
    assert reviewed.handler == coordinator
    assert reviewed.standing_of(coordinator).handles
    assert reviewed.entries.first().text == ("Declares an interest: A neighbour. Stays, because: Nobody else is here.")


def test_staying_needs_a_reason_and_what_was_typed_is_kept(reviewed, coordinator, signed_in):
    url = reverse("incidents:interest", args=[reviewed.reference])

    page = signed_in(coordinator).post(url, {"text": "A neighbour.", "what": "stay"})

    assert page.context["form"].errors == {"stays_because": ["Say why you stay"]}
    assert 'value="A neighbour."' in page.content.decode()
    assert not Interest.objects.exists()


def test_nothing_is_chosen_beforehand(reviewed, coordinator, signed_in):
    page = signed_in(coordinator).get(reverse("incidents:interest", args=[reviewed.reference]))

    assert page.context["form"]["what"].value() is None
    assert "checked" not in main_of(page)


def test_who_stayed_may_still_step_back_but_not_declare_twice(reviewed, coordinator):
    declare_interest(reviewed, by=coordinator, text="A neighbour.", stays_because="Nobody else.")
    with pytest.raises(Refused, match="You have already declared an interest in this incident"):
        declare_interest(reviewed, by=coordinator, text="A neighbour.", stays_because="Nobody else.")

    declare_interest(reviewed, by=coordinator, text="A friend, in truth.")

    interest = Interest.objects.get()
    assert interest.stepped_back
    assert interest.history.count() == 2


def test_who_steps_back_is_no_reader_by_name_any_more_and_never_again(reviewed, coordinator, headteacher):
    reviewed.readers.create(user=coordinator, by=headteacher, reason="Knows the family")

    declare_interest(reviewed, by=coordinator, text="My nephew.")
    with pytest.raises(Refused, match="Cora Coordinator has stepped back from this incident"):
        reviewed.add_reader(by=headteacher, user=coordinator, reason="Knows the family")

    assert not reviewed.readers.exists()
    assert coordinator not in [holder.user for holder in may_be_readers(reviewed, "")]
    ended = "Cora Coordinator no longer reads this incident by name. They stepped back from it."
    assert reviewed.entries.first().text == ended


def test_of_older_databases_the_readings_of_who_stepped_back_end_in_the_night(reviewed, coordinator, headteacher):
    declare_interest(reviewed, by=coordinator, text="My nephew.")
    for user in (coordinator, headteacher):
        Reader(incident=reviewed, user=user, by=headteacher, reason="Knows the family").save_as(headteacher)

    settle_left_readings()
    settle_left_readings()

    assert [reader.user for reader in reviewed.readers.all()] == [headteacher]
    assert [entry.by for entry in reviewed.entries.filter(verb="end_reader")] == [coordinator]


def test_where_everybody_has_stepped_back_the_chair_handles_it(reviewed, coordinator, headteacher, chair):
    declare_interest(reviewed, by=coordinator, text="My nephew.")
    declare_interest(reviewed, by=headteacher, text="My niece.")

    reviewed.refresh_from_db()
    assert (reviewed.route, reviewed.head_stepped_back, reviewed.handler) == ("about_head", True, None)
    assert reviewed.standing_of(chair) == (True, True, True, True, False)
    assert reviewed.entries.first().text == (
        "Everybody who would handle it is accused in it or has stepped back. It goes to the Chair of governors."
    )
    assert Notice.objects.filter(user=chair, label=reviewed.reference).exists()


def test_while_somebody_is_left_it_stays_with_them(reviewed, coordinator, headteacher, chair):
    declare_interest(reviewed, by=headteacher, text="My niece.")

    reviewed.refresh_from_db()
    assert reviewed.route == "ordinary"
    assert [holder.user for holder in not_accused(reviewed, Role.COORDINATOR, Role.HEADTEACHER)] == [coordinator]
    assert not reviewed.standing_of(chair).reads


def test_where_the_chair_steps_back_too_others_read_it(reviewed, coordinator, headteacher, chair, safeguarding_lead):
    for user in (coordinator, headteacher, chair):
        declare_interest(reviewed, by=user, text="A relative.")

    reviewed.refresh_from_db()
    assert reviewed.standing_of(safeguarding_lead) == (True, False, False, False, False)
    assert "Tell the local authority (LADO)." in reviewed.entries.first().text


@pytest.mark.parametrize("name", ["stranger", "teacher", "safeguarding_lead"])
def test_only_who_handles_it_declares_an_interest(reviewed, request, name):
    with pytest.raises(Refused, match="Only somebody who handles this incident can declare an interest in it"):
        declare_interest(reviewed, by=request.getfixturevalue(name), text="A relative.")

    assert not Interest.objects.exists()


def test_a_target_declares_before_any_verb(against_the_coordinator, coordinator, headteacher):
    rules = [
        name
        for name in dir(IncidentAccess)
        if isinstance(vars_of(name), staticmethod) and name not in WITHOUT_DECLARING | {"read_log"}
    ]
    would_be_allowed = [name for name in rules if IncidentAccess.allows(headteacher, name, against_the_coordinator)]

    refusals = {IncidentAccess.refusal(coordinator, name, against_the_coordinator) for name in would_be_allowed}

    assert {"review", "add_entry", "correct"} <= set(would_be_allowed)
    assert len(refusals - {None}) >= 1
    assert None not in refusals
    assert "You are a target in this incident" in IncidentAccess.refusal(coordinator, "review", against_the_coordinator)


def vars_of(name):
    """The rule as it is written in the class, not bound."""
    return next((vars(cls)[name] for cls in IncidentAccess.__mro__ if name in vars(cls)), None)


def test_a_target_who_says_why_to_stay_may_go_on(against_the_coordinator, coordinator, signed_in):
    page = signed_in(coordinator).get(against_the_coordinator.get_absolute_url())

    declare_interest(against_the_coordinator, by=coordinator, text="I am the target.", stays_because="It is minor.")
    against_the_coordinator.add_entry(by=coordinator, text="Spoke to the class.")

    assert "You are a target in this incident." in page.content.decode()
    assert against_the_coordinator.entries.first().text == "Spoke to the class."


def test_a_witness_is_not_barred(log_incident, coordinator):
    incident = log_incident(people=[Named(part="witness", person=coordinator.person)])

    incident.add_entry(by=coordinator, text="I saw it.")

    assert incident.entries.first().text == "I saw it."
