"""Which operations an object allows at the moment, and why it refuses the others."""
