"""The shape of a draft's tables, below the address of the policy."""

from django.urls import path

from .. import views

SHAPE = "<slug:slug>/<int:number>/matrices/<slug:kind>/shape/"

urlpatterns = [
    path("<slug:slug>/<int:number>/add-table/", views.AddTable.as_view(), name="table-add"),
    path(SHAPE, views.ShapeOfMatrix.as_view(), name="shape"),
    path(f"{SHAPE}name/", views.RenameTable.as_view(), name="table-rename"),
    path(f"{SHAPE}take-out/", views.RemoveTable.as_view(), name="table-remove"),
    path(f"{SHAPE}add-row/", views.AddRow.as_view(), name="row-add"),
    path(f"{SHAPE}rows/<slug:key>/", views.ChangeRow.as_view(), name="row-change"),
    path(f"{SHAPE}rows/<slug:key>/locks/", views.LockCells.as_view(), name="locks"),
    path(f"{SHAPE}rows/<slug:key>/locks/<slug:side>/<slug:column>/lift/", views.LiftLock.as_view(), name="lock-lift"),
    path(f"{SHAPE}rows/<slug:key>/retire/", views.RetireRow.as_view(), name="row-retire"),
    path(f"{SHAPE}add-heading/", views.AddHeading.as_view(), name="heading-add"),
    path(f"{SHAPE}headings/<slug:key>/", views.ChangeHeading.as_view(), name="heading-change"),
    path(f"{SHAPE}headings/<slug:key>/retire/", views.RetireHeading.as_view(), name="heading-retire"),
    path(f"{SHAPE}add-side/", views.AddSide.as_view(), name="side-add"),
    path(f"{SHAPE}sides/<slug:key>/", views.ChangeSide.as_view(), name="side-change"),
    path(f"{SHAPE}sides/<slug:key>/retire/", views.RetireSide.as_view(), name="side-retire"),
    path(f"{SHAPE}columns/<slug:side>/add/", views.AddColumn.as_view(), name="column-add"),
    path(f"{SHAPE}columns/<slug:side>/edit/<slug:key>/", views.ChangeColumn.as_view(), name="column-change"),
    path(f"{SHAPE}columns/<slug:side>/retire/<slug:key>/", views.RetireColumn.as_view(), name="column-retire"),
]
