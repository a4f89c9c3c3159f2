"""Files as evidence: what is taken, how it is encrypted, and where it is stored. Knows no records."""
