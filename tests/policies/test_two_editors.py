"""Two people edit one table at the same time: nobody's choice is overwritten unseen."""

import pytest
from django.urls import reverse

from people.roles import Role
from policies.models import Decision

from .grid import fields

pytestmark = pytest.mark.both

NOMINATED = {"gambling.use": "nominated_users", "gambling.use.note": "Nobody"}
ADDRESS = ("e-safety-policy", 1, "user_actions")


@pytest.fixture
def address():
    return reverse("policies:matrix-edit", args=ADDRESS)


@pytest.fixture
def first(draft, coordinator, signed_in):
    return signed_in(coordinator)


@pytest.fixture
def second(draft, appoint, school, signed_in):
    return signed_in(appoint(Role.SENIOR_LEADER, school, "Lena Leader"))


def decided(draft, row: str) -> str:
    return Decision.objects.get(row__matrix__version=draft, row__key=row).column.key


def test_a_clash_saves_nothing_says_who_chose_what_and_keeps_what_was_typed(first, second, draft, address):
    mine, theirs = fields(first.get(address).content), fields(second.get(address).content)
    second.post(address, theirs | {"gambling.use": "acceptable"})

    response = first.post(
        address, mine | {"gambling.use": "nominated_users", "gambling.use.note": "Nobody", "shopping.use": "acceptable"}
    )

    page = response.content.decode()
    assert response.status_code == 409
    assert "“Online gambling”: Lena Leader chose “Acceptable” since you opened this page." in page
    assert (decided(draft, "gambling"), decided(draft, "shopping")) == ("acceptable", "unacceptable")
    kept = fields(page)
    assert (kept["gambling.use"], kept["gambling.use.note"]) == ("nominated_users", "Nobody")
    assert kept["shopping.use"] == "acceptable"


def test_a_clash_lists_everything_that_was_changed_meanwhile(first, second, draft, address):
    mine, theirs = fields(first.get(address).content), fields(second.get(address).content)
    second.post(address, theirs | {"gambling.use": "acceptable", "shopping.use": "acceptable"})

    page = " ".join(first.post(address, mine | NOMINATED).content.decode().split())

    rows = {
        "Online gambling": "<strong>Acceptable for nominated users (Nobody)</strong>",
        "Online shopping or": "theirs",
    }
    listed = page[page.index("What somebody else changed") : page.index("</section>")]
    for row, yours in rows.items():
        line = listed[listed.index(row) : listed.index("</tr>", listed.index(row))]
        assert '"It was">Unacceptable<' in line
        assert '"It is now">Acceptable<' in line
        assert yours in line


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        ("submitted", "This draft is submitted for approval: it can be edited once it is sent back."),
        ("withdrawn", "A version that is withdrawn cannot be edited: make a new draft."),
    ],
)
def test_a_draft_that_is_closed_under_an_editor_says_so_and_keeps_what_was_chosen(
    status, sentence, first, draft, address, administrator
):
    mine = fields(first.get(address).content)
    draft.status = status
    draft.save_as(administrator)

    response = first.post(address, mine | {"gambling.use": "acceptable"})

    assert response.status_code == 403
    assert sentence in response.content.decode()
    assert fields(response.content)["gambling.use"] == "acceptable"
    assert decided(draft, "gambling") == "unacceptable"


def test_saving_again_knowingly_puts_ones_own_in_place(first, second, draft, address):
    mine, theirs = fields(first.get(address).content), fields(second.get(address).content)
    second.post(address, theirs | {"gambling.use": "acceptable"})
    page = first.post(address, mine | {"gambling.use": "nominated_users", "gambling.use.note": "Nobody"}).content

    response = first.post(address, fields(page))

    assert response.status_code == 302
    assert decided(draft, "gambling") == "nominated_users"


def test_different_rows_do_not_clash_and_both_are_kept(first, second, draft, address):
    mine, theirs = fields(first.get(address).content), fields(second.get(address).content)
    second.post(address, theirs | {"gambling.use": "acceptable"})

    response = first.post(address, mine | {"shopping.use": "acceptable"})

    assert response.status_code == 302
    assert (decided(draft, "gambling"), decided(draft, "shopping")) == ("acceptable", "acceptable")


def test_the_same_choice_twice_is_no_clash(first, second, draft, address):
    mine, theirs = fields(first.get(address).content), fields(second.get(address).content)
    second.post(address, theirs | {"gambling.use": "acceptable"})

    response = first.post(address, mine | {"gambling.use": "acceptable"}, follow=True)

    assert "Nothing was changed, so nothing was saved." in response.content.decode()


def test_a_changed_note_clashes_too(first, second, draft, address):
    mine, theirs = fields(first.get(address).content), fields(second.get(address).content)
    second.post(address, theirs | {"gaming_other.use.note": "At lunch"})

    response = first.post(address, mine | {"gaming_other.use.note": "After school"})

    assert "Lena Leader chose “Acceptable at certain times” (At lunch)" in response.content.decode()
