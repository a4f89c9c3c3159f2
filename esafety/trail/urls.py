"""/audit/: what happened around the records."""

from django.urls import path

from . import views

app_name = "trail"
urlpatterns = [
    path("", views.Trail.as_view(), name="list"),
    path("export/", views.TakeOut.as_view(), name="take-out"),
    path("heads/", views.Heads.as_view(), name="heads"),
]
