"""Types, units, sets of possible values, and the table of operators on them."""
