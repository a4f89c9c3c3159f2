"""Where the parents were informed before the action is decided, the decision starts from what is recorded."""

from datetime import date

from django.urls import reverse

from incidents.actions import record_parents

INFORMED = {"parents": "informed", "parents_informed_on": date(2026, 1, 5), "parents_informed_by": "Tess Teacher"}


def test_the_decision_offers_by_whom_and_when_and_ticks_nothing(open_actions, coordinator, signed_in, action):
    record_parents(open_actions.incident, [(open_actions, INFORMED)], by=coordinator)

    page = signed_in(coordinator).get(reverse("sanctions:decide", args=[open_actions.incident.reference]))

    forms = {form.action.column: form for _, decisions, _ in page.context["form"].people for form in decisions}
    assert forms[action("parents")].initial == {"done_by": "Tess Teacher", "done_on": date(2026, 1, 5)}
    assert forms[action("warning")].initial["done_by"] == "Cora Coordinator"
    assert "It is recorded that they were informed on 5 January 2026 by Tess Teacher" in page.content.decode()


def test_the_figures_lead_to_their_part_of_the_list(coordinator, signed_in):
    page = signed_in(coordinator).get(reverse("sanctions:tables")).content.decode()

    assert [f'href="/sanctions/in-force/{part}"' in page for part in ("#overdue", "#due-within-a-week", "")] == [
        True
    ] * 3
