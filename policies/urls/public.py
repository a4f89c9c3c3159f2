"""The short address that a school can link to. A code is read in small letters as in capitals."""

from django.urls import path

from ..views import public

app_name = "public"
urlpatterns = [
    path("<slug:code>/", public.PublicPolicies.as_view(), name="policies"),
    path("<slug:code>/<slug:slug>/", public.PublicPolicy.as_view(), name="policy"),
    path("<slug:code>/<slug:slug>.pdf", public.PublicPdf.as_view(), name="pdf"),
]
