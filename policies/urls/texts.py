"""A version as a document: its text, and the whole of it on paper."""

from django.urls import path

from .. import views

urlpatterns = [
    path("<slug:slug>/<int:number>/policy.pdf", views.PolicyPdf.as_view(), name="pdf"),
    path("<slug:slug>/<int:number>/schedule/", views.EditSchedule.as_view(), name="schedule"),
    path("<slug:slug>/<int:number>/sections/", views.Sections.as_view(), name="sections"),
    path("<slug:slug>/<int:number>/sections/<slug:key>/", views.EditSection.as_view(), name="section-edit"),
    path("<slug:slug>/<int:number>/sections/<slug:key>/move/", views.MoveSection.as_view(), name="section-move"),
    path("<slug:slug>/<int:number>/sections/<slug:key>/remove/", views.RemoveSection.as_view(), name="section-remove"),
    path(
        "<slug:slug>/<int:number>/sections/<slug:key>/put-back/",
        views.PutBackSection.as_view(),
        name="section-put-back",
    ),
    path(
        "<slug:slug>/<int:number>/sections/<slug:key>/leave-out/",
        views.LeaveOutSection.as_view(),
        name="section-leave-out",
    ),
    path("<slug:slug>/<int:number>/add-section/", views.AddSection.as_view(), name="section-add"),
    path("<slug:slug>/<int:number>/place-tables/", views.PlaceTables.as_view(), name="place-tables"),
]
