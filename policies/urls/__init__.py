"""Policies, their versions and matrices."""

from django.urls import path

from .. import views

app_name = "policies"
urlpatterns = [
    path("", views.PolicyList.as_view(), name="list"),
    path("start/", views.StartPolicy.as_view(), name="start"),
    path("<slug:slug>/<int:number>/", views.VersionDetail.as_view(), name="version"),
    path("<slug:slug>/<int:number>/approve/", views.ApproveVersion.as_view(), name="approve"),
    path("<slug:slug>/<int:number>/matrices/<slug:kind>/", views.MatrixDetail.as_view(), name="matrix"),
    path("<slug:slug>/<int:number>/matrices/<slug:kind>/edit/", views.EditMatrix.as_view(), name="matrix-edit"),
    path("<slug:slug>/draft/", views.NewDraft.as_view(), name="draft"),
]
