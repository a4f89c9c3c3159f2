"""What gunicorn does besides serving; it reads this file in the folder that it is started in."""

import gc
import logging
from typing import Any

worker_class = "esafety.slow_clients.Worker"  # with --threads; a slow client holds none of them for long

limit_request_line = 8190  # bytes, the most that gunicorn reads: the filters of the log, with a long search in them


def post_worker_init(worker: Any) -> None:
    """Once the program is loaded: write what goes wrong as the program does; say where the first school is set up.

    The pages are loaded here, not while the first visitor waits, and what is loaded stays: Python's collector of what
    nobody needs any more would look through all of it again and again, a tenth of a second each time.
    """
    from django.urls import reverse

    from core.logs import JsonFormatter
    from people import set_up

    for handler in logging.getLogger("gunicorn.error").handlers:
        handler.setFormatter(JsonFormatter())
    set_up.announce()
    reverse("home")
    gc.collect()
    gc.freeze()
