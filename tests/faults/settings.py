"""A school's own settings; what comes in lies in the folder of the site that is tried."""

import os
from pathlib import Path

from esafety.settings.production import *  # noqa: F403  settings are layered by star import, Django's own convention

UPLOAD_ROOT = Path(os.environ["UPLOAD_ROOT"])
