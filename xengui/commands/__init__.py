"""What a person can do, written as tables."""
