"""Which misuse it was is said of the sanctions table of the day, and of that which covers the person."""

from datetime import UTC, date, datetime

import pytest

from core.access import Refused
from incidents.actions import change_person
from incidents.models import Incident, Involvement
from incidents.statement import Named
from people.models import Person
from policies.models import PolicyVersion
from policies.presets import build
from sanctions.actions import choose_misuse, decide, table_for
from sanctions.choice import Choice
from sanctions.queries import actions_of
from tests.incidents.browser_form import sent_by
from tests.pages import main_of

BEFORE = datetime(2019, 5, 1, 10, tzinfo=UTC)  # the school had no policy of its own: the standard set was in force


def again(involvement):
    return Involvement.objects.get(pk=involvement.pk)


def corrected(involvement, by):
    involvement.incident.correct(by=by, reason="It was a year earlier.", occurred_at=BEFORE)
    return Incident.objects.get(pk=involvement.incident_id)


@pytest.fixture
def rowless(monkeypatch):
    """The policy in force then has no such row."""
    monkeypatch.setattr(Incident, "_as_in_force", lambda incident, row: None)


def test_another_day_leads_to_the_row_of_the_table_in_force_then_and_says_so(open_actions, coordinator, signed_in):
    incident = corrected(open_actions, coordinator)

    misuse = open_actions.misuses.get()
    page = signed_in(coordinator).get(f"{incident.get_absolute_url()}misuse/{open_actions.pk}/")
    assert (misuse.row.key, misuse.row.matrix) == ("P3", table_for(again(open_actions)))
    assert f"The misuse “{misuse}” by Pip Pupil is now that of " in incident.entries.get(verb="correct").text
    assert sent_by(page, "rows")["rows"] == str(misuse.row_id)
    assert again(open_actions).misuse_is_said


@pytest.fixture
def newer(version):
    """The same tables again, in force since 2021: what was before is another version."""
    again = PolicyVersion.objects.create(policy=version.policy, number=2)
    build(again, sources=["worked-example", "primary-2020"])
    since = date(2021, 1, 1)
    PolicyVersion.objects.filter(pk=again.pk).update(status="approved", approved_on=since, effective_from=since)
    return again


def test_what_was_decided_goes_along_to_the_table_in_force_then(newer, involvement, coordinator):
    choose_misuse(involvement, [table_for(involvement).rows().get(key="P3")], by=coordinator)
    [person] = actions_of(involvement.incident)
    recommended = [action.column for action in person.to_choose]
    decide(involvement.incident, [Choice(involvement, True, column) for column in recommended], by=coordinator)
    decided = sorted(str(each) for each in involvement.sanctions.all())

    in_2020 = datetime(2020, 3, 1, 10, tzinfo=UTC)
    Incident.objects.get().correct(by=coordinator, reason="It was earlier.", occurred_at=in_2020)

    table = table_for(again(involvement))
    kept = involvement.sanctions.select_related("action__group__matrix")
    assert table.version_id != newer.pk
    assert {each.action.group.matrix for each in kept} == {table}
    assert sorted(map(str, kept)) == decided
    assert Incident.objects.get().missing_for_closure == []


def test_where_it_has_no_such_row_it_is_to_be_said_anew(rowless, open_actions, coordinator):
    incident = corrected(open_actions, coordinator)

    assert "say again which it was for Pip Pupil" in incident.entries.get(verb="correct").text
    assert "say which misuse it was for Pip Pupil" in incident.missing_for_closure[0].text


def test_a_page_without_a_box_for_what_was_found_takes_it_away_only_when_told(
    rowless, open_actions, coordinator, signed_in
):
    url = f"{corrected(open_actions, coordinator).get_absolute_url()}misuse/{open_actions.pk}/"
    browser = signed_in(coordinator)

    told = browser.post(url, sent_by(browser.get(url), "shown"))
    kept = str(open_actions.misuses.get())
    browser.post(url, sent_by(told, "shown"))

    assert f"It was found by another table: {kept}." in main_of(told)
    assert again(open_actions).no_misuse


def test_what_is_ticked_anew_takes_its_place_at_once(rowless, open_actions, coordinator, signed_in):
    url = f"{corrected(open_actions, coordinator).get_absolute_url()}misuse/{open_actions.pk}/"
    browser, row = signed_in(coordinator), table_for(again(open_actions)).rows().first()

    browser.post(url, sent_by(browser.get(url), "shown") | {"rows": row.pk})

    assert open_actions.misuses.get().row == row


def test_a_typed_pupil_with_a_misuse_is_no_colleague_before_it_is_taken_back(
    version, log_incident, coordinator, misuse_row, school
):
    incident = log_incident(people=[Named(part="instigator", name="Robin Unknown", kind="pupil")])
    incident.review(by=coordinator, branch="unsuitable", user_action=None, safeguarding=False, reason="Not illegal.")
    robin, colleague = incident.involvements.get(), Person.objects.create(school=school, kind="staff", name="Robin R")
    choose_misuse(robin, [misuse_row("P3")], by=coordinator)

    with pytest.raises(Refused, match="take that back first, by saying that none applies"):
        change_person(again(robin), by=coordinator, reason="It is our Robin", person=colleague)
    choose_misuse(again(robin), [], by=coordinator)
    change_person(again(robin), by=coordinator, reason="It is our Robin", person=colleague)

    assert (again(robin).kind, again(robin).no_misuse) == ("staff", False)
