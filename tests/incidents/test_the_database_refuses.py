"""What no form and no verb lets through, the database itself refuses too."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from core import clock
from incidents.models import Export, ParentsAgreement, Referral, Transfer


@pytest.fixture
def transfer(pupil, safeguarding_lead):
    begun = Transfer(
        person=pupil, to_school="Elm Park School", left_on=date(2026, 5, 1), due_on=date(2026, 5, 8),
        begun_by=safeguarding_lead,
    )  # fmt: skip
    begun.save_as(safeguarding_lead, "Begun")
    return begun


@pytest.fixture
def agreement(incident, safeguarding_lead):
    said = ParentsAgreement(
        incident=incident, word="agreed", agency="police", spoke_to="Sam", said_at=clock.now(), reason="Yes.",
        by=safeguarding_lead,
    )  # fmt: skip
    said.save_as(safeguarding_lead, "Said")
    return said


def refuses(record, change):
    """The message of the database."""
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        type(record)._base_manager.filter(pk=record.pk).update(**change)
    return str(refused.value)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"receipt_on": date(2026, 5, 9), "receipt_by": "Elm"}, "receipt_follows_the_sending_and_says_by_whom"),
        ({"receipt_by": "Elm"}, "receipt_follows_the_sending_and_says_by_whom"),
        ({"ended_because": "They stay."}, "file_that_is_not_sent_says_why"),
        ({"ended_at": clock.now()}, "file_that_is_not_sent_says_why"),
        ({"sent_on": date(2026, 5, 2)}, "sent_file_says_how_and_by_whom"),
    ],
)
def test_half_a_transfer(transfer, change, constraint):
    assert constraint in refuses(transfer, change)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"agency": ""}, "agreement_on_parents_says_on_whose_word"),
        ({"spoke_to": ""}, "agreement_on_parents_says_on_whose_word"),
        ({"said_at": None}, "agreement_on_parents_says_on_whose_word"),
        ({"reason": ""}, "agreement_on_parents_has_a_reason"),
    ],
)
def test_an_agreement_that_is_nobodys(agreement, change, constraint):
    assert constraint in refuses(agreement, change)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"spoke_to": ""}, "referral_says_who_spoke_to_whom"),
        ({"reason": ""}, "referral_has_a_reason"),
        ({"answer": "confirmed"}, "answer_says_who_gave_it_and_when"),
        ({"answered_at": clock.now()}, "answer_says_who_gave_it_and_when"),
        ({"answered_at": clock.now(), "answer_text": "They rang."}, "answer_says_who_gave_it_and_when"),
        ({"answered_at": clock.now(), "answered_by": "PC Quince"}, "answer_says_who_gave_it_and_when"),
    ],
)
def test_a_referral_that_says_too_little(referred, change, constraint):
    assert constraint in refuses(Referral.objects.get(incident=referred), change)


def test_a_printed_record_without_its_fingerprint(coordinator):
    said = {"user": coordinator, "format": "pdf", "reason": "For the file", "rows": 1}

    with pytest.raises(IntegrityError, match="printed_record_has_its_fingerprint"), transaction.atomic():
        Export.objects.create(**said, sha256="")

    Export.objects.create(**said, sha256="0" * 64)
