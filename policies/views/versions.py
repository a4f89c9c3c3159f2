"""The list of policies, and one version."""

from typing import Any

from django.shortcuts import get_object_or_404

from core.files import PDF, inline
from core.views import DetailPage, ListPage, Scoped
from people.models import School

from .. import printing, queries, states
from ..access import PolicyAccess
from ..documents import Document
from ..models import Policy, PolicyVersion


class PolicyList(ListPage):
    model = Policy
    access = PolicyAccess
    action = "read"
    template_name = "policies/list.html"
    context_object_name = "overviews"

    def get_queryset(self):
        return queries.overviews(self.request.user)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            policies=[each for each in self.object_list if not each.policy.is_agreement],
            agreements=[each for each in self.object_list if each.policy.is_agreement],
            has_own=any(not each.policy.is_standard and not each.policy.is_agreement for each in self.object_list),
            may_start=any(each.schools for each in queries.kinds_to_start(self.request.user)),
            may_check=PolicyAccess.allows(self.request.user, "check"),
            public_schools=School.objects.of(self.request.user).filter(shows_policies=True),
            **kwargs,
        )


class VersionPage(Scoped):
    """The version that the address names, if the user reads its policy."""

    model = PolicyVersion
    kwargs: dict[str, Any]

    def get_record(self):
        versions = self.get_queryset().select_related("policy", "approval_recorded_by", "submitted_by")
        return get_object_or_404(versions, policy__slug=self.kwargs["slug"], number=self.kwargs["number"])


class VersionDetail(VersionPage, DetailPage):
    access = PolicyAccess
    template_name = "policies/version.html"
    context_object_name = "version"

    def get_context_data(self, **kwargs):
        version = self.subject
        standings = queries.standings_for(self.request.user, version.policy)
        versions = [standing.version for standing in standings]
        draft = next((each for each in versions if each.status in states.BEING_WRITTEN and each != version), None)
        previous = queries.earlier_version(version)
        sizes = queries.sizes([version, draft] if draft else [version])
        changed = queries.changes_between(previous, version) if previous else {}
        own = sizes.get(version.pk, {})
        matrices = list(version.matrices.all())
        return super().get_context_data(
            standings=standings,
            standing=next(standing for standing in standings if standing.version == version),
            current=next((standing.version for standing in standings if standing.word == "In force"), None),
            schools=queries.covered_today(version.policy),
            tables=[(matrix, own[matrix.pk], changed.get(matrix.kind, 0)) for matrix in matrices],
            lacks_tables=bool(queries.lacking_tables(version.policy, matrices)),
            document=Document(version),
            omissions=version.left_out(),
            has_sanctions=any(matrix.kind in matrix.SANCTIONS for matrix in matrices),
            undecided=sum(size.undecided for size in own.values()),
            draft=draft,
            draft_undecided=sum(size.undecided for size in sizes.get(draft.pk, {}).values()) if draft else 0,
            previous=previous,
            told=queries.what_changes_for_staff(version) if version.status == states.Status.SUBMITTED else None,
            review=queries.review_in_words(version.review_due),
            notes=queries.notes_on(version, self.request.user),
            review_is_late=queries.is_late(version.review_due),
            **kwargs,
        )


class PolicyPdf(VersionPage, DetailPage):
    """The whole version on paper."""

    access = PolicyAccess

    def get(self, request, *args, **kwargs):
        return pdf_response(request, self.subject)


def pdf_response(request, version):
    """The document as a file, whose own paths lead back to this site."""
    site = request.build_absolute_uri("/").rstrip("/")
    name = f"{version.policy.slug}-{version.name.replace(' ', '-')}.pdf"
    return inline(printing.pdf_of(version, site=site), name, PDF)
