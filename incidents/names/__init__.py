"""How the names of those involved are found in a text, and what stands there instead."""
