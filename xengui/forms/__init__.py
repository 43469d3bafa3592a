"""What a dialog asks, its defaults and its problems; no widgets, no calls."""
