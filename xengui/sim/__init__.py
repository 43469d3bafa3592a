"""A pretend XenServer pool: a server of its own that speaks the real protocol and shares no code with the program."""
