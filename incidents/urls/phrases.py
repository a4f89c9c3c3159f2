"""The sentences that a school writes often."""

from django.urls import path

from .. import views

app_name = "phrases"
urlpatterns = [
    path("", views.Phrases.as_view(), name="list"),
    path("<int:pk>/remove/", views.RemovePhrase.as_view(), name="remove"),
]
