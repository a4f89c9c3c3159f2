"""Around the grid: one row of a table, its history, and the table as a file."""

from django.urls import path, re_path

from .. import views

MATRIX = "<slug:slug>/<int:number>/matrices/<slug:kind>/"
FILE = r"^(?P<slug>[-\w]+)/(?P<number>[0-9]{1,9})/matrices/(?P<kind>[-\w]+)/table\.(?P<ending>csv|xlsx)$"

urlpatterns = [
    re_path(FILE, views.DownloadMatrix.as_view(), name="matrix-file"),
    path(f"{MATRIX}import/", views.ImportMatrix.as_view(), name="matrix-import"),
    path(f"{MATRIX}history/", views.MatrixHistory.as_view(), name="matrix-history"),
    path(f"{MATRIX}rows/<slug:row>/", views.RowDetail.as_view(), name="row"),
    path(f"{MATRIX}rows/<slug:row>/edit/", views.EditRow.as_view(), name="row-edit"),
]
