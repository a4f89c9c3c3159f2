"""Asks a function of questions.py, in a process with the site's own settings, and prints its answer as JSON.

`python -m tests.faults.inside QUESTION [ARGUMENT…]`
"""

import json
import sys
from importlib import import_module

import django

if __name__ == "__main__":
    django.setup()
    question = getattr(import_module("tests.faults.questions"), sys.argv[1])
    json.dump(question(*sys.argv[2:]), sys.stdout)
