"""What the pool answers: one module per class, and `generated` for what all classes share."""
