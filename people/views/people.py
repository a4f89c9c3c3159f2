"""Signing in; who holds which role; and the register's search for forms."""

from urllib.parse import urlsplit

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView
from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.decorators import method_decorator

from core.again import kept_before
from core.views import ListPage
from people.access import PeopleAccess
from people.forms import SignInForm
from people.models import Membership, Person, School
from people.roles import WORKS_IN_SCHOOL, Role, roles_of

OFFERED = 12  # names in the list under a field: more are found by typing more


@method_decorator(login_not_required, name="dispatch")
class SignIn(LoginView):
    """The one door. Who is signed in already is led on, and so is a form that was being sent (core.again)."""

    template_name = "people/sign_in.html"
    form_class = SignInForm
    redirect_authenticated_user = True

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and (again := self.kept()):
            return self.go_on(again)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        again = self.kept()
        if again is None:
            return super().form_valid(form)
        login(self.request, form.get_user())
        return self.go_on(again)

    def get_context_data(self, **kwargs):
        again = self.kept()
        return super().get_context_data(kept=again and again.typed, **kwargs)

    def kept(self):
        """What was typed on another page before the session ended, if that page can show it again."""
        return kept_before(self.request.POST.get("kept", ""), self.get_redirect_url())

    def go_on(self, again):
        """The one button that leads back to the form. A redirect could not carry it."""
        return render(self.request, "people/go_on.html", {"again": again, "token": get_token(self.request)})

    def get_redirect_url(self):
        """The page that was wanted; this one leads nowhere, and Django fails on the circle."""
        wanted = super().get_redirect_url()
        return "" if urlsplit(wanted).path == self.request.path else wanted


def search(request):
    """Names on the registers of the user's schools and their sister schools, as labels a form understands."""
    PeopleAccess.require(request.user, "search")
    text = request.GET.get("q", "")[:80].replace("\0", "").replace(",", " ").strip()
    if len(text) < 2:
        return JsonResponse({"labels": []})
    mine = School.objects.of(request.user, *WORKS_IN_SCHOOL)
    chosen = [school for school in mine if str(school.pk) == request.GET.get("school")] or list(mine)
    people = Person.objects.none()
    for school in chosen[:20]:
        people |= Person.objects.nameable_at(school)
    found = list(people.matching(text).order_by("name", "pk")[:OFFERED])
    names = [person.label for person in found]
    labels = [person.long_label if names.count(person.label) > 1 else person.label for person in found]
    return JsonResponse({"labels": labels})


class People(ListPage):
    """Who holds which role, and the size of each register."""

    model = Membership
    scope = "managed_by"
    access = PeopleAccess
    action = "manage"
    template_name = "people/list.html"
    paginate_by = 100

    def get_queryset(self):
        return super().get_queryset().select_related("user", "school", "federation", "confirmed_by")

    def get_context_data(self, **kwargs):
        schools = roles_of(self.request.user).schools(Role.ADMINISTRATOR, Role.HEADTEACHER)
        return super().get_context_data(registers=Person.objects.current().by_school(schools), **kwargs)
