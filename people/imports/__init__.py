"""Bringing a register in from a file: read it, match its columns, plan what it would change, and only then do it.

`core.files` turns bytes into lines of text, `mapping` says which column is which field,
`rows` judges each line, `planning` compares them with the register, and `applying` does what was planned.
"""
