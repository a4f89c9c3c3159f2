"""Agreements as those who sign them see them: what there is to sign, signing, and the receipt."""

from typing import Any

from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404

from core.access import Refused
from core.markdown import render
from core.views import DetailPage, FormPage, ListPage, Scoped

from .. import queries
from ..access import AgreementAccess
from ..actions import sign
from ..forms import SignForm
from ..models import Policy, Signature


class Agreements(ListPage):
    """What one has to sign and has signed; and how the agreements stand whose signatures one keeps."""

    model = Policy
    access = AgreementAccess
    action = "read"
    template_name = "agreements/list.html"
    context_object_name = "own"

    def get_queryset(self):
        return queries.own(self.request.user)

    def get_context_data(self, **kwargs):
        user = self.request.user
        return super().get_context_data(
            rolls=queries.rolls(queries.kept_by(user)),
            keeps=AgreementAccess.allows(user, "keep_any"),
            **kwargs,
        )


class AgreementPage(Scoped):
    """The agreement that the address names, at a school of the user."""

    model: Any = Policy

    def first_of(self, *agreements):
        """The first that is of this policy; lists that cost a query are asked only where those before have none."""
        signed = Policy.objects.readable_by(self.request.user).exclude(kind=Policy.Kind.E_SAFETY)
        policy = get_object_or_404(signed, slug=self.kwargs["slug"])
        return next((each for found in agreements for each in found() if each.version.policy_id == policy.pk), None)


class SignAgreement(AgreementPage, FormPage):
    """The whole text, and at its end the form. Whoever has signed is led to the receipt."""

    access = AgreementAccess
    action = "sign"
    form_class = SignForm
    template_name = "agreements/sign.html"
    success_message = "Thank you: your signature is recorded."

    def get_subject(self):
        user = self.request.user
        return self.first_of(lambda: queries.signed_on_screen_by(user), lambda: queries.read_by(user))

    def dispatch(self, request, *args, **kwargs):
        try:
            return super().dispatch(request, *args, **kwargs)
        except Refused:
            if self.subject and (given := self.subject.signature_of(request.user)):
                return HttpResponseRedirect(given.get_absolute_url())
            raise

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"agreement": self.subject}

    def get_context_data(self, **kwargs):
        version = self.subject.version
        sections = [(section, render(section.body)) for section in version.sections.all()]
        before = queries.signed_before(self.request.user, version)
        return super().get_context_data(
            agreement=self.subject,
            version=version,
            sections=sections,
            before=before,
            told=queries.what_changed(queries.compare(before.version, version)) if before else None,
            **kwargs,
        )

    def form_valid(self, form):
        try:
            self.signature = sign(self.subject, by=self.request.user)
        except Refused as refused:  # a newer version came into force at this very moment
            self.subject = self.get_subject()
            self.access.require(self.request.user, self.action, self.subject)
            form = SignForm(agreement=self.subject, data={})
            form.add_error(None, str(refused))
            return self.render_to_response(self.get_context_data(form=form), status=409)
        return super().form_valid(form)

    def get_success_url(self):
        return self.signature.get_absolute_url()


class SignatureDetail(DetailPage):
    """The receipt: who signed exactly what, and when."""

    model = Signature
    slug_field = slug_url_kwarg = "pk"
    access = AgreementAccess
    action = "read_signature"
    template_name = "agreements/receipt.html"
    context_object_name = "signature"

    def get_queryset(self):
        return super().get_queryset().select_related("version__policy", "school", "recorded_by", "retraction__by")
