"""Policies, their versions and matrices."""

from django.urls import path

from .. import views
from . import grids, structure, texts

app_name = "policies"
urlpatterns = [
    path("", views.PolicyList.as_view(), name="list"),
    path("start/", views.ChooseKind.as_view(), name="start"),
    path("start/<slug:kind>/", views.StartPolicy.as_view(), name="start-kind"),
    path("checks/", views.Checks.as_view(), name="checks"),
    path("notes/<int:pk>/settle/", views.SettleNote.as_view(), name="settle-note"),
    path("<slug:slug>/<int:number>/", views.VersionDetail.as_view(), name="version"),
    path("<slug:slug>/<int:number>/submit/", views.SubmitVersion.as_view(), name="submit"),
    path("<slug:slug>/<int:number>/send-back/", views.SendBackVersion.as_view(), name="send-back"),
    path("<slug:slug>/<int:number>/withdraw/", views.WithdrawVersion.as_view(), name="withdraw"),
    path("<slug:slug>/<int:number>/approve/", views.ApproveVersion.as_view(), name="approve"),
    path("<slug:slug>/<int:number>/matrices/<slug:kind>/", views.MatrixDetail.as_view(), name="matrix"),
    path("<slug:slug>/<int:number>/matrices/<slug:kind>/edit/", views.EditMatrix.as_view(), name="matrix-edit"),
    path("<slug:slug>/<int:number>/matrices/<slug:kind>/rest/", views.DecideRest.as_view(), name="matrix-rest"),
    path("<slug:slug>/<int:number>/compare/<int:other>/", views.CompareVersions.as_view(), name="compare"),
    path("<slug:slug>/compare/", views.ChooseVersions.as_view(), name="choose-versions"),
    *grids.urlpatterns,
    path("<slug:slug>/schools/", views.PolicySchools.as_view(), name="schools"),
    path("<slug:slug>/schools/add/", views.CoverSchool.as_view(), name="cover"),
    path("<slug:slug>/schools/<int:coverage>/end/", views.EndCoverage.as_view(), name="end-coverage"),
    *texts.urlpatterns,
    path("<slug:slug>/draft/", views.NewDraft.as_view(), name="draft"),
    *structure.urlpatterns,
]
