"""The pages at the right, one file each."""
