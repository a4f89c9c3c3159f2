"""Where the chains end is e-mailed every day to whom the settings name."""

from audit.models import Chain
from core.sealing import seal_what_waits
from esafety.tasks import send_heads
from esafety.trail.heads import in_groups


def test_each_chain_has_its_line(school, teacher, settings, mailoutbox):
    settings.AUDIT_HEADS_TO = ["clerk@governors.example"]
    seal_what_waits()

    send_heads.func()

    [sent] = mailoutbox
    head = bytes(Chain.objects.get(school=school.pk).head).hex()
    assert sent.to == ["clerk@governors.example"]
    assert f"ASH: {in_groups(head)}" in sent.body.splitlines()
    assert "Ashdown" not in sent.body


def test_where_nobody_is_named_nothing_is_sent(school, mailoutbox):
    send_heads.func()

    assert mailoutbox == []
