"""The whole record of an incident on paper: the page that asks for whom, and the file."""

from core import clock
from core.access import Refused
from core.files import PDF, attachment
from incidents import actions
from incidents.forms import PrintForm
from incidents.printing import paper
from incidents.printing.record import for_printing

from .verbs import Verb


class PrintRecord(Verb):
    """Asks for whom and why; where names are replaced it first shows what was, then makes the file.

    The address of the file is the same page, so that a link to it asks too.
    """

    action = "print_record"
    form_class = PrintForm
    template_name = "incidents/print_record.html"
    title = "Print the whole record"
    preview = None

    def get_queryset(self):
        return for_printing(super().get_queryset())

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"incident": self.subject}

    def form_valid(self, form):
        copy, at = form.copy, clock.now()
        contents = paper.contents_of(self.subject, copy)
        if contents.replaced and contents.replaced.fingerprint != form.cleaned_data["shown"]:
            self.preview = contents.replaced
            form.say({"shown": contents.replaced.fingerprint})
            return self.render_to_response(self.get_context_data(form=form))
        file = paper.pdf_of(paper.html_of(self.subject, copy, contents, by=self.request.user, at=at))
        try:
            actions.keep_printed(self.subject, copy, file, by=self.request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
            return self.render_to_response(self.get_context_data(form=form), status=409)
        which = "-names-replaced" if copy.redacts else ""
        return attachment(file, f"{self.subject.reference}-record{which}.pdf", PDF)

    def get_context_data(self, **kwargs):
        return super().get_context_data(preview=self.preview, **kwargs)
