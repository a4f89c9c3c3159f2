"""What may never be chosen for one row."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.utils.functional import cached_property

from core.access import Refused
from core.views import TransitionPage

from ... import queries
from ...access import PolicyAccess
from ...actions import structure
from ...forms import LockForm
from .shape import OfTable


class LockCells(OfTable, TransitionPage):
    """The locks of a row: those of the standard set, those of the school, and one more."""

    access = PolicyAccess
    action = "edit"
    form_class = LockForm
    template_name = "policies/structure_locks.html"
    success_message = "The decision is locked."

    @cached_property
    def row(self):
        rows = self.matrix.all_rows.prefetch_related("locks__column__group")
        return rows.filter(key=self.kwargs["key"]).first()

    def get(self, request, *args, **kwargs):
        if self.row is None:
            raise Http404
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        if "lift" not in request.POST:
            return super().post(request, *args, **kwargs)
        try:
            structure.lift_lock(self.matrix, self.kwargs["key"], request.POST["lift"], by=request.user)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, "The lock is lifted.")
        return HttpResponseRedirect(request.path if self.row else self.shape_url)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"matrix": self.matrix, "row": self.row}

    def get_context_data(self, **kwargs):
        pinned = queries.Pinned(self.matrix.kind)
        locks = self.row.locks.all() if self.row else ()
        told = [(lock, pinned.lock(self.row, lock.column) is not None) for lock in locks]
        return super().get_context_data(row=self.row, locks=told, **kwargs)

    def perform(self, form):
        answers = form.cleaned_data
        structure.lock_cell(
            self.matrix, self.kwargs["key"], answers["place"], by=self.request.user, reason=answers["reason"]
        )

    def get_success_url(self):
        return self.request.path
