"""Whether what was released is still what it was: figures and schools stand in no history, their fingerprint does."""

from collections.abc import Iterator

from audit.verifying import Problem, Progress

from .models import GovernorReport, ReleasedDocument


def check_published(progress: Progress, using: str) -> Iterator[Problem]:
    """Each released report whose figures or schools are not those of its document."""
    documents = dict(ReleasedDocument.objects.using(using).values_list("report", "figures_sha256"))
    for report in GovernorReport.objects.using(using).released().order_by("pk").iterator(chunk_size=100):
        if documents.get(report.pk) != ReleasedDocument.fingerprint_of_figures(report):
            what = "its figures or its schools are not those that were released"
            yield Problem(object=GovernorReport._meta.label_lower, key=report.pk, what=what)
        progress(1)
