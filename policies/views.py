"""Pages about policies: the list, a version, its tables, and the grid that edits a table."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.views.generic import TemplateView

from core.access import Refused
from core.forms import PlainForm
from core.views import NOT_SENT, DetailPage, FormPage, ListPage, Page, Scoped, TransitionPage

from . import queries, states
from .access import PolicyAccess
from .actions import Change, ClashError, new_draft, save_grid, start_policy
from .forms import ApprovalForm, GridForm, StartForm
from .models import Policy, PolicyVersion
from .tables import Table

MANY_CHANGES = 20  # told one by one up to here


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
            has_own=any(not overview.policy.is_standard for overview in self.object_list),
            may_start=queries.without_a_policy(self.request.user).exists(),
            **kwargs,
        )


class VersionPage(Scoped):
    """The version that the address names, if the user reads its policy."""

    model = PolicyVersion
    kwargs: dict[str, Any]

    def get_record(self):
        versions = self.get_queryset().select_related("policy", "approval_recorded_by")
        return get_object_or_404(versions, policy__slug=self.kwargs["slug"], number=self.kwargs["number"])


class VersionDetail(VersionPage, DetailPage):
    access = PolicyAccess
    template_name = "policies/version.html"
    context_object_name = "version"

    def get_context_data(self, **kwargs):
        version = self.subject
        versions = list(version.policy.versions.all())
        standings = queries.standings(versions)
        draft = next((each for each in versions if each.status in states.BEING_WRITTEN and each != version), None)
        previous = max((each for each in versions if each.number < version.number), key=_number, default=None)
        sizes = queries.sizes([version, draft] if draft else [version])
        changed = queries.changes_between(previous, version) if previous else {}
        own = sizes.get(version.pk, {})
        tables = [(matrix, own[matrix.pk], changed.get(matrix.kind, 0)) for matrix in version.matrices.all()]
        return super().get_context_data(
            standings=standings,
            standing=next(standing for standing in standings if standing.version == version),
            current=next((standing.version for standing in standings if standing.word == "In force"), None),
            schools=queries.covered_today(version.policy),
            tables=tables,
            has_sanctions=any(matrix.kind in matrix.SANCTIONS for matrix, _, _ in tables),
            undecided=sum(size.undecided for size in own.values()),
            draft=draft,
            draft_undecided=sum(size.undecided for size in sizes.get(draft.pk, {}).values()) if draft else 0,
            previous=previous,
            review=queries.review_in_words(version.review_due),
            review_is_late=queries.is_late(version.review_due),
            **kwargs,
        )


def _number(version):
    return version.number


class MatrixPage(VersionPage):
    """The table that the address names, if the user reads its policy."""

    def get_record(self):
        version = super().get_record()
        matrix = get_object_or_404(version.matrices, kind=self.kwargs["kind"])
        matrix.version = version
        return matrix


class MatrixDetail(MatrixPage, DetailPage):
    access = PolicyAccess
    template_name = "policies/matrix.html"
    context_object_name = "matrix"

    def get_context_data(self, **kwargs):
        matrix = self.subject
        standings = queries.standings(list(matrix.version.policy.versions.all()))
        twins = matrix.version.matrices.filter(kind__in=matrix.SANCTIONS).exclude(pk=matrix.pk)
        return super().get_context_data(
            table=Table(matrix),
            standing=next(standing for standing in standings if standing.version == matrix.version),
            draft=next((each.version for each in standings if each.version.status in states.BEING_WRITTEN), None),
            twins=twins if matrix.kind in matrix.SANCTIONS else [],
            **kwargs,
        )


class EditMatrix(MatrixPage, Page, TemplateView):
    """The grid: all decisions of a table in one form, saved at once."""

    access = PolicyAccess
    action = "decide"
    template_name = "policies/matrix_edit.html"

    def get_subject(self):
        return self.get_record()

    def get_context_data(self, **kwargs):
        form = kwargs.pop("form", None) or GridForm(Table(self.subject))
        return super().get_context_data(form=form, table=form.table, matrix=self.subject, **kwargs)

    def show_again(self):
        messages.warning(self.request, NOT_SENT)
        form = GridForm(Table(self.subject), self.request.POST)
        return self.render_to_response(self.get_context_data(form=form))

    def post(self, request, *args, **kwargs):
        form = GridForm(Table(self.subject), request.POST)
        if not form.is_valid:
            return self.render_to_response(self.get_context_data(form=form))
        try:
            changes = save_grid(self.subject, form.choices, by=request.user)
        except ClashError as clashes:
            form = GridForm(Table(self.subject), request.POST)
            form.clash(clashes.by_name)
            return self.render_to_response(self.get_context_data(form=form), status=409)
        except Refused as refused:
            form.errors.append(str(refused))
            return self.render_to_response(self.get_context_data(form=form), status=409)
        messages.success(request, _what_changed(changes))
        return HttpResponseRedirect(self.subject.get_absolute_url())


def _what_changed(changes: list[Change]) -> str:
    if not changes:
        return "Nothing was changed, so nothing was saved."
    count = "1 change is saved." if len(changes) == 1 else f"{len(changes)} changes are saved."
    told = format_html_join("", "<br>{}", ((str(change),) for change in changes[:MANY_CHANGES]))
    more = f" And {len(changes) - MANY_CHANGES} more." if len(changes) > MANY_CHANGES else ""
    return format_html("<strong>{}</strong>{}{}", count, told, more)


class StartPolicy(FormPage):
    """The first draft of the policy of one or several schools."""

    access = PolicyAccess
    action = "start"
    form_class = StartForm
    template_name = "policies/start.html"
    success_message = "The policy is started. Decide what is still open, table by table."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def form_valid(self, form):
        self.version = start_policy(by=self.request.user, **form.cleaned_data)
        return super().form_valid(form)

    def get_success_url(self):
        return self.version.get_absolute_url()


class NewDraft(TransitionPage):
    """The next draft of a policy, copied from its last approved version."""

    model = Policy
    access = PolicyAccess
    action = "draft"
    slug_field = slug_url_kwarg = "slug"
    form_class = PlainForm
    template_name = "policies/draft.html"
    success_message = "The new draft is made. Decide what it changes, table by table."

    def get_context_data(self, **kwargs):
        return super().get_context_data(back=reverse("policies:list"), **kwargs)

    def perform(self, form):
        self.draft = new_draft(self.subject, by=self.request.user)

    def get_success_url(self):
        return self.draft.get_absolute_url()


class ApproveVersion(VersionPage, TransitionPage):
    """Recording the approval by the governing body."""

    access = PolicyAccess
    action = "approve"
    form_class = ApprovalForm
    template_name = "policies/approve.html"
    success_message = "The approval is recorded. This version can no longer be edited."

    def get_context_data(self, **kwargs):
        return super().get_context_data(obstacles=self.subject.obstacles(), **kwargs)
