"""What may never be chosen for one row."""

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property

from core.forms import PlainForm
from core.views import TransitionPage

from ...access import PolicyAccess
from ...actions import structure
from ...forms import LockForm
from ...models import Lock, Pinned
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

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"matrix": self.matrix, "row": self.row}

    def get_context_data(self, **kwargs):
        pinned = Pinned(self.matrix.kind)
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


class LiftLock(OfTable, TransitionPage):
    """Asks once more before a lock that the school made itself is lifted."""

    access = PolicyAccess
    action = "edit"
    form_class = PlainForm
    template_name = "policies/structure_lift.html"
    success_message = "The lock is lifted."

    @cached_property
    def lock(self):
        """The lock that the address names; none where somebody lifted it meanwhile."""
        locks = Lock.objects.filter(row__matrix=self.matrix, row__key=self.kwargs["key"]).select_related(
            "row", "column"
        )
        return locks.filter(column__group__key=self.kwargs["side"], column__key=self.kwargs["column"]).first()

    def get(self, request, *args, **kwargs):
        if self.lock is None:
            raise Http404
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(lock=self.lock, locks_url=self.get_success_url(), **kwargs)

    def perform(self, form):
        place = f"{self.kwargs['side']}.{self.kwargs['column']}"
        structure.lift_lock(self.matrix, self.kwargs["key"], place, by=self.request.user)

    def get_success_url(self):
        version = self.matrix.version
        return reverse(
            "policies:locks", args=[version.policy.slug, version.number, self.matrix.kind, self.kwargs["key"]]
        )
