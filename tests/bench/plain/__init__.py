"""The same incidents in a plain Django project with its admin, as the yardstick: nothing in it is tuned either way."""
