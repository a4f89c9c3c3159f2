"""Whether the parents were informed: a fact of the incident, and an action that its sanctions table may recommend."""

from incidents.forms import ParentsFormSet
from incidents.views.verbs import Verb
from sanctions import actions


class RecordParents(Verb):
    """All pupils of the incident on one page, saved at once."""

    action = "record_parents"
    template_name = "incidents/parents.html"
    success_message = "It is recorded."

    def get_form(self, form_class=None):
        data = self.request.POST if self.request.method == "POST" else None
        people = self.subject.involvements.select_related("person")
        pupils = [involvement for involvement in people if involvement.is_pupil and involvement.counts]
        return ParentsFormSet(data, pupils, waits=self.waits)

    @property
    def waits(self):
        """Why nobody informs the parents now, if so."""
        return self.subject.parents_wait_in_words if self.subject.parents_wait else ""

    def get_context_data(self, **kwargs):
        return super().get_context_data(waits=self.waits, **kwargs)

    def perform(self, form):
        actions.record_parents(self.subject, form.answers, by=self.request.user)
