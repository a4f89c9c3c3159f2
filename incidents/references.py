"""References such as ALD-7KQ4M.

Random, not sequential: a gap in a sequence would betray a restricted incident. No letter or digit that can be
misread on the telephone or in handwriting (0 O, 1 I L, 5 S, 8 B, 2 Z, U V, A E spoken).
"""

import secrets

ALPHABET = "234679CDFGHJKMNPQRTVWXY"
LENGTH = 5  # 23 to the power of 5: six million a school
PATTERN = r"[A-Z]{2,4}-[0-9A-Z]{5}"


def new_reference(code: str) -> str:
    """A reference for a school's code; whether it is in use, the database says when it is written down."""
    return f"{code}-{''.join(secrets.choice(ALPHABET) for _ in range(LENGTH))}"
