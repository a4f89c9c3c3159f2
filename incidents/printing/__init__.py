"""Records of incidents on paper: what is in them, whose names stand in them, how they look."""
