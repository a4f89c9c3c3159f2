"""The coordinator works through an incident, from the review to its closure."""

import re

from django.utils import timezone
from playwright.sync_api import expect

from sanctions.models import Sanction


def test_the_coordinator_reviews_decides_records_and_closes(
    page, checked, sign_in, coordinator, policy_in_force, incident
):
    incident.add_entry(by=coordinator, text=f"A word that breaks nowhere: {'0a' * 32}")
    sign_in(page, coordinator)
    checked(page)
    page.get_by_role("link", name=f"Review {incident.reference}").click()
    checked(page)

    # the review, with what is missing first
    page.get_by_role("main").get_by_role("link", name="Review", exact=True).click()
    page.get_by_role("button", name="Start the review").click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Say whether it could be illegal")
    checked(page)
    page.get_by_label("No: unsuitable or inappropriate").check()
    page.get_by_label("Why do you judge it so?").fill("A proxy, to play games.")
    page.get_by_role("button", name="Start the review").click()
    expect(page.get_by_role("status")).to_contain_text("The review has begun.")
    checked(page)

    # which misuse it was, and what the table recommends for it
    page.get_by_role("link", name="Say which misuse it was for Pip Pupil", exact=True).click()
    checked(page)
    page.get_by_label("Using proxy sites or other ways round the filtering").check()
    page.get_by_role("button", name="Save, and see what the table recommends").click()
    open_actions = page.get_by_role("group", name=re.compile("Policy: "))
    expect(open_actions).to_have_count(8)
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    checked(page)

    # a decision on each, one of them a departure that needs its reason
    for action in open_actions.all():
        action.get_by_label("Done", exact=True).check()
    departure = page.get_by_role("group", name="Further sanction")
    departure.get_by_label("Not done, because").check()
    page.get_by_role("button", name="Save the decisions").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why “Further sanction")
    checked(page)
    departure.get_by_label("Reason").fill("The first time, and sorry.")
    page.get_by_role("button", name="Save the decisions").click()
    expect(page.get_by_text("Not done: The first time, and sorry.")).to_be_visible()
    checked(page)

    # what else closing asks for
    page.get_by_role("link", name="Record parents informed").click()
    page.get_by_label("Informed", exact=True).check()
    page.get_by_label("On which day?").fill(timezone.localdate().isoformat())
    page.get_by_label("By whom?").fill("Cora Coordinator")
    page.get_by_label("How?").fill("By telephone")
    checked(page)
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Add an entry").first.click()
    checked(page)
    page.get_by_label("What was done or learnt?").fill("The filter now blocks this proxy.")
    page.get_by_role("button", name="Add the entry").click()
    expect(page.get_by_text("The filter now blocks this proxy.")).to_be_visible()
    page.get_by_role("link", name="Close", exact=True).click()
    checked(page)
    page.get_by_label("Substantiated: it happened").check()
    page.get_by_label("What is the outcome?").fill("Spoken to; access back after a week.")
    page.get_by_label("What are the reasons?").fill("Seen by two members of staff.")
    page.get_by_role("button", name="Close the incident").click()

    expect(page.get_by_role("status")).to_contain_text("The incident is closed.")
    checked(page)
    incident.refresh_from_db()
    assert (incident.status, incident.finding) == ("closed", "substantiated")
    assert Sanction.objects.filter(done=True).count() == 7
    assert Sanction.objects.get(done=False).reason == "The first time, and sorry."


def test_the_log_finds_an_incident_and_says_when_it_finds_none(page, checked, sign_in, coordinator, incident):
    sign_in(page, coordinator)
    page.get_by_role("link", name="Incidents", exact=True).click()

    expect(page.get_by_role("link", name=incident.reference)).to_be_visible()
    checked(page)
    page.get_by_role("navigation", name="Incidents by status").get_by_role("link", name="Withdrawn").click()
    expect(page.get_by_role("heading", name="Nothing matches")).to_be_visible()
    checked(page)
