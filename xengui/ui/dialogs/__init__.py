"""One dialog for each form that asks a person."""
