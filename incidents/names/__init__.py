"""The names of those involved: which they are or were, how they are found in a text, and what stands there instead."""
