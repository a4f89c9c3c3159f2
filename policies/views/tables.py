"""A table of a version, and the grid that edits it."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.html import format_html, format_html_join
from django.views.generic import TemplateView

from core.access import Refused
from core.views import NOT_SENT, DetailPage, Page

from .. import queries, states
from ..access import PolicyAccess
from ..actions import Change, ClashError, save_grid
from ..forms import GridForm
from ..tables import Table
from .versions import VersionPage

MANY_CHANGES = 20  # told one by one up to here


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
        standings = queries.standings_for(self.request.user, matrix.version.policy)
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

    def dispatch(self, request, *args, **kwargs):
        try:
            return super().dispatch(request, *args, **kwargs)
        except Refused as refused:
            if request.method != "POST":
                raise
            form = GridForm(Table(self.subject), request.POST)  # submitted or withdrawn meanwhile: the choices stay
            form.errors.append(str(refused))
            return self.render_to_response(self.get_context_data(form=form), status=403)

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
        return HttpResponseRedirect(self.get_success_url())

    def get_success_url(self):
        return self.subject.get_absolute_url()


def _what_changed(changes: list[Change]) -> str:
    if not changes:
        return "Nothing was changed, so nothing was saved."
    count = "1 change is saved." if len(changes) == 1 else f"{len(changes)} changes are saved."
    told = format_html_join("", "<br>{}", ((str(change),) for change in changes[:MANY_CHANGES]))
    more = f" And {len(changes) - MANY_CHANGES} more." if len(changes) > MANY_CHANGES else ""
    return format_html("<strong>{}</strong>{}{}", count, told, more)
