"""The two spellings of the API: XML-RPC and JSON-RPC."""
