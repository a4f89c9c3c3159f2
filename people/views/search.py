"""The register's search, for forms that name somebody."""

from django.http import JsonResponse

from people.access import PeopleAccess
from people.models import Person, School
from people.roles import WORKS_IN_SCHOOL

OFFERED = 12  # names in the list under a field: more are found by typing more


def search(request):
    """Names on the registers of the user's schools and their sister schools, as labels a form understands."""
    PeopleAccess.require(request.user, "search")
    text = request.GET.get("q", "")[:80].replace("\0", "").replace(",", " ").strip()
    if len(text) < 2:
        return JsonResponse({"labels": []})
    mine = School.objects.of(request.user, *WORKS_IN_SCHOOL)
    chosen = [school for school in mine if str(school.pk) == request.GET.get("school")] or list(mine)
    people = Person.objects.none()
    for school in chosen[:20]:
        people |= Person.objects.nameable_at(school)
    found = list(people.matching(text).order_by("name", "pk")[:OFFERED])
    names = [person.label for person in found]
    labels = [person.long_label if names.count(person.label) > 1 else person.label for person in found]
    return JsonResponse({"labels": labels})
