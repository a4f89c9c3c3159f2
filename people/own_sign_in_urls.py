"""One's own sign-in: the second step, passkeys, recovery codes and sessions. Some names are django-allauth's."""

from django.urls import path

from .views import own_sign_in as views

urlpatterns = [
    path("", views.OwnSignIn.as_view(), name="mfa_index"),
    path("second-step/", views.SetUpSecondStep.as_view(), name="set-up-second-step"),
    path("codes/", views.SetUpCodes.as_view(), name="mfa_activate_totp"),
    path("codes/stop/", views.StopCodes.as_view(), name="mfa_deactivate_totp"),
    path("passkeys/add/", views.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("passkeys/remove/", views.RemovePasskey.as_view(), name="remove-passkey"),
    path("recovery-codes/", views.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path("recovery-codes/new/", views.NewRecoveryCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("sessions/end/", views.EndSession.as_view(), name="end-session"),
    path("sessions/end-others/", views.EndOtherSessions.as_view(), name="end-other-sessions"),
]
