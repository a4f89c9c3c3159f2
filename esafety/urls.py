"""Every address of the site. What is not in `PUBLIC` needs a sign-in (Django's LoginRequiredMiddleware)."""

from django.contrib import admin
from django.contrib.auth import views as auth_views
from django.urls import include, path

from people.views import ForgottenPassword, Invitation, SetUp

from . import views
from .gallery import Gallery

# Pages that anybody may open, by name. A test walks all routes and compares.
PUBLIC = frozenset(
    {
        "sign-in",
        "mfa_authenticate",
        "mfa_login_webauthn",
        "passkey-question",
        "openid_connect_login",
        "openid_connect_callback",
        "second-step-lost",
        "accessibility",
        "privacy",
        "incidents:stop",
        "set-up",
        "invitation",
        "password",
        "public:policies",
        "public:policy",
        "public:pdf",
    }
)

# One door: the technical admin has no sign-in of its own, nor a form for another password.
admin.site.login = views.technical_admin  # type: ignore[method-assign]
admin.site.password_change = views.own_password  # type: ignore[method-assign, assignment]
admin.site.site_header = admin.site.site_title = "E-safety: technical admin"
# Its shortcut from the number of a record to its page would tell the reference of any incident.
ADMIN_PAGES = [path("r/<path:record>", views.nothing), *admin.site.get_urls()]

urlpatterns = [
    path("", views.home, name="home"),
    path("sign-in/", include("people.sign_in_urls")),
    path("sign-out/", auth_views.LogoutView.as_view(), name="sign-out"),
    path("set-up/", SetUp.as_view(), name="set-up"),
    path("invitation/<uidb64>/<token>/", Invitation.as_view(), name="invitation"),
    path("password/", ForgottenPassword.as_view(), name="password"),
    path("accessibility/", views.Accessibility.as_view(), name="accessibility"),
    path("privacy/", views.Privacy.as_view(), name="privacy"),
    path("components/", Gallery.as_view(), name="components"),
    path("people/me/sign-in/", include("people.own_sign_in_urls")),
    path("people/", include("people.urls")),
    path("settings/phrases/", include("incidents.urls.phrases")),  # before what takes any word for a school
    path("settings/", include("people.settings_urls")),
    path("policies/", include("policies.urls")),
    path("p/", include("policies.urls.public")),
    path("agreements/", include("policies.urls.agreements")),
    path("incidents/", include("incidents.urls")),
    path("tasks/", include("incidents.urls.tasks")),
    path("hidden/", views.hidden, name="hidden"),
    path("", include("sanctions.urls")),
    path("", include("compliance.urls")),
    path("reports/", include("reports.urls")),
    path("audit/", include("esafety.trail.urls")),
    path("admin/", (ADMIN_PAGES, "admin", "admin")),
]

handler400 = "esafety.errors.bad_request"
handler403 = "esafety.errors.forbidden"
handler429 = "esafety.errors.too_many_requests"
handler404 = "esafety.errors.not_found"
handler500 = "esafety.errors.server_error"
