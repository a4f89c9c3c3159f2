"""/audit/: what happened around the records."""

from django.urls import path

from . import views

app_name = "audit"
urlpatterns = [
    path("", views.Trail.as_view(), name="list"),
    path("audit.csv", views.TrailFile.as_view(), name="file"),
    path("heads/", views.Heads.as_view(), name="heads"),
]
