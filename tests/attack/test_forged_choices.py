"""Every form of every page, sent with what belongs to another school: nothing of it is ever taken.

Each control that chooses something, and each hidden one, is given in turn the number, the reference or the code of a
school, a person, an account, an incident, a task … of elsewhere; and every form the names of columns that it has not.
"""

import re
from collections import Counter
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.db import models, transaction
from django.urls import reverse

from incidents.models import Incident, Involvement, Phrase
from incidents.statement import Named
from people.models import Person, School, User
from tests.architecture.routes import routes
from tests.architecture.sources import APPS

from .sending import forms_of

pytestmark = pytest.mark.django_db

UNWALKED = {"submission", "token", "uidb64", "provider_id"}
ROUTES = [
    route for route in routes()
    if not route.varies & UNWALKED and not route.name.startswith("public:") and route.name != "sign-out"
]  # fmt: skip
MODELS = [model for model in apps.get_models() if model._meta.app_label in APPS and not model._meta.proxy]


@pytest.fixture
def foreign(other_school, stranger, log_incident):
    """One of each kind, at a school where the browser's user is nobody."""
    person = Person.objects.create(school=other_school, kind=Person.Kind.PUPIL, name="Fay Foreign", year_group="5")
    incident = log_incident(
        by=stranger, school=other_school, people=[Named(part=Involvement.Part.INSTIGATOR, person=person)]
    )
    phrase = Phrase(school=other_school, text="Elsewhere.")
    phrase.save_as(stranger)
    return {School: other_school, Person: person, User: stranger, Incident: incident, Phrase: phrase}


@pytest.fixture
def pointing(foreign):
    """`pointing()`: how many rows of each column point at one of them."""
    columns = [
        (model, field, foreign[field.related_model])
        for model in MODELS
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model in foreign
    ]
    assert len(columns) > 60
    return lambda: {
        f"{model._meta.label}.{field.name}": model._base_manager.filter(**{field.attname: one.pk}).count()
        for model, field, one in columns
    }


@pytest.fixture
def instead(foreign):
    """`instead(text)`: what a forged form says where its page says this: other numbers, another reference or code."""
    numbers = sorted({str(one.pk) for one in foreign.values()})

    def forged(text):
        if found := re.fullmatch(r"(\D*-)?\d+", text):
            return [f"{found[1] or ''}{number}" for number in numbers]
        if re.fullmatch(r"[A-Z]{3}-\w{5}", text):
            return [foreign[Incident].reference]
        return [foreign[School].code] if re.fullmatch("[A-Z]{3}", text) else []

    return forged


def columns_of_all() -> dict[str, str]:
    names = {
        name for model in MODELS for field in model._meta.local_concrete_fields for name in (field.name, field.attname)
    }
    return dict.fromkeys(names)


def forms_at(browser, where):
    """Those of the page itself, not the one with which one signs out."""
    response = browser.get(where)
    forms = [] if response.streaming else forms_of(response.content.decode(errors="replace"))
    return [form for form in forms if form.action != reverse("sign-out")]


@contextmanager
def as_it_was(browser):
    """A change of password or role may end the session: the browser keeps the one that it had."""
    session = browser.cookies["sessionid"].value
    yield
    browser.cookies["sessionid"] = session


def sent_and_taken_back(browser, where, values, pointing, before):
    """The answer to a form that is sent, and what points elsewhere since; then it was never sent."""
    with transaction.atomic(), as_it_was(browser):
        response = browser.post(where, values)
        after = pointing() if response.status_code == 302 else before
        transaction.set_rollback(True)
    return response.status_code, {name: (before[name], after[name]) for name in after if after[name] != before[name]}


def test_no_control_takes_what_is_of_another_school(anywhere, insider, signed_in, foreign, instead, pointing):
    """Of forms that are taken as their pages fill them in, each control in turn says something of elsewhere."""
    browser = signed_in(insider)
    browser.raise_request_exception = False
    addresses = {route.name: anywhere(route) for route in ROUTES}
    before, answered, taken, broken, takes = pointing(), Counter(), {}, {}, set()

    for name, where in addresses.items():
        for form in forms_at(browser, where):
            target = form.action or where
            forged = [
                (control, text)
                for control in sorted(form.chosen & form.values.keys())
                for text in instead(form.values[control])
            ]
            if forged and sent_and_taken_back(browser, target, form.values, pointing, before)[0] == 302:
                takes.add(name)
            for control, text in forged:
                status, since = sent_and_taken_back(browser, target, form.values | {control: text}, pointing, before)
                answered[status] += 1
                if since:
                    taken[name, control, text] = since
                if status >= 500:
                    broken[name, control, text] = status

    assert taken == {}
    assert broken == {}
    assert len(takes) >= 10, sorted(takes)
    assert answered[200] > 50, answered


def test_no_form_takes_a_column_that_it_does_not_ask_for(anywhere, insider, signed_in, foreign, pointing):
    browser = signed_in(insider)
    browser.raise_request_exception = False
    addresses = {route.name: anywhere(route) for route in ROUTES}
    extra = {name: "on" if name.startswith("is_") else str(foreign[School].pk) for name in columns_of_all()}
    before, answered, taken = pointing(), Counter(), {}

    for name, where in addresses.items():
        for form in forms_at(browser, where):
            for one in foreign.values():
                given = {key: value if value == "on" else str(one.pk) for key, value in extra.items()}
                status, since = sent_and_taken_back(
                    browser, form.action or where, given | form.values, pointing, before
                )
                answered[status] += 1
                if since:
                    taken[name] = since

    assert taken == {}
    assert answered[302] > 30, answered
    assert not User.objects.filter(is_superuser=True).exists()
