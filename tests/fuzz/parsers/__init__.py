"""Every parser that is fuzzed, one in each module."""
