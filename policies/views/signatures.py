"""Agreements as those who keep their signatures see them: who has signed, recording, reminding, taking back."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.utils.functional import cached_property
from django.views import View

from core import clock
from core.access import Refused
from core.files import CSV, attachment
from core.forms import PlainForm
from core.spreadsheets import csv_file
from core.views import DetailPage, FormPage, ListPage, Page, TransitionPage
from core.words import counted
from people.calendar import midnight
from people.proving import lately_proved

from .. import queries
from ..access import AgreementAccess
from ..actions import record, record_names, remind, take_back
from ..forms import NamesForm, RecordForm, TakeBackForm
from ..models import Signature
from .agreements import AgreementPage

SHOWN = 50  # signatures on a page
NAMED = 5  # names that a message says


class KeptPage(AgreementPage):
    """An agreement at a school whose signatures the user keeps: the one that is asked for, or the first."""

    def get_subject(self):
        code = self.request.GET.get("school", "")
        asked_first = sorted(self.kept, key=lambda each: each.school.code != code)
        return self.first_of(lambda: asked_first, lambda: queries.read_by(self.request.user))

    @cached_property
    def kept(self):
        return queries.kept_by(self.request.user)

    @cached_property
    def roll(self):
        return queries.roll_of(self.subject)

    @cached_property
    def school_class(self):
        """The class that is asked for, of an agreement that is signed by class."""
        asked = self.request.GET.get("class", "")
        return self.roll.of_class(asked) if self.subject.is_by_class else None

    @property
    def only_missing(self):
        return self.request.GET.get("show") == "missing"

    @property
    def listed(self):
        """Those of the class that is asked for, or all; where it is asked for, those alone who have not signed."""
        found = self.school_class.signatories if self.school_class else self.roll.signatories
        return [each for each in found if each.signature is None] if self.only_missing else found

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            agreement=self.subject,
            version=self.subject.version,
            roll=self.roll,
            school_class=self.school_class,
            schools=[each for each in self.kept if each.slug == self.subject.slug],
            **kwargs,
        )


class Signatures(KeptPage, DetailPage):
    """Who has signed and who has not: by class first, where classes sign."""

    access = AgreementAccess
    action = "keep"
    template_name = "agreements/signatures.html"

    def get_context_data(self, **kwargs):
        by_class = self.subject.is_by_class and not self.school_class and not self.only_missing
        return super().get_context_data(
            by_class=by_class,
            listed=[] if by_class else self.listed,
            only_missing=self.only_missing,
            may_remind=AgreementAccess.allows(self.request.user, "remind", self.subject),
            **kwargs,
        )


class EverySignature(KeptPage, ListPage):
    """All that were ever given at the school: for earlier versions, by people who left, and those taken back."""

    access = AgreementAccess
    action = "keep"
    template_name = "agreements/every.html"
    context_object_name = "signatures"
    paginate_by = SHOWN

    def get_queryset(self):
        return Signature.objects.of_agreement(self.subject.version.policy, self.subject.school)


@lately_proved
class SignaturesFile(KeptPage, Page, View):
    """The list as it is filtered, as a file for a spreadsheet."""

    access = AgreementAccess
    action = "keep"
    HEAD = ("Name", "Class", "Signed", "Day", "How", "Parent or carer", "Recorded by", "Agreement", "Version", "School")

    def get(self, request, *args, **kwargs):
        named = [(each.name, "", each) for each in self.roll.named]
        rows = named or [(each.name, each.class_name, each.signature) for each in self.listed]
        content = csv_file(self.HEAD, [self.line(*row) for row in rows])
        name = f"{self.subject.slug}-{self.subject.school.code}-{clock.today().isoformat()}.csv"
        return attachment(content, name, CSV)

    def line(self, name, class_name, signature):
        about = (str(self.subject), self.subject.version.number, str(self.subject.school))
        if signature is None:
            return name, class_name, "no", "", "", "", "", *about
        day, how = signature.signed_on.isoformat(), signature.get_how_display()
        return name, class_name, "yes", day, how, signature.signed_by, str(signature.recorded_by), *about


class RecordSignatures(KeptPage, FormPage):
    """Signatures on paper or in class: of a class, of the staff, or names of visitors."""

    access = AgreementAccess
    action = "keep"
    template_name = "agreements/record.html"

    def get_form_class(self):
        return NamesForm if self.subject.is_by_name else RecordForm

    def get_form_kwargs(self):
        initial = {"signed_on": clock.today()}
        kwargs = super().get_form_kwargs() | {"agreement": self.subject, "initial": initial}
        if self.subject.is_by_name:
            return kwargs
        kwargs["signatories"] = self.signatories
        return self.ticked(kwargs) if "tick" in self.request.POST else kwargs

    def ticked(self, kwargs):
        """Of a form that asks to tick all or nobody: what was typed, as a page that was not sent yet."""
        every = [each.key for each in self.signatories] if self.request.POST["tick"] == "all" else []
        return kwargs | {"initial": kwargs["data"].dict() | {"who": every}, "data": None, "files": None}

    def post(self, request, *args, **kwargs):
        return self.get(request, *args, **kwargs) if "tick" in request.POST else super().post(request, *args, **kwargs)

    @property
    def signatories(self):
        if not self.subject.is_by_class:
            return self.roll.signatories
        return self.school_class.signatories if self.school_class else []

    def form_valid(self, form):
        verb = record_names if self.subject.is_by_name else record
        try:
            done = verb(self.subject, by=self.request.user, **form.answers)
        except Refused as refused:
            form.add_error(None, str(refused))
            return self.render_to_response(self.get_context_data(form=form), status=409)
        messages.success(self.request, in_words(done))
        return HttpResponseRedirect(self.get_success_url())

    def get_success_url(self):
        return self.subject.list_url


def in_words(done):
    """What was recorded, and whose signature was there already."""
    said = f"{counted(done.new, 'signature')} recorded." if done.new else "Nothing new was recorded."
    if not done.already:
        return said
    names = ", ".join(done.already[:NAMED])
    more = f" and {counted(len(done.already) - NAMED, 'other')}" if len(done.already) > NAMED else ""
    return f"{said} Already recorded, and left as it was: {names}{more}."


class RemindSignatories(KeptPage, FormPage):
    """An e-mail to those who have not signed and can sign in."""

    access = AgreementAccess
    action = "remind"
    form_class = PlainForm
    template_name = "agreements/remind.html"

    def get_context_data(self, **kwargs):
        waiting = self.roll.unsigned
        told = queries.told_since(self.subject, midnight(clock.today()))
        signs_in = [each for each in waiting if each.has_the_role]
        return super().get_context_data(
            reachable=[each for each in signs_in if each.user.pk not in told],
            told_today=[(each, told[each.user.pk]) for each in signs_in if each.user.pk in told],
            others_waiting=[each for each in waiting if not each.has_the_role],
            **kwargs,
        )

    def form_valid(self, form):
        told = remind(self.subject, by=self.request.user)
        if told:
            messages.success(self.request, f"{counted(told, 'person')} told by e-mail.")
        else:
            messages.warning(self.request, "Nobody was told: each has been told today already, or wants no e-mail.")
        return HttpResponseRedirect(self.subject.list_url)


class TakeBackSignature(TransitionPage):
    """A signature that was recorded by mistake."""

    model = Signature
    slug_field = slug_url_kwarg = "pk"
    access = AgreementAccess
    action = "take_back"
    form_class = TakeBackForm
    template_name = "agreements/take_back.html"
    success_message = "The signature has been taken back. It can still be seen, but no longer counts."

    def get_queryset(self):
        return super().get_queryset().select_related("version__policy", "school", "retraction")

    def perform(self, form):
        take_back(self.subject, by=self.request.user, **form.cleaned_data)
