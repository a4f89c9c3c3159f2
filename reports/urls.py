from django.urls import include, path

from . import views

app_name = "reports"
urlpatterns = [
    path("", views.ReportList.as_view(), name="list"),
    path("trends/", include("reports.trends.urls")),
    path("prepare/", views.PrepareReport.as_view(), name="prepare"),
    path("governors/<int:pk>/", views.ReportPage.as_view(), name="governor"),
    path("governors/<int:pk>.pdf", views.ReportPdf.as_view(), name="governor-pdf"),
    path("governors/<int:pk>/release/", views.ReleaseReport.as_view(), name="release"),
]
