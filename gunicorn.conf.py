"""What gunicorn does besides serving; it reads this file in the folder that it is started in."""

from typing import Any


def post_worker_init(worker: Any) -> None:
    """Once the program is loaded: say where the first school is set up."""
    from people import set_up

    set_up.announce()
