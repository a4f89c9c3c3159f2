"""The settings of a school, its terms and its agencies."""

from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property

from core.forms import PlainForm, ReasonForm
from core.history import changes
from core.views import DetailPage, ListPage, TransitionPage
from people import actions
from people.access import AgencyAccess, SchoolAccess
from people.calendar import AcademicYear
from people.forms import AgencyForm, SettingsForm, TermsFormSet
from people.models import Agency, School, User
from people.proving import lately_proved

FIRST_YEAR, LAST_YEAR = 2000, 2100


class Schools(ListPage):
    """The schools whose settings this user changes."""

    model = School
    scope = "managed_by"
    access = SchoolAccess
    action = "read_settings"
    template_name = "settings/list.html"
    context_object_name = "schools"

    def get(self, request, *args, **kwargs):
        schools = list(self.get_queryset()[:2])
        if len(schools) == 1:
            return HttpResponseRedirect(schools[0].get_absolute_url())
        return super().get(request, *args, **kwargs)


class SchoolVerb(TransitionPage, abstract=True):
    """A form about one school."""

    model = School
    scope = "managed_by"
    slug_field = slug_url_kwarg = "code"
    access = SchoolAccess
    action = "configure"

    def get_context_data(self, **kwargs):
        return super().get_context_data(school=self.subject, **kwargs)


@lately_proved
class SchoolSettings(SchoolVerb):
    """All settings on one page, each with what it does. One of them switches the second step off for everybody."""

    form_class = SettingsForm
    template_name = "settings/school.html"
    success_message = "The settings are saved."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"school": self.subject}

    def get_context_data(self, **kwargs):
        history = self.subject.history.all()
        keys = {key for named in history.values_list(*SettingsForm.PEOPLE) for key in named}
        called = dict(User.objects.filter(pk__in=keys).values_list("pk", "name"))
        told = changes(history, fields=SettingsForm.base_fields, names=dict.fromkeys(SettingsForm.PEOPLE, called))
        return super().get_context_data(changes=told, **kwargs)

    def perform(self, form):
        if form.changed:
            actions.configure(self.subject, by=self.request.user, **form.changed)


class Terms(DetailPage):
    """The terms of every academic year."""

    model = School
    scope = "managed_by"
    slug_field = slug_url_kwarg = "code"
    access = SchoolAccess
    action = "configure"
    template_name = "settings/terms.html"
    context_object_name = "school"

    def get_context_data(self, **kwargs):
        terms, current = list(self.subject.terms.order_by("-starts_on")), AcademicYear.current()
        years = {AcademicYear.of(term.starts_on) for term in terms} | {current, current.following}
        listed = {
            year: [term for term in reversed(terms) if AcademicYear.of(term.starts_on) == year]
            for year in sorted(years, reverse=True)
        }
        return super().get_context_data(years=listed.items(), **kwargs)


class OfYear(SchoolVerb, abstract=True):
    """A form about the terms of one academic year."""

    @cached_property
    def year(self):
        if not FIRST_YEAR <= self.kwargs["year"] <= LAST_YEAR:
            raise Http404
        return AcademicYear(self.kwargs["year"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(year=self.year, **kwargs)

    def get_success_url(self):
        return reverse("settings:terms", args=[self.subject.code])


class AddTerms(OfYear):
    """The three terms that most schools have; their days can be changed afterwards."""

    form_class = PlainForm
    template_name = "settings/add_terms.html"
    success_message = "The terms are added. Change their days if yours are others."

    def get_context_data(self, **kwargs):
        return super().get_context_data(terms=self.year.default_terms(), **kwargs)

    def perform(self, form):
        actions.add_default_terms(self.subject, self.year, by=self.request.user)


class ChangeTerms(OfYear):
    """Names and first days of the terms of one year."""

    template_name = "settings/change_terms.html"
    success_message = "The terms are saved."

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {"is_assumed": self.is_assumed}

    def get_form(self, form_class=None):
        terms = self.subject.terms.of(self.year)
        if not terms:
            raise Http404
        self.is_assumed = any(term.is_assumed for term in terms)
        return TermsFormSet(self.request.POST if self.request.method == "POST" else None, terms, self.year)

    def perform(self, form):
        actions.change_terms(self.subject, self.year, form.wanted, by=self.request.user)


class Agencies(DetailPage):
    """Whom the school turns to."""

    model = School
    scope = "managed_by"
    slug_field = slug_url_kwarg = "code"
    access = SchoolAccess
    action = "configure"
    template_name = "settings/agencies.html"
    context_object_name = "school"

    def get_context_data(self, **kwargs):
        return super().get_context_data(agencies=self.subject.agencies.order_by("kind", "name"), **kwargs)


class AddAgency(SchoolVerb):
    form_class = AgencyForm
    template_name = "settings/agency.html"
    success_message = "The agency is on the list."
    title = "Add an agency"
    button = "Add the agency"

    def get_form_kwargs(self):
        self.agency = Agency(school=self.subject)
        return super().get_form_kwargs() | {"agency": self.agency}

    def perform(self, form):
        self.agency.write(by=self.request.user, **form.cleaned_data)

    def get_success_url(self):
        return reverse("settings:agencies", args=[self.subject.code])


class AgencyVerb(TransitionPage, abstract=True):
    """One verb on one agency of the list."""

    model = Agency
    scope = "managed_by"
    slug_field = slug_url_kwarg = "pk"
    access = AgencyAccess
    template_name = "settings/agency.html"
    title = ""
    button = ""

    def get_queryset(self):
        return super().get_queryset().select_related("school").filter(school__code=self.kwargs["code"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(school=self.subject.school, agency=self.subject, **kwargs)

    def get_success_url(self):
        return reverse("settings:agencies", args=[self.subject.school.code])


class ChangeAgency(AgencyVerb):
    action = "write"
    form_class = AgencyForm
    title = "Correct this agency"
    button = "Save the agency"
    success_message = "The agency is saved."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"agency": self.subject}


class RemoveAgency(AgencyVerb):
    action = "remove"
    form_class = ReasonForm
    title = "Remove this agency"
    button = "Remove the agency"
    success_message = "The agency is off the list. What was referred to it stays on record."
