"""Questions asked of a snapshot, answered by pure functions."""
