"""Correcting what was recorded."""

from incidents.forms import CorrectForm

from .verbs import Verb


class Correct(Verb):
    action = "correct"
    form_class = CorrectForm
    template_name = "incidents/correct.html"
    title = "Correct what was recorded"
    button = "Save the correction"
    lead = (
        "The chronology keeps the old value beside the new one. What the reporter wrote stays as it is: add an entry."
    )
    success_message = "It has been corrected. The chronology says what it was."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"incident": self.subject}

    def perform(self, form):
        answers = form.cleaned_data
        self.subject.correct(by=self.request.user, reason=answers["reason"], **form.changes(answers))
