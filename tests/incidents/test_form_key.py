"""The key of the report form: what is sent twice is one incident, and no other incident is lost under it."""

import pytest

from incidents.models import Incident, Involvement
from tests.incidents.browser_form import sent_by

pytestmark = pytest.mark.both

URL = "/incidents/report/"


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "phone"},
        {"place": "playground"},
        {"device": "unknown"},
        {"description": "Another proxy page was open."},
        {"immediate_action": "Closed it."},
        {"precision": "unknown"},
        {"people-0-part": "witness"},
        {"people-0-name": "Quinn Pupil, 6 Elm"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_another_incident_under_the_same_key_is_not_swallowed(signed_in, teacher, answers, other_pupil, change):
    browser = signed_in(teacher)
    browser.post(URL, answers)
    first = Incident.objects.get()

    refused = browser.post(URL, answers | change)
    shown = sent_by(refused, "submission")
    browser.post(URL, shown)

    sentence = f"This form has already been sent and is {first.reference}. If this is another incident, send it again."
    assert sentence in refused.content.decode()
    assert shown["submission"] != answers["submission"]
    assert Incident.objects.count() == 2
    field, value = next(iter(change.items()))
    assert shown[field] == value


def test_what_is_refused_saves_nothing(signed_in, teacher, answers):
    browser = signed_in(teacher)
    browser.post(URL, answers)

    browser.post(URL, answers | {"description": "Another."})

    assert (Incident.objects.count(), Involvement.objects.count()) == (1, 1)
    assert Incident.objects.get().description == "A proxy page was open."


def test_the_second_incident_sent_twice_is_one_too(signed_in, teacher, answers):
    browser = signed_in(teacher)
    browser.post(URL, answers)
    again = sent_by(browser.post(URL, answers | {"description": "Another."}), "submission")

    one, two = browser.post(URL, again), browser.post(URL, again)

    assert one["Location"] == two["Location"]
    assert Incident.objects.count() == 2


def test_somebody_elses_key_is_replaced_by_one_of_ones_own(signed_in, teacher, coordinator, answers):
    signed_in(teacher).post(URL, answers)
    browser = signed_in(coordinator)

    refused = browser.post(URL, answers)
    browser.post(URL, sent_by(refused, "submission"))

    assert Incident.objects.get(reported_by=teacher).reference not in refused.content.decode()
    assert list(Incident.objects.order_by("pk").values_list("reported_by", flat=True)) == [teacher.pk, coordinator.pk]
