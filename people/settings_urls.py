"""The settings of a school: for its administrator and its head."""

from django.urls import path

from .views import crest
from .views import settings as views

app_name = "settings"
urlpatterns = [
    path("", views.Schools.as_view(), name="schools"),
    path("<str:code>/", views.SchoolSettings.as_view(), name="school"),
    path("<str:code>/terms/", views.Terms.as_view(), name="terms"),
    path("<str:code>/terms/<int:year>/", views.ChangeTerms.as_view(), name="change-terms"),
    path("<str:code>/terms/<int:year>/add/", views.AddTerms.as_view(), name="add-terms"),
    path("<str:code>/crest/", crest.PutUpCrest.as_view(), name="crest"),
    path("<str:code>/crest/take-down/", crest.TakeDownCrest.as_view(), name="take-down-crest"),
    path("<str:code>/agencies/", views.Agencies.as_view(), name="agencies"),
    path("<str:code>/agencies/add/", views.AddAgency.as_view(), name="add-agency"),
    path("<str:code>/agencies/<int:pk>/", views.ChangeAgency.as_view(), name="change-agency"),
    path("<str:code>/agencies/<int:pk>/remove/", views.RemoveAgency.as_view(), name="remove-agency"),
]
