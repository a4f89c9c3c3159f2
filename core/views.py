"""Four page shapes. Each page names the action that opens it, or the program does not start.

`scope` is the queryset method that says which records this user may see; a record outside it does not exist
(404). `action` is the verb of the access rules; where it is refused on something readable the answer is 403 with
the rule's own sentence.
"""

from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.generic import DetailView, FormView, ListView

from .access import Access, Refused
from .own_words import BEGIN_EMPTY
from .show_again import SHOW_AGAIN

NOT_SENT = "Nothing was saved yet. Check what you typed, then send it."


class Page:
    """What the four shapes share: an access rule that is asked before anything is shown."""

    access: ClassVar[type[Access]]
    action: ClassVar[str]
    begin_empty: ClassVar[tuple[str, ...]] = BEGIN_EMPTY  # fields that it fills in with nothing of the record

    def __init_subclass__(cls, abstract: bool = False, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if abstract:
            return
        rules, verb = getattr(cls, "access", None), getattr(cls, "action", None)
        if rules is None or verb is None or not hasattr(rules, verb):
            raise ImproperlyConfigured(f"{cls.__module__}.{cls.__name__} names no action of its access rules.")

    def get_subject(self) -> Any:
        """What the rule is asked about: a record, a school, or nothing but the user."""
        return None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.subject = self.get_subject()
        self.access.require(request.user, self.action, self.subject)
        if request.method == "POST" and SHOW_AGAIN in request.POST:
            return self.show_again()
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def show_again(self) -> HttpResponse:
        """What was typed, once more (see core.show_again); a page without a form can only start afresh."""
        request: HttpRequest = self.request  # type: ignore[attr-defined]
        messages.warning(
            request, "Nothing was saved, and this page could not keep what you chose. Please do it once more."
        )
        return HttpResponseRedirect(request.get_full_path())


class Scoped:
    """Records come from the scope alone."""

    model: Any
    scope: ClassVar[str] = "readable_by"
    slug_field = slug_url_kwarg = "reference"

    def get_queryset(self) -> Any:
        return getattr(self.model.objects, self.scope)(self.request.user)  # type: ignore[attr-defined]

    def get_record(self) -> Any:
        return get_object_or_404(self.get_queryset(), **{self.slug_field: self.kwargs[self.slug_url_kwarg]})  # type: ignore[attr-defined]


class ListPage(Scoped, Page, ListView, abstract=True):
    """A list of what the user may see."""


class DetailPage(Scoped, Page, DetailView, abstract=True):
    """One record that the user may see."""

    action = "read"

    def get_subject(self) -> Any:
        return self.get_record()

    def get_object(self, queryset: Any = None) -> Any:
        return self.subject


class FormPage(Page, FormView, abstract=True):
    """A form that is not a verb on an existing record."""

    success_message = ""

    def show_again(self) -> HttpResponse:
        """The form as it was sent, judged and not acted on."""
        messages.warning(self.request, NOT_SENT)
        return self.render_to_response(self.get_context_data(form=self.get_form()))

    def form_valid(self, form: BaseForm) -> HttpResponse:
        if self.success_message:
            messages.success(self.request, self.success_message)
        return super().form_valid(form)


class TransitionPage(Scoped, FormPage, abstract=True):
    """One verb on one record: the form's answers become the arguments of `record.<action>(by=…)`."""

    def get_subject(self) -> Any:
        return self.get_record()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().dispatch(request, *args, **kwargs)
        except Refused as refused:
            if request.method != "POST":
                raise
            form = self.get_form()  # what was typed while somebody else was faster stays on the page
            form.is_valid()
            form.add_error(None, str(refused))
            return self.render_to_response(self.get_context_data(form=form), status=403)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(record=self.subject, **kwargs)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        try:
            self.perform(form)
        except Refused as refused:  # somebody was faster, or a condition is missing: say so, keep what was typed
            form.add_error(None, str(refused))
            return self.render_to_response(self.get_context_data(form=form), status=409)
        messages.success(self.request, self.success_message)
        return HttpResponseRedirect(self.get_success_url())

    def perform(self, form: BaseForm) -> None:
        getattr(self.subject, self.action)(by=self.request.user, **form.cleaned_data)

    def get_success_url(self) -> str:
        return str(self.subject.get_absolute_url())
