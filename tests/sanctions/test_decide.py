"""Deciding on actions: nothing is pre-ticked, a departure has its reason, all or nothing."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from core.access import Refused
from incidents.codes import Finding
from incidents.models import Misuse
from policies.models import Row
from sanctions.actions import choose_misuse, decide
from sanctions.choice import Choice
from sanctions.models import Sanction


@pytest.fixture
def open_actions(involvement, coordinator, misuse_row):
    """P3: class teacher yes, parents if appropriate, warning yes, further sanction yes."""
    choose_misuse(involvement, [misuse_row("P3")], by=coordinator)
    return involvement


def prefix(involvement, column):
    return f"action-{involvement.pk}-{column.pk}"


def test_a_decision_keeps_what_the_table_said_and_who_decided(open_actions, coordinator, action):
    decide(open_actions.incident, [Choice(open_actions, done=True, action=action("warning"))], by=coordinator)

    sanction = Sanction.objects.get()
    assert (sanction.recommended, sanction.done, sanction.by) == ("yes", True, coordinator)
    assert sanction.follows_table
    assert open_actions.incident.entries.first().text == "Warning, Pip Pupil: done"


def test_not_doing_what_the_table_says_needs_a_reason(open_actions, coordinator, action):
    with pytest.raises(Refused, match="departs from the sanctions table: say why"):
        decide(open_actions.incident, [Choice(open_actions, done=False, action=action("warning"))], by=coordinator)

    assert Sanction.objects.count() == 0


def test_doing_what_the_table_does_not_say_needs_a_reason(open_actions, coordinator, action):
    police = Choice(open_actions, done=True, action=action("police"))

    with pytest.raises(Refused, match="departs"):
        decide(open_actions.incident, [police], by=coordinator)


def test_if_appropriate_follows_the_table_either_way(open_actions, coordinator, action):
    not_done = Choice(open_actions, done=False, action=action("parents"), reason="They told us themselves.")

    decide(open_actions.incident, [not_done], by=coordinator)

    assert Sanction.objects.get().follows_table


def test_one_refused_decision_saves_none(open_actions, coordinator, action):
    choices = [
        Choice(open_actions, done=True, action=action("warning")),
        Choice(open_actions, done=False, action=action("further")),
    ]

    with pytest.raises(Refused):
        decide(open_actions.incident, choices, by=coordinator)

    assert Sanction.objects.count() == 0


def test_deciding_again_replaces_and_the_history_keeps_both(open_actions, coordinator, action):
    warning = action("warning")
    decide(open_actions.incident, [Choice(open_actions, done=True, action=warning)], by=coordinator)

    decide(open_actions.incident, [Choice(open_actions, done=False, action=warning, reason="Not yet.")], by=coordinator)

    assert Sanction.objects.get().done is False
    assert [row.done for row in Sanction.history.order_by("history_id")] == [True, False]


def test_inform_parents_done_is_the_record_of_it(open_actions, coordinator, action):
    told = Choice(open_actions, done=True, action=action("parents"), done_by="Cora", done_on=date(2026, 1, 5))

    decide(open_actions.incident, [told], by=coordinator)

    open_actions.refresh_from_db()
    assert (open_actions.parents, open_actions.parents_informed_on) == ("informed", date(2026, 1, 5))


def test_every_recommended_action_is_decided_before_closing(open_actions, coordinator, action):
    incident = open_actions.incident
    said = {"finding": Finding.SUBSTANTIATED, "outcome": "Done.", "rationale": "Seen."}
    keys = ["class_teacher", "parents", "warning"]
    choices = [Choice(open_actions, done=True, action=action(key), done_on=date(2026, 1, 5)) for key in keys]
    decide(incident, choices, by=coordinator)

    with pytest.raises(Refused, match="decide 1 recommended action"):
        incident.close(by=coordinator, **said)
    decide(incident, [Choice(open_actions, done=True, action=action("further"))], by=coordinator)
    incident.close(by=coordinator, **said)

    assert incident.status == "closed"


def test_a_row_of_another_table_is_refused(involvement, coordinator, version):
    foreign = Row.objects.get(group__matrix__version=version, group__matrix__kind="staff_sanctions", key="S1")

    with pytest.raises(Refused, match="not in the sanctions table in force"):
        choose_misuse(involvement, [foreign], by=coordinator)

    assert Misuse.objects.count() == 0


def test_a_stranger_decides_nothing(open_actions, stranger, action):
    with pytest.raises(Refused, match="Only somebody who handles"):
        decide(open_actions.incident, [Choice(open_actions, done=True, action=action("warning"))], by=stranger)


def test_the_page_shows_nothing_ticked_and_saves_what_is_chosen(open_actions, coordinator, signed_in, action):
    browser, url = signed_in(coordinator), f"/incidents/{open_actions.incident.reference}/actions/"
    warning, further = prefix(open_actions, action("warning")), prefix(open_actions, action("further"))

    shown = browser.get(url).content.decode()
    browser.post(
        url,
        {
            f"{warning}-choice": "done",
            f"{warning}-done_by": "Cora",
            f"{warning}-done_on": "2026-01-05",
            f"{further}-choice": "not",
            f"{further}-reason": "First time.",
        },
    )

    assert "checked" not in shown
    decided = {sanction.action.key: sanction.done for sanction in Sanction.objects.all()}
    assert decided == {"warning": True, "further": False}


def test_the_page_asks_for_the_reason_and_keeps_what_was_typed(open_actions, coordinator, signed_in, action):
    url = f"/incidents/{open_actions.incident.reference}/actions/"
    warning, further = prefix(open_actions, action("warning")), prefix(open_actions, action("further"))

    page = signed_in(coordinator).post(
        url, {f"{warning}-choice": "not", f"{further}-choice": "not", f"{further}-reason": "Kept as typed"}
    )

    assert "Say why “Warning” is not done" in page.content.decode()
    assert "Kept as typed" in page.content.decode()
    assert Sanction.objects.count() == 0


def test_a_free_action_needs_a_reason(open_actions, coordinator, signed_in):
    url = f"/incidents/{open_actions.incident.reference}/actions/"
    other = f"other-{open_actions.pk}"

    refused = signed_in(coordinator).post(url, {f"{other}-text": "A talk with the class"})
    signed_in(coordinator).post(url, {f"{other}-text": "A talk with the class", f"{other}-reason": "All saw it."})

    assert "Say why: the policy does not recommend it here" in refused.content.decode()
    assert Sanction.objects.get().recommended == "no"


def test_a_forged_action_of_another_incident_changes_nothing(
    open_actions, coordinator, signed_in, log_incident, action
):
    url = f"/incidents/{open_actions.incident.reference}/actions/"

    signed_in(coordinator).post(url, {f"action-{open_actions.pk + 99}-{action('warning').pk}-choice": "done"})

    assert Sanction.objects.count() == 0


def test_misuse_is_chosen_on_its_page(involvement, coordinator, signed_in, misuse_row):
    url = f"/incidents/{involvement.incident.reference}/misuse/{involvement.pk}/"
    browser = signed_in(coordinator)

    shown = browser.get(url).content.decode()
    browser.post(url, {"rows": [misuse_row("P13").pk]})

    assert "suggests:" in shown
    assert involvement.misuses.get().row.key == "P13"


def test_forged_rows_of_misuse_are_refused_on_the_page(involvement, coordinator, signed_in):
    url = f"/incidents/{involvement.incident.reference}/misuse/{involvement.pk}/"

    page = signed_in(coordinator).post(url, {"rows": ["999999", "x"]}).content.decode()

    assert "Choose rows of the sanctions table in force" in page
    assert involvement.misuses.count() == 0


@pytest.mark.parametrize("page", ["actions/", "misuse/{pk}/"])
def test_strangers_and_colleagues_find_nothing(involvement, stranger, teacher, signed_in, page):
    url = f"/incidents/{involvement.incident.reference}/{page.format(pk=involvement.pk)}"

    assert signed_in(stranger).get(url).status_code == 404
    assert signed_in(teacher).get(url).status_code == 404


def test_somebody_of_another_incident_is_not_found(involvement, coordinator, signed_in, log_incident):
    other = log_incident()

    assert signed_in(coordinator).get(f"/incidents/{other.reference}/misuse/{involvement.pk}/").status_code in {
        403,
        404,
    }


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"done": False, "reason": ""}, "departure_from_the_table_has_a_reason"),
        ({"done_on": None}, "done_action_has_a_date"),
        ({"recommended": "no", "reason": ""}, "departure_from_the_table_has_a_reason"),
    ],
)
def test_the_database_itself_refuses(open_actions, coordinator, action, change, constraint):
    decide(open_actions.incident, [Choice(open_actions, done=True, action=action("warning"))], by=coordinator)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Sanction.objects.update(**change)
