"""Settling what was noted for the next draft."""

from core.views import TransitionPage

from ..access import PolicyAccess
from ..forms import SettleForm
from ..models import DraftNote


class SettleNote(TransitionPage):
    model = DraftNote
    slug_field = slug_url_kwarg = "pk"
    access = PolicyAccess
    action = "settle"
    form_class = SettleForm
    template_name = "policies/settle_note.html"
    success_message = "The note is settled."

    def get_queryset(self):
        return super().get_queryset().select_related("policy", "by")

    def get_success_url(self):
        newest = self.subject.policy.versions.select_related("policy").first()
        return f"{newest.get_absolute_url()}#notes"
