"""What is written beside the figures, and the second person who confirms that it identifies nobody."""

from core.access import Refused
from core.markdown import render
from core.views import TransitionPage
from reports.access import ReportAccess
from reports.actions import write_words
from reports.forms import ConfirmWordsForm, WordsForm
from reports.models import Narrative
from reports.presentation import WORDS
from reports.recognising import warnings_of

from .reading import OneReport


class WriteWords(OneReport, TransitionPage):
    access = ReportAccess
    action = "write"
    form_class = WordsForm
    template_name = "reports/words.html"
    success_message = "Saved. Before the release somebody else confirms that nobody can be identified."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"schools": self.subject.school_ids}

    def get_initial(self):
        words = Narrative.objects.filter(report=self.subject).first()
        shown = words or self.subject.earlier_words
        kept = {name: getattr(shown, name) for name in WORDS} if shown else {}
        return kept | {"edition": words.edition if words else 0}

    def perform(self, form):
        try:
            write_words(self.subject, by=self.request.user, **form.cleaned_data)
        except Refused:  # somebody else saved meanwhile: theirs is shown beside what was typed, for the next sending
            form.theirs = Narrative.objects.filter(report=self.subject).first()
            form.say({"edition": str(form.theirs.edition if form.theirs else 0)})
            raise


class ConfirmWords(OneReport, TransitionPage):
    """The words alone: a draft's figures are for those who prepare and release it."""

    scope = "for_confirming"
    access = ReportAccess
    action = "confirm"
    form_class = ConfirmWordsForm
    template_name = "reports/confirm.html"
    success_message = "It is confirmed that nobody can be identified."

    def get_initial(self):
        return {"edition": self.subject.narrative.edition}

    def get_context_data(self, **kwargs):
        words = self.subject.words
        texts = {name: getattr(words, name) for name in WORDS}
        return super().get_context_data(
            words={name: render(text, with_tables=False) for name, text in texts.items() if text},
            written=words,
            warned=warnings_of(texts.values(), self.subject.school_ids),
            **kwargs,
        )

    def perform(self, form):
        self.subject.narrative.confirm(by=self.request.user, edition=form.cleaned_data["edition"])

    def get_success_url(self):
        if ReportAccess.allows(self.request.user, "read", self.subject):
            return self.subject.get_absolute_url()
        return "/"
