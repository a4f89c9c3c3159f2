"""The technical admin: schools and users, and nothing that opens a record."""

from django.contrib import admin

from .models import Federation, School, User


@admin.register(Federation)
class FederationAdmin(admin.ModelAdmin):
    list_display = ["name"]


@admin.register(School)
class SchoolAdmin(admin.ModelAdmin):
    list_display = ["name", "code", "federation", "phase"]


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Names and addresses. Passwords and roles are not set here: both could open records."""

    list_display = ["name", "email", "is_active"]
    search_fields = ["name", "email"]
    fields = ["name", "job_title", "phone", "is_active"]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
