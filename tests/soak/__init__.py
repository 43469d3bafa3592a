"""The program beside a pool that misbehaves for a long time: `python -m tests.soak --minutes 15`."""
