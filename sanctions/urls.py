"""The tables, what is in force; the chronology of a person; and, below an incident, its misuse and its actions."""

from django.urls import path, register_converter

from incidents.converters import ReferenceConverter

from . import views

register_converter(ReferenceConverter, "incident_reference")

app_name = "sanctions"
urlpatterns = [
    path("people/register/<int:pk>/incidents/", views.PersonChronology.as_view(), name="chronology"),
    path("sanctions/", views.Tables.as_view(), name="tables"),
    path("sanctions/in-force/", views.InForce.as_view(), name="in-force"),
    path("sanctions/consistency/", views.Consistency.as_view(), name="consistency"),
    path("sanctions/consistency/export/", views.ExportConsistency.as_view(), name="export-consistency"),
    path("sanctions/<int:pk>/lift/", views.Lift.as_view(), name="lift"),
    path("incidents/<incident_reference:reference>/misuse/<int:pk>/", views.ChooseMisuse.as_view(), name="misuse"),
    path("incidents/<incident_reference:reference>/actions/", views.Decide.as_view(), name="decide"),
    path("incidents/<incident_reference:reference>/parents/", views.RecordParents.as_view(), name="parents"),
]
