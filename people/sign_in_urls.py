"""The addresses of signing in. django-allauth leads from step to step by its own names of them."""

from django.urls import path

from . import views
from .views import directory

urlpatterns = [
    path("", views.SignIn.as_view(), name="sign-in"),
    path("", views.SignIn.as_view(), name="account_login"),  # the same page, by allauth's name
    path("second-step/", views.SecondStep.as_view(), name="mfa_authenticate"),
    path("with/<str:provider_id>/", directory.go_to_directory, name="openid_connect_login"),
    path("with/<str:provider_id>/back/", directory.back_from_directory, name="openid_connect_callback"),
    path("lost/<str:token>/", views.SecondStepLost.as_view(), name="second-step-lost"),
    path("passkey/", views.PasskeySignIn.as_view(), name="mfa_login_webauthn"),
    path("passkey/question/", views.passkey_question, name="passkey-question"),
]
