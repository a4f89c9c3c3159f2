"""The way out when nobody can sign in to an account and no page may change its address."""

import pytest
from django.core.management import CommandError, call_command


def test_it_changes_the_address_sends_a_link_there_and_tells_the_old_one(headteacher, work, mailoutbox, capsys):
    before = headteacher.email

    call_command("change_address", before.upper(), "head@right.example")
    work()

    headteacher.refresh_from_db()
    assert headteacher.email == "head@right.example"
    assert [(mail.to, "/invitation/" in mail.body) for mail in mailoutbox] == [
        (["head@right.example"], True),
        ([before], False),
    ]
    assert "Hattie Head signs in with head@right.example" in capsys.readouterr().out
    assert headteacher.history.latest().history_change_reason.endswith("change_address")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("nobody@test.example", "new@test.example", "Nobody has an account with the address nobody@test.example"),
        ("{head}", "{teacher}", "Somebody has an account with the address .* already"),
        ("{head}", "nowhere", "nowhere is no e-mail address"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_changes(headteacher, teacher, old, new, sentence):
    known = {"head": headteacher.email, "teacher": teacher.email}

    with pytest.raises(CommandError, match=sentence):
        call_command("change_address", old.format(**known), new.format(**known))

    headteacher.refresh_from_db()
    assert headteacher.email == known["head"]
