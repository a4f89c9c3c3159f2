"""Records on paper: the page that asks for whom and shows what is replaced, and the file."""

from dataclasses import replace

from django.utils.functional import cached_property

from core import clock
from core.access import Refused
from core.files import PDF, attachment
from incidents import actions
from incidents.forms import PrintForm
from incidents.printing import paper
from incidents.printing.record import for_printing
from people.proving import lately_proved

from .verbs import Verb

MOST_TICKS = 500


class Printing:
    """What a page that replaces names shares: it shows what was found, and no file is made of what nobody has seen.

    Each name that was found may be left as it was written, where it is somebody else's.
    """

    preview = None

    @cached_property
    def as_written(self):
        return frozenset(self.request.POST.getlist("as_written")[:MOST_TICKS])

    def show_first(self, form, preview):
        self.preview = preview
        form.say({"shown": preview.fingerprint})
        return self.render_to_response(self.get_context_data(form=form))

    def hand_out(self, form, file, name, keep):
        """The file, once it is kept that it was made; `keep` may refuse."""
        try:
            keep()
        except Refused as refused:
            form.add_error(None, str(refused))
            return self.render_to_response(self.get_context_data(form=form), status=409)
        return attachment(file, name, PDF)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"preview": self.preview, "as_written": self.as_written} | kwargs)


@lately_proved
class PrintRecord(Printing, Verb):
    """Asks for whom and why; where names are replaced it first shows what was, then makes the file.

    The address of the file is the same page, so that a link to it asks too.
    """

    action = "print_record"
    form_class = PrintForm
    template_name = "incidents/print_record.html"
    title = "Print the whole record"

    def get_queryset(self):
        return for_printing(super().get_queryset())

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"incident": self.subject}

    def form_valid(self, form):
        copy, by, at = replace(form.copy, as_written=self.as_written), self.request.user, clock.now()
        contents = paper.contents_of(self.subject, copy)
        if contents.replaced and contents.replaced.fingerprint != form.cleaned_data["shown"]:
            return self.show_first(form, contents.replaced)
        file = paper.pdf_of(paper.html_of(self.subject, copy, contents, by=by, at=at))
        name = f"{self.subject.reference}-record{'-names-replaced' if copy.redacts else ''}.pdf"
        return self.hand_out(form, file, name, lambda: actions.keep_printed(self.subject, copy, file, by=by))
