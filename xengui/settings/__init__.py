"""What is remembered on this computer: servers, trust, preferences; never a secret in a file."""
