"""The register, for those who name somebody in a report; and people, for those who manage them."""

from django.urls import path

from . import views

app_name = "people"
urlpatterns = [
    path("", views.People.as_view(), name="list"),
    path("search/", views.search, name="search"),
    path("me/messages/", views.Messages.as_view(), name="messages"),
    path("failures/", views.Failures.as_view(), name="failures"),
]
