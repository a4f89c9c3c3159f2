from django.urls import include, path

from . import views

app_name = "reports"
urlpatterns = [
    path("", views.ReportList.as_view(), name="list"),
    path("trends/", include("reports.trends.urls")),
    path("method/", views.Method.as_view(), name="method"),
    path("prepare/", views.PrepareReport.as_view(), name="prepare"),
    path("making/<int:pk>/", views.MakingPage.as_view(), name="making"),
    path("governors/<int:pk>/", views.ReportPage.as_view(), name="governor"),
    path("governors/<int:pk>.pdf", views.ReportPdf.as_view(), name="governor-pdf"),
    path("governors/<int:pk>/archive.pdf", views.ReportArchive.as_view(), name="governor-archive"),
    path("governors/<int:pk>/one-page.pdf", views.ReportOnePage.as_view(), name="governor-page"),
    path("governors/<int:pk>/downloads/", views.DownloadList.as_view(), name="downloads"),
    path("governors/<int:pk>/words/", views.WriteWords.as_view(), name="words"),
    path("governors/<int:pk>/confirm/", views.ConfirmWords.as_view(), name="confirm"),
    path("governors/<int:pk>/agree/", views.AgreeToReport.as_view(), name="agree"),
    path("governors/<int:pk>/release/", views.ReleaseReport.as_view(), name="release"),
]
