#!/usr/bin/env python3
"""Django's command line. Settings default to production, which names whatever is missing."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "esafety.settings.production")
    from django.core.management import execute_from_command_line
    from django.db import DatabaseError, connection

    try:
        execute_from_command_line(sys.argv)
    except DatabaseError as error:
        if connection.connection is not None:
            raise
        reason = str(error).partition("\n")[0].rstrip(":")
        sys.exit(f"The database that DATABASE_URL names cannot be opened: {reason}")


if __name__ == "__main__":
    main()
