"""The sanctions tables in force."""

from core import clock
from core.views import ListPage
from people.models import School
from policies.models import PolicyVersion
from sanctions.access import SanctionsAccess
from sanctions.models import Sanction, SanctionsTable


class Tables(ListPage):
    """Where the tables in force are: for each of the user's schools, the pupils' and the staff's."""

    model = School
    scope = "of"
    access = SanctionsAccess
    action = "read_tables"
    template_name = "sanctions/tables.html"

    def get_context_data(self, **kwargs):
        versions = PolicyVersion.objects.in_force_at(self.object_list, clock.today())
        tables = SanctionsTable.objects.filter(version__in=versions.values()).select_related("version__policy")
        in_force = [
            (school, version, [table for table in tables if table.version_id == version.pk])
            for school, version in ((school, versions[school.pk]) for school in self.object_list)
        ]
        user = self.request.user
        may_read = SanctionsAccess.allows(user, "read_in_force")
        return super().get_context_data(
            in_force=in_force,
            standing=Sanction.objects.readable_by(user).standing() if may_read else None,
            may_read_consistency=SanctionsAccess.allows(user, "read_consistency"),
            **kwargs,
        )
