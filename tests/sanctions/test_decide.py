"""Deciding on actions: nothing is pre-ticked, a departure has its reason, all or nothing."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from core.access import Refused
from incidents.actions import record_parents
from incidents.codes import Finding
from incidents.models import Involvement, Misuse
from incidents.statement import Named
from policies.models import Row
from sanctions.actions import choose_misuse, decide
from sanctions.actions import record_parents as say_what_parents_know
from sanctions.choice import Choice
from sanctions.models import Sanction
from tests.incidents.browser_form import sent_by


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
    technical = Choice(open_actions, done=True, action=action("technical"))

    with pytest.raises(Refused, match="departs"):
        decide(open_actions.incident, [technical], by=coordinator)


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

    again = Choice(open_actions, False, warning, reason="Not yet.", instead_of=Sanction.objects.get())
    decide(open_actions.incident, [again], by=coordinator)

    assert Sanction.objects.get().done is False
    assert [row.done for row in Sanction.history.order_by("history_id")] == [True, False]


def test_inform_parents_done_is_the_record_of_it(open_actions, coordinator, action):
    told = Choice(open_actions, done=True, action=action("parents"), done_by="Cora", done_on=date(2026, 1, 5))

    decide(open_actions.incident, [told], by=coordinator)

    open_actions.refresh_from_db()
    assert (open_actions.parents, open_actions.parents_informed_on) == ("informed", date(2026, 1, 5))


def test_undoing_inform_parents_takes_the_record_back_with_an_entry(open_actions, coordinator, action):
    parents, incident = action("parents"), open_actions.incident
    [done] = decide(incident, [Choice(open_actions, done=True, action=parents, done_by="Cora")], by=coordinator)

    undone = Choice(open_actions, done=False, action=parents, reason="Nobody answered.", instead_of=done)
    decide(incident, [undone], by=coordinator)

    open_actions.refresh_from_db()
    assert (open_actions.parents, open_actions.parents_informed_on, open_actions.parents_informed_by) == ("", None, "")
    assert incident.entries.first().text == "Parents of Pip Pupil: not informed after all."
    assert [point.anchor for point in incident.missing_for_closure].count("people") == 1


def test_deciding_against_it_does_not_take_back_what_was_recorded_otherwise(open_actions, coordinator, action):
    informed = {"parents": "informed", "parents_informed_on": date(2026, 1, 5), "parents_informed_by": "Hattie"}
    record_parents(open_actions.incident, [(open_actions, informed)], by=coordinator)

    not_again = Choice(open_actions, done=False, action=action("parents"), reason="They know.")
    decide(open_actions.incident, [not_again], by=coordinator)

    open_actions.refresh_from_db()
    assert (open_actions.parents, open_actions.parents_informed_by) == ("informed", "Hattie")


def test_the_record_of_the_parents_follows_what_is_said_of_the_action(open_actions, coordinator, action):
    incident, parents = open_actions.incident, action("parents")
    how = {"parents": "informed", "parents_informed_on": date(2026, 1, 5), "parents_informed_by": "Hattie"}
    say_what_parents_know(incident, [(open_actions, how | {"parents_informed_how": "by telephone"})], by=coordinator)
    recorded = Sanction.objects.get()

    again = Choice(open_actions, True, parents, done_by="Cora", done_on=date(2026, 1, 4), instead_of=recorded)
    [changed] = decide(incident, [again], by=coordinator)
    kept = Involvement.objects.get(pk=open_actions.pk)
    decide(
        incident, [Choice(open_actions, False, parents, reason="Another family.", instead_of=changed)], by=coordinator
    )
    open_actions.refresh_from_db()

    assert (kept.parents_informed_on, kept.parents_informed_by) == (date(2026, 1, 4), "Cora")
    assert (kept.parents_informed_how, open_actions.parents_informed_how) == ("by telephone", "")


def test_what_is_recorded_of_the_parents_is_what_the_action_says(open_actions, coordinator, action):
    informed = {"parents": "informed", "parents_informed_on": date(2026, 1, 5), "parents_informed_by": "Hattie"}
    record_parents(open_actions.incident, [(open_actions, informed)], by=coordinator)

    [done] = decide(open_actions.incident, [Choice(open_actions, True, action("parents"))], by=coordinator)

    assert (done.done_on, done.done_by) == (date(2026, 1, 5), "Hattie")


def test_the_same_free_action_twice_is_one_and_another_of_that_name_refused(open_actions, coordinator):
    talk = Choice(open_actions, done=True, text="A talk with the class", reason="All saw it.")
    decide(open_actions.incident, [talk], by=coordinator)

    decide(open_actions.incident, [talk], by=coordinator)
    with pytest.raises(Refused, match="“A talk with the class” is already recorded"):
        decide(open_actions.incident, [replace(talk, reason="Once more.")], by=coordinator)

    assert Sanction.objects.get().history.count() == 1


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


def test_the_page_asks_by_whom_it_was_done(open_actions, coordinator, signed_in, action):
    browser, url = signed_in(coordinator), f"/incidents/{open_actions.incident.reference}/actions/"
    warning = prefix(open_actions, action("warning"))
    shown = sent_by(browser.get(url), warning)

    page = browser.post(url, shown | {f"{warning}-choice": "done", f"{warning}-done_by": ""})

    assert shown[f"{warning}-done_by"] == "Cora Coordinator"
    assert [form.errors for form in page.context["form"].forms if form.errors] == [
        {"done_by": ["Say by whom “Warning” was done"]}
    ]
    assert Sanction.objects.count() == 0


def test_a_free_action_needs_a_reason(open_actions, coordinator, signed_in):
    url = f"/incidents/{open_actions.incident.reference}/actions/"
    other = f"other-{open_actions.pk}"

    refused = signed_in(coordinator).post(url, {f"{other}-text": "A talk with the class"})
    signed_in(coordinator).post(url, {f"{other}-text": "A talk with the class", f"{other}-reason": "All saw it."})

    assert "Say why: the policy does not recommend it here" in refused.content.decode()
    assert Sanction.objects.get().recommended == "no"


@pytest.fixture
def elsewhere(log_incident, other_pupil, headteacher, misuse_row):
    """Somebody of another incident that the coordinator may decide on too, with open actions."""
    other = log_incident(people=[Named(part="instigator", person=other_pupil)])
    other.review(by=headteacher, branch="unsuitable", user_action=None, safeguarding=False, reason="No.")
    person = other.involvements.select_related("incident__school", "person").get()
    choose_misuse(person, [misuse_row("P3")], by=headteacher)
    return person


def test_what_the_table_does_not_recommend_is_put_right_on_the_page(open_actions, coordinator, signed_in):
    incident = open_actions.incident
    said = {"done": True, "text": "Fixed-term exclusion, 3 days", "reason": "A slip."}
    [kept] = decide(incident, [Choice(open_actions, **said)], by=coordinator)
    browser, key = signed_in(coordinator), f"action-{open_actions.pk}-own-{kept.pk}"
    page = browser.get(incident.get_absolute_url())
    url = f"{incident.get_absolute_url()}actions/"
    form = sent_by(browser.get(url), "action-")

    refused = browser.post(url, form | {f"{key}-reason": ""})
    browser.post(url, form | {f"{key}-choice": "not", f"{key}-reason": "It was for another child."})

    kept.refresh_from_db()
    assert f"#{key}" in page.content.decode()
    assert "is done: the policy does not recommend it here" in refused.content.decode()
    assert (kept.done, kept.reason, kept.history.count()) == (False, "It was for another child.", 2)
    assert Sanction.objects.get() == kept


def test_so_is_what_it_recommended_for_a_misuse_that_was_taken_back(
    open_actions, coordinator, signed_in, action, misuse_row
):
    incident = open_actions.incident
    [kept] = decide(incident, [Choice(open_actions, done=True, action=action("warning"), reason="x")], by=coordinator)
    choose_misuse(open_actions, [], by=coordinator)
    browser, key = signed_in(coordinator), f"action-{open_actions.pk}-{kept.action_id}"
    url = f"{incident.get_absolute_url()}actions/"

    browser.post(url, sent_by(browser.get(url), "action-") | {f"{key}-choice": "not", f"{key}-reason": "None applies."})

    kept.refresh_from_db()
    assert (kept.done, kept.reason) == (False, "None applies.")


def test_a_forged_action_of_another_incident_changes_nothing(open_actions, elsewhere, coordinator, signed_in, action):
    url = f"/incidents/{open_actions.incident.reference}/actions/"
    own, forged = (prefix(person, action("warning")) for person in (open_actions, elsewhere))
    done = {"choice": "done", "done_by": "Cora", "done_on": "2026-01-05"}

    browser = signed_in(coordinator)
    browser.post(url, {f"{forged}-{name}": value for name, value in done.items()})
    forged_count = Sanction.objects.count()
    browser.post(url, {f"{own}-{name}": value for name, value in done.items()})

    assert forged_count == 0
    assert Sanction.objects.get().involvement == open_actions


def test_deciding_about_somebody_of_another_incident_is_refused(open_actions, elsewhere, coordinator, action):
    choices = [Choice(person, done=True, action=action("warning")) for person in (open_actions, elsewhere)]

    with pytest.raises(Refused, match="Somebody here is not a part of this incident"):
        decide(open_actions.incident, choices, by=coordinator)

    assert Sanction.objects.count() == 0


def test_what_the_kind_suggests_comes_first_and_says_so(involvement, coordinator, signed_in):
    url = f"/incidents/{involvement.incident.reference}/misuse/{involvement.pk}/"

    context = signed_in(coordinator).get(url).context

    labels = [str(label) for _, label in context["form"].fields["rows"].choices]
    marked = [label for label in labels if label.endswith(" (suggested)")]
    assert marked == [f"{label} (suggested)" for label in context["suggested"]] != []
    assert labels[: len(marked)] == marked


def test_misuse_is_chosen_on_its_page(involvement, coordinator, signed_in, misuse_row):
    url = f"/incidents/{involvement.incident.reference}/misuse/{involvement.pk}/"
    browser = signed_in(coordinator)

    shown = browser.get(url)
    browser.post(url, sent_by(shown, "shown") | {"rows": [misuse_row("P13").pk]})

    assert "suggests:" in shown.content.decode()
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


def test_somebody_of_another_incident_is_not_found(involvement, elsewhere, coordinator, signed_in):
    browser, here = signed_in(coordinator), f"/incidents/{elsewhere.incident.reference}/misuse"

    pages = [browser.get(f"{here}/{person.pk}/") for person in (elsewhere, involvement)]

    assert [page.status_code for page in pages] == [200, 404]


def test_a_stranger_says_of_nobody_which_misuse_it_was(involvement, stranger, misuse_row):
    with pytest.raises(Refused, match="Only somebody who handles this incident can say which misuse it was"):
        choose_misuse(involvement, [misuse_row("P13")], by=stranger)

    assert Misuse.objects.count() == 0


def test_a_misuse_that_is_taken_back_leaves_who_took_it_back(involvement, coordinator, headteacher, misuse_row):
    choose_misuse(involvement, [misuse_row("P13")], by=coordinator)

    choose_misuse(involvement, [], by=headteacher)

    rows = [(row.history_type, row.history_user) for row in Misuse.history.order_by("history_id")]
    assert rows == [("+", coordinator), ("-", headteacher)]
    assert Misuse.history.latest().history_change_reason == "Another misuse was found"


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
