"""Every address of the site. What is not in `PUBLIC` needs a sign-in (Django's LoginRequiredMiddleware)."""

from django.contrib import admin
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_required
from django.urls import include, path

from people.forms import SignInForm

from . import views

# Pages that anybody may open, by name. A test walks all routes and compares.
PUBLIC = frozenset({"sign-in", "healthz", "accessibility", "privacy", "incidents:stop"})

# One door: the technical admin has no sign-in of its own.
admin.site.login = login_required(admin.site.login)  # type: ignore[method-assign]
admin.site.site_header = admin.site.site_title = "E-safety: technical admin"

urlpatterns = [
    path("", views.home, name="home"),
    path(
        "sign-in/",
        auth_views.LoginView.as_view(
            template_name="people/sign_in.html", form_class=SignInForm, redirect_authenticated_user=True
        ),
        name="sign-in",
    ),
    path("sign-out/", auth_views.LogoutView.as_view(), name="sign-out"),
    path("accessibility/", views.Accessibility.as_view(), name="accessibility"),
    path("privacy/", views.Privacy.as_view(), name="privacy"),
    path("healthz", views.healthz, name="healthz"),
    path("people/", include("people.urls")),
    path("policies/", include("policies.urls")),
    path("incidents/", include("incidents.urls")),
    path("", include("sanctions.urls")),
    path("reports/", include("reports.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "esafety.errors.bad_request"
handler403 = "esafety.errors.forbidden"
handler404 = "esafety.errors.not_found"
handler500 = "esafety.errors.server_error"
