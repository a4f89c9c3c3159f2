"""What happens when a process, the database or a disk fails, or a client is slow: `make faults`.

Everything is started here, as a school starts it, and nobody else's is touched. Tests wait for facts, never for a time.
"""
