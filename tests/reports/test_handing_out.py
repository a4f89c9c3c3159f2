"""What is handed out of a released report is what was released, whichever document it is."""

import pytest
from django.urls import reverse

from audit.layouts import RowLayout
from audit.models import Layout
from audit.sealing import append, new_link
from core import clock
from core.access import Refused
from reports import urls
from reports.models import Download, ReleasedDocument
from tests.audit.conftest import no_triggers

DOCUMENTS = [pattern.name for pattern in urls.urlpatterns if str(pattern.pattern).endswith(".pdf")]


@pytest.mark.parametrize("column", ["pdf", "archive", "page"])
def test_no_address_hands_out_what_was_changed(released, governor, signed_in, column, caplog):
    client = signed_in(governor)
    addresses = [reverse(f"reports:{name}", args=[released.pk]) for name in DOCUMENTS]
    assert [client.get(address).status_code for address in addresses] == [200] * len(Download.Of)

    with no_triggers() as cursor:
        cursor.execute(f"UPDATE reports_releaseddocument SET {column} = %s", [b"%PDF of other figures"])  # noqa: S608

    answers = [client.get(address) for address in addresses]
    assert [answer.status_code for answer in answers] == [403] * len(Download.Of)
    assert all("none of its documents is given out" in answer.content.decode() for answer in answers)
    assert Download.objects.count() == len(Download.Of)
    assert "is not what was released" in caplog.text
    assert "none of its documents is given out" in client.get(released.get_absolute_url()).content.decode()


def test_a_pdf_that_is_not_the_one_of_the_reports_fingerprint_is_not_handed_out(released):
    with no_triggers() as cursor:
        cursor.execute("UPDATE reports_governorreport SET sha256 = %s", ["0" * 64])

    with pytest.raises(Refused, match="is not what was released"):
        ReleasedDocument.objects.get().copy_of("pdf")


def test_a_document_without_a_seal_is_not_handed_out(draft, headteacher, plain_pdf):
    draft.release(by=headteacher)

    with pytest.raises(Refused, match="is not what was released"):
        draft.document.copy_of("page")


def test_what_came_after_the_seal_is_not_vouched_for_by_it(draft, headteacher, school, plain_pdf):
    draft.release(by=headteacher)
    layout = RowLayout(ReleasedDocument, ["report_id", "pdf"])
    Layout.objects.create(key=layout.key, object=layout.object, columns=" ".join(layout.columns))
    content = layout.content_of(draft.document)
    append({school.pk: [new_link(layout, "release", draft.pk, content, headteacher.pk, clock.now())]})

    assert draft.document.copy_of("pdf").startswith(b"%PDF pdf")
    with pytest.raises(Refused, match="is not what was released"):
        draft.document.copy_of("archive")
