"""Files brought in, as tests write them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from people.imports import applying
from people.imports.answers import Answers
from people.imports.preview import Preview
from people.models import ColumnMapping, Person, RegisterImport, Who

HEADINGS = "Adno,Name,Yr,Reg,DOB"
COLUMNS = {"mis_id": "Adno", "name": "Name", "year_group": "Yr", "class_name": "Reg", "date_of_birth": "DOB"}
START = "/people/register/import/"


@pytest.fixture
def columns(school):
    """What this school said of its files of pupils."""
    for field, heading in COLUMNS.items():
        ColumnMapping.objects.create(school=school, who=Who.PUPILS, field=field, heading=heading)


@pytest.fixture
def take(columns, school, administrator):
    """`take("1,Pip Pupil,5,5 Oak,04/03/2016", …)`: a file of these lines, chosen by the administrator."""

    def make(*lines, by=administrator) -> RegisterImport:
        content = "\n".join([HEADINGS, *lines]).encode()
        return applying.take(by=by, school=school, who=Who.PUPILS, file_name="pupils.csv", content=content)

    return make


@pytest.fixture
def bring_in(take, administrator):
    """`bring_in(line, …, decisions={2: "new"})`: chosen, previewed and brought in."""

    def make(*lines, **answers) -> RegisterImport:
        taken = take(*lines)
        applying.bring_in(taken, said(taken, **answers), by=administrator)
        return taken

    return make


def said(taken, **answers) -> Answers:
    """The answers of somebody who read the preview just now."""
    return Answers(digest=Preview.of(taken).plan.digest, **answers)


@pytest.fixture
def upload():
    """`upload(browser, school, content)`: choose the file on the page."""

    def make(browser, school, content, *, name="pupils.csv", who="pupil", follow=False):
        file = SimpleUploadedFile(name, content)
        return browser.post(START, {"school": school.pk, "who": who, "file": file}, follow=follow)

    return make


def register_of(school) -> set[tuple]:
    """The pupils as the register has them."""
    pupils = Person.objects.filter(school=school, kind="pupil")
    return set(pupils.values_list("name", "year_group", "class_name", "mis_id"))
