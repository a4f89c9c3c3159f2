"""The records and addresses with which every page is walked."""

from tests.architecture.conftest import address, anywhere, insider, records

__all__ = ["address", "anywhere", "insider", "records"]
