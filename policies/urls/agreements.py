"""Agreements: signing them, and keeping their signatures."""

from django.urls import path

from .. import views

app_name = "agreements"
urlpatterns = [
    path("", views.Agreements.as_view(), name="list"),
    path("signed/<int:pk>/", views.SignatureDetail.as_view(), name="signature"),
    path("signed/<int:pk>/take-back/", views.TakeBackSignature.as_view(), name="take-back"),
    path("<slug:slug>/", views.Signatures.as_view(), name="signatures"),
    path("<slug:slug>/sign/", views.SignAgreement.as_view(), name="sign"),
    path("<slug:slug>/record/", views.RecordSignatures.as_view(), name="record"),
    path("<slug:slug>/remind/", views.RemindSignatories.as_view(), name="remind"),
    path("<slug:slug>/every/", views.EverySignature.as_view(), name="every"),
    path("<slug:slug>/signatures.csv", views.SignaturesFile.as_view(), name="file"),
]
