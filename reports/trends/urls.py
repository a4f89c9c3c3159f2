from django.urls import path

from . import views

urlpatterns = [
    path("", views.OverTime.as_view(), name="trends"),
    path("kinds/", views.Kinds.as_view(), name="trends-kinds"),
    path("hours/", views.Hours.as_view(), name="trends-hours"),
    path("handling/", views.Handling.as_view(), name="trends-handling"),
    path("export/", views.TakeOut.as_view(), name="trends-export"),
]
