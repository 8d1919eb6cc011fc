"""What types, values and operators mean: the first chapter of the checker."""
