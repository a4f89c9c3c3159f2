"""Everything the site holds in one encrypted file, and back: `manage.py backup`, `restore` and `move_database`."""
