"""What `manage.py check --deploy` asks beside Django's own questions."""

import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, register
from django.core.checks import Warning as Warn
from django.db import connection

OTHERS = stat.S_IRWXO


@register(Tags.security, deploy=True)
def what_others_on_this_machine_can_read(app_configs: Any, **_: Any) -> Sequence[CheckMessage]:
    """The records and the keys are for the program's user alone."""
    return [
        Warn(f"Everybody on this machine can read {path}.", hint=f"chmod 600 {path}*", id="esafety.W001")
        for path in _private_files()
        if path.is_file() and path.stat().st_mode & OTHERS
    ]


def _private_files() -> list[Path]:
    files = [Path(connection.settings_dict["NAME"])] if connection.vendor == "sqlite" else []
    return [settings.BASE_DIR / ".env", *files]
