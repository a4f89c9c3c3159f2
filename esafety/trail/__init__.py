"""What happened around the records: sign-ins, roles, exports, releases; and the heads of the chains, to be kept."""
