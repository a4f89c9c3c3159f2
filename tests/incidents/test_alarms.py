"""What cannot wait stands out: on the home page, and as the first verb of an incident."""

from datetime import timedelta

from core import clock


def test_what_may_be_illegal_is_said_on_the_home_page(log_incident, safeguarding_lead, signed_in):
    log_incident(may_be_illegal=True)

    page = signed_in(safeguarding_lead).get("/").content.decode()

    assert "May be illegal" in page


def test_what_waits_too_long_is_said_on_the_home_page(log_incident, coordinator, signed_in):
    with clock.set_to(clock.now() - timedelta(days=9)):
        log_incident()

    page = signed_in(coordinator).get("/").content.decode()

    assert "Overdue" in page


def test_on_the_illegal_branch_the_referral_comes_first(log_incident, safeguarding_lead, signed_in):
    incident = log_incident(may_be_illegal=True)

    page = signed_in(safeguarding_lead).get(incident.get_absolute_url())

    assert page.context["possible"][0].verb == "notify_authorities"


def test_an_ordinary_report_is_first_reviewed(incident, coordinator, signed_in):
    page = signed_in(coordinator).get(incident.get_absolute_url())

    assert page.context["possible"][0].verb == "review"
