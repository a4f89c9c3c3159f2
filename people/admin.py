"""The technical admin: schools and users, and nothing that opens a record."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django_tasks_db.models import DBTaskResult

from .models import Federation, School, User

# A job that failed keeps what the database said, which may be a row of a record: no page shows it.
admin.site.unregister(DBTaskResult)
# How somebody signs in is nobody's but theirs: each of these could open an account.
admin.site.unregister([Authenticator, EmailAddress, SocialAccount, SocialApp, SocialToken, UserSession])


class RecordAdmin(admin.ModelAdmin):
    """Changes are kept with who made them, and nothing is deleted: a deletion would not say by whom."""

    def get_object(self, request, *args, **kwargs):
        """What is to be changed is read under the lock of every other writer: nothing of theirs is written over."""
        found = super().get_object(request, *args, **kwargs)
        return found.lock() if found and request.method == "POST" else found

    def save_model(self, request, obj, form, change):
        obj.save_as(request.user, "Changed in the technical admin" if change else "Added in the technical admin")

    def has_delete_permission(self, request, obj=None):
        return False

    def lookup_allowed(self, lookup, value, request):
        """Only what the list shows can be asked about: no password, letter by letter, and no incident of a school."""
        return lookup.split("__")[0] in self.list_display and super().lookup_allowed(lookup, value, request)


@admin.register(Federation)
class FederationAdmin(RecordAdmin):
    list_display = ["name"]


@admin.register(School)
class SchoolAdmin(RecordAdmin):
    list_display = ["name", "code", "federation", "phase"]

    def get_readonly_fields(self, request, obj=None):
        """A federation's roles open the records of its schools, references start with the code, and a report that
        was released keeps to the suppression it was made with. The second step is the school's own to ask for.
        """
        return ["federation", "code", "suppress_below", "second_factor"] if obj else ["second_factor"]


@admin.register(User)
class UserAdmin(RecordAdmin):
    """Names and addresses. Passwords and roles are not set here: both could open records."""

    list_display = ["name", "email", "is_active"]
    search_fields = ["name", "email"]
    fields = ["name", "job_title", "phone", "is_active"]

    def has_add_permission(self, request):
        return False

    def get_readonly_fields(self, request, obj=None):
        """An account that a school manages is closed and opened there: its last head stays, and roles that open
        records are confirmed anew. Where nobody manages it, because it never held a role, it is done here.
        """
        is_managed = obj is None or obj.memberships.exists()
        return ["is_active"] if is_managed else []

    def save_model(self, request, obj, form, change):
        obj._history_user = request.user
        obj._change_reason = "Changed in the technical admin"
        obj.save()
