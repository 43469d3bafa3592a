"""Bytes to values and back: calls, events, addresses, certificates; no sockets."""
