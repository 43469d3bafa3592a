"""What is done to a pool, step by step, and what becomes of it."""
