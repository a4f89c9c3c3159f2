"""What the authority does about an allegation: decides, and shares it again."""

from core.forms import ReasonForm
from incidents.forms import AdviceForm, AllegationForm
from incidents.queries import who_would_read

from .consulting import Dated
from .verbs import Verb


class DecideAllegation(Verb):
    action = "decide_allegation"
    form_class = AllegationForm
    button = "Record the decision"
    success_message = "The decision is recorded. The page says what follows from it."

    @property
    def title(self):
        return "Decide again on the allegation" if self.subject.last_decision else "Decide on the allegation"

    @property
    def lead(self):
        if self.subject.last_decision:
            return "The earlier decision stays on the record, above this one."
        return self.subject.lado_in_words


class RecordAdvice(Dated):
    action = "record_advice"
    form_class = AdviceForm
    title = "Record what the LADO advised"
    button = "Record their advice"
    lead = "The Local Authority Designated Officer advises how the allegation is taken further. Go by what they say."
    success_message = "Their advice is recorded."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"told": self.subject.awaits_advice}


class Share(Verb):
    action = "share"
    form_class = ReasonForm
    template_name = "incidents/share.html"
    title = "Share it with those who would otherwise handle it"
    button = "Share this incident"
    success_message = "It is shared: those who handle it now have it in their list of incidents."

    def get_context_data(self, **kwargs):
        return super().get_context_data(would_read=who_would_read(self.subject), **kwargs)
