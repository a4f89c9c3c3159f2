"""Runs a part in a process with settings of its own: `python -m tests.bench.child PART [ARGUMENT …]`."""

import sys
from importlib import import_module

import django

django.setup()
import_module(f"tests.bench.{sys.argv[1]}").main(*sys.argv[2:])
