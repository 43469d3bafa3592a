"""Sockets: sessions, the event watch, the life of a connection."""
