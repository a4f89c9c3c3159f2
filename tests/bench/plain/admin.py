"""The list shows what the log shows, and is filtered and searched by the same columns; a hundred rows, as by default.

Where it would offer every row of a table that grows (accounts, incidents) it asks for the number, and the handlers come
with their incidents: without either it would be slower than anybody would leave it.
"""

from django.contrib import admin

from .models import Incident, School

admin.site.register(School)


@admin.register(Incident)
class IncidentAdmin(admin.ModelAdmin):
    list_display = ["reference", "kind", "reported_at", "school", "status", "handler"]
    list_select_related = ["school", "handler"]
    list_filter = ["status", "kind", "place", "branch"]
    search_fields = [
        "reference", "description", "immediate_action", "place_detail", "told_by", "device_kept", "outcome",
        "rationale", "debrief",
    ]  # fmt: skip
    raw_id_fields = ["reported_by", "handler", "closed_by", "duplicate_of"]
