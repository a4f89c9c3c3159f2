"""A whole table, added to a draft."""

from core.access import Refused
from core.views import TransitionPage

from ... import queries
from ...access import PolicyAccess
from ...actions import structure
from ...forms import AddTableForm
from ..versions import VersionPage


class AddTable(VersionPage, TransitionPage):
    """A table of a kind that the draft lacks."""

    access = PolicyAccess
    action = "edit"
    form_class = AddTableForm
    template_name = "policies/structure_table.html"
    success_message = "The table has been added. Decide what is still open."

    @property
    def lacking(self):
        return queries.lacking_tables(self.subject.policy, self.subject.matrices.all())

    def get_form_kwargs(self):
        earlier = queries.earlier_version(self.subject)
        return super().get_form_kwargs() | {"lacking": self.lacking, "earlier": earlier.name if earlier else ""}

    def get_context_data(self, **kwargs):
        return super().get_context_data(lacking=self.lacking, **kwargs)

    def perform(self, form):
        kind, start = form.cleaned_data["table"], form.cleaned_data["start"]
        source = queries.table_of(self.subject, kind, start)
        if source is None:
            raise Refused("What you chose to start from does not have this table: choose something else.")
        self.added = structure.add_table(self.subject, by=self.request.user, source=source, with_rows=start != "empty")

    def get_success_url(self):
        return self.added.get_absolute_url()
