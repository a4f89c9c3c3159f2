"""A pupil's file for a new school."""

from django.urls import reverse
from django.utils.functional import cached_property

from core import clock
from core.forms import ReasonForm
from core.views import DetailPage, ListPage, TransitionPage
from incidents import actions
from incidents.access import TransferAccess
from incidents.forms import BeginTransferForm, ChooseForm, ReceiptForm, SeenForm, SendForm
from incidents.models import PupilWithFile, Transfer
from incidents.printing import pupil_file
from people.proving import lately_proved

from .printing import Printing


class Transfers(ListPage):
    """The files that are under way, sent or ended."""

    model = Transfer
    access = TransferAccess
    action = "read_all"
    template_name = "incidents/transfers.html"
    paginate_by = 50


class TransferPage(DetailPage):
    model = Transfer
    slug_field = slug_url_kwarg = "pk"
    access = TransferAccess
    template_name = "incidents/transfer.html"

    def get_queryset(self):
        return super().get_queryset().select_related("begun_by", "sent_by")

    def get_context_data(self, **kwargs):
        user = self.request.user
        reasons = dict(self.subject.going_along.values_list("incident", "open_because"))
        return super().get_context_data(
            chosen=[(part, reasons.get(part.incident_id, "")) for part in self.subject.chosen_by(user)],
            staying=self.subject.staying_of(user),
            others=self.subject.other_files(user),
            **kwargs,
        )


class TransferVerb(TransitionPage, abstract=True):
    model = Transfer
    slug_field = slug_url_kwarg = "pk"
    access = TransferAccess
    template_name = "incidents/transfer_verb.html"
    title = button = lead = ""


class BeginTransfer(TransferVerb):
    model = PupilWithFile  # type: ignore[assignment]
    action = "begin"
    form_class = BeginTransferForm
    template_name = "incidents/transfer_begin.html"
    title = "Send the file to a new school"
    button = "Begin the file"
    lead = (
        "For a pupil who leaves for another school. You choose next which incidents go along; "
        "everybody else in them becomes Pupil A, Adult A."
    )
    success_message = "The file has been begun. Choose which incidents go along."

    def get_queryset(self):
        return super().get_queryset().select_related("school")

    def get_initial(self):
        return {"left_on": self.subject.left_on}

    def perform(self, form):
        self.transfer = self.subject.begin_transfer(by=self.request.user, **form.cleaned_data)

    def get_success_url(self):
        return reverse("incidents:choose-going-along", args=[self.transfer.pk])

    def get_context_data(self, **kwargs):
        back, back_to = reverse("incidents:transfers"), "Files for a new school"
        others = Transfer.objects.readable_by(self.request.user).filter(person=self.subject)
        return super().get_context_data(person=self.subject, back=back, back_to=back_to, others=others, **kwargs)


class OfTransfer(TransferVerb, abstract=True):
    """A verb on a file that is begun."""

    def get_context_data(self, **kwargs):
        person, back = self.subject.person, self.subject.get_absolute_url()
        return super().get_context_data(person=person, back=back, back_to=person.name, **kwargs)


class ChooseGoingAlong(OfTransfer):
    action = "choose"
    form_class = ChooseForm
    template_name = "incidents/transfer_choose.html"
    title = "Choose which incidents go along"
    button = "Save the choice"
    lead = "You see the incidents that you may read. Ask the coordinator or the head about the others."
    success_message = "The choice is saved."

    def get_success_url(self):
        """A file that another began is there for whoever reads something in it: not any more, maybe."""
        still_theirs = TransferAccess.allows(self.request.user, "read", self.subject)
        return self.subject.get_absolute_url() if still_theirs else reverse("incidents:transfers")

    def get_form_kwargs(self):
        user = self.request.user
        said = {"parts": list(self.subject.may_go_along(user)), "marks": self.subject.marks_for(user), "user": user}
        return super().get_form_kwargs() | said

    def perform(self, form):
        self.subject.choose(by=self.request.user, shown=form.now, **form.cleaned_data)


@lately_proved
class PrintFile(Printing, OfTransfer):
    """Shows what is replaced, then makes the file."""

    action = "print_file"
    form_class = SeenForm
    template_name = "incidents/transfer_file.html"
    title = "Make the file"

    @cached_property
    def chapters(self):
        return pupil_file.chapters_of(self.subject, self.request.user, self.as_written)

    @property
    def preview(self):
        return pupil_file.replaced_in(self.chapters)

    def form_valid(self, form):
        if form.cleaned_data["shown"] != self.preview.fingerprint:
            form.add_error(None, "Something in these incidents changed meanwhile. Look at the list again.")
            return self.render_to_response(self.get_context_data(form=form))
        by, held = self.request.user, [each.incident for each in self.chapters]
        file = pupil_file.pdf_of(self.subject, self.chapters, by=by, at=clock.now())
        name = f"pupil-file-{self.subject.pk}.pdf"
        return self.hand_out(form, file, name, lambda: actions.keep_printed_file(self.subject, held, file, by=by))

    def get_context_data(self, **kwargs):
        staying = self.subject.staying_of(self.request.user)
        return super().get_context_data(chapters=self.chapters, staying=staying, **kwargs)


class SendTransfer(OfTransfer):
    action = "send"
    form_class = SendForm
    title = "Record that the file was sent"
    button = "Record the sending"
    lead = "What was sent cannot be changed afterwards."
    success_message = "It is sent. Record their receipt as soon as they confirm it."


class ConfirmReceipt(OfTransfer):
    action = "confirm_receipt"
    form_class = ReceiptForm
    title = "Record that the file arrived"
    button = "Record the receipt"
    success_message = "The receipt is recorded."


class EndTransfer(OfTransfer):
    action = "end"
    form_class = ReasonForm
    title = "Send nothing"
    button = "Send nothing"
    lead = "For when nothing should be sent, or the pupil stays."
    success_message = "Nothing is sent, and the record says why."
