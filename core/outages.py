"""A database that is away: not there, ended in the middle, without room, or too long at something else."""

from django.db import DatabaseError, InterfaceError, OperationalError

MAYBE_AWAY = (DatabaseError, InterfaceError)  # to be caught, and then asked about


def is_away(error: BaseException | None) -> bool:
    """Whether the error says so.

    Where the server ends while it answers, psycopg knows no better name than `DatabaseError`: no more than that it is,
    since what is wrong with a query has names of its own.
    """
    return isinstance(error, OperationalError | InterfaceError) or type(error) is DatabaseError


def stands_behind(error: BaseException | None) -> bool:
    """Whether that is why another error came about."""
    while error is not None:
        if is_away(error):
            return True
        error = error.__cause__ or error.__context__
    return False
