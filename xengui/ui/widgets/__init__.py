"""The small parts every pane and dialog is put together from."""
