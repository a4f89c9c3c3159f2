"""Views of the log that a user saved: under a name of their own, for themselves alone."""

import pytest
from django.http import QueryDict
from django.urls import reverse

from incidents.forms import LogFilter
from incidents.forms.own import MOST_VIEWS
from incidents.models import SavedView
from tests.pages import said

LOG, VIEWS, SAVE = reverse("incidents:log"), reverse("incidents:views"), reverse("incidents:save-view")


@pytest.fixture
def view(coordinator):
    return SavedView.objects.create(user=coordinator, name="Home, phones", query="kind=phone&place=home")


def change(view):
    return reverse("incidents:change-view", args=[view.pk])


def test_the_filters_of_the_log_are_saved_under_a_name(coordinator, signed_in):
    browser = signed_in(coordinator)

    shown = browser.get(f"{SAVE}?kind=phone&year=5").content.decode()
    response = browser.post(f"{SAVE}?kind=phone&year=5", {"name": "  Year 5   phones "})

    assert "Year group of a pupil: Year 5" in shown
    saved = SavedView.objects.get()
    assert (saved.user, saved.name, saved.query) == (coordinator, "Year 5 phones", "kind=phone&year=5")
    assert response["Location"] == f"{LOG}?kind=phone&year=5"


def test_a_saved_view_is_a_link_above_the_log_and_marked_when_it_is_shown(view, coordinator, signed_in):
    browser = signed_in(coordinator)

    everything, chosen = said(browser.get(LOG)), said(browser.get(f"{LOG}?{view.query}"))

    assert f'<a href="{LOG}?kind=phone&amp;place=home">Home, phones</a>' in everything
    assert f'<a href="{LOG}?kind=phone&amp;place=home" aria-current="page">Home, phones</a>' in chosen


@pytest.mark.parametrize("name", ["headteacher", "stranger"])
def test_nobody_else_sees_it_or_changes_it(view, signed_in, request, name):
    browser = signed_in(request.getfixturevalue(name))

    assert "Home, phones" not in browser.get(LOG).content.decode() + browser.get(VIEWS).content.decode()
    assert browser.get(change(view)).status_code == 404
    assert browser.post(change(view), {"remove": "yes"}).status_code == 404
    assert SavedView.objects.filter(pk=view.pk).exists()


def test_views_are_for_those_who_read_the_log(teacher, signed_in):
    browser = signed_in(teacher)

    assert browser.get(VIEWS).status_code == browser.get(SAVE).status_code == 403


def test_the_name_of_a_view_that_everybody_has_is_not_given_again(view, coordinator, signed_in):
    answer = signed_in(coordinator).post(f"{SAVE}?kind=phone", {"name": "Waiting  too long"})

    assert answer.context["form"].errors == {"name": ["Everybody has a view of this name: choose another name"]}
    assert SavedView.objects.get() == view


def test_it_is_renamed_and_removed(view, coordinator, signed_in):
    browser = signed_in(coordinator)

    browser.post(change(view), {"name": "Phones at home"})
    view.refresh_from_db()
    renamed = view.name
    page = browser.post(change(view), {"remove": "yes"}, follow=True).content.decode()

    assert renamed == "Phones at home"
    assert "“Phones at home” has been removed." in page
    assert "You have saved no view yet" in page
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    ("query", "name", "sentence"),
    [
        ("kind=phone", "", "Give the view a name"),
        ("kind=phone", "x" * 61, "Shorten the name to 60 characters"),
        ("kind=phone", "Home, phones", "You have a view of this name: choose another name"),
        ("", "Everything", "Choose at least one filter in the log, then save the view"),
        ("kind=forged&evil=1", "Forged", "Choose at least one filter in the log, then save the view"),
        ("kind=phone", "a\0b", "Null characters are not allowed."),
    ],
)
def test_what_cannot_be_saved_is_said_and_what_was_typed_stays(view, coordinator, signed_in, query, name, sentence):
    page = signed_in(coordinator).post(f"{SAVE}?{query}", {"name": name})

    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert page.context["form"]["name"].value() == name
    assert SavedView.objects.count() == 1


def test_there_is_an_end_to_how_many(coordinator, signed_in):
    for number in range(MOST_VIEWS):
        SavedView.objects.create(user=coordinator, name=f"View {number}", query="kind=phone")

    page = signed_in(coordinator).post(f"{SAVE}?kind=phone", {"name": "One more"}).content.decode()

    assert "You have 30 views: remove one first" in page


@pytest.mark.both
def test_two_views_of_one_name_at_once_are_said_like_any_other(view, coordinator, signed_in, monkeypatch):
    monkeypatch.setattr("incidents.forms.own.ViewForm.clean_name", lambda form: form.cleaned_data["name"])

    page = signed_in(coordinator).post(f"{SAVE}?kind=phone", {"name": "Home, phones"})

    assert "You have a view of this name: choose another name" in page.content.decode()
    assert SavedView.objects.count() == 1


def test_what_is_forged_or_outdated_in_a_view_is_left_out_when_it_is_used(incident, coordinator, signed_in):
    SavedView.objects.create(user=coordinator, name="Forged", query='kind=gone&place=classroom&school=999&"><script>=1')
    browser = signed_in(coordinator)

    listed = browser.get(VIEWS).content.decode()
    used = browser.get(f"{LOG}?kind=gone&place=classroom&school=999")

    assert "<script>=" not in browser.get(LOG).content.decode() + listed
    assert "Place: Classroom" in listed
    assert "“What it was” is left out: there is no such choice." in listed
    assert "“What it was” is left out: there is no such choice." in used.content.decode()
    assert used.context["page"].rows == [incident]


def test_the_longest_filters_fit(coordinator):
    asked = LogFilter(
        QueryDict("q=" + "%F0%9F%99%82" * 200 + "&late=on&adult=on&unfinished=on&kind=phone"), user=coordinator
    )

    view = SavedView(user=coordinator, name="Long", query=asked.query)

    assert len(asked.on["q"]) == 200
    view.full_clean()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_a_constant_number_of_queries(coordinator, signed_in, count, django_assert_num_queries):
    for number in range(count):
        SavedView.objects.create(user=coordinator, name=f"View {number}", query="kind=phone")
    browser = signed_in(coordinator)

    with django_assert_num_queries(7):
        page = browser.get(VIEWS)

    assert len(page.context["views"]) == count
