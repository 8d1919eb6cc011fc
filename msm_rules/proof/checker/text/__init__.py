"""What the text of a policy says: the second chapter of the checker."""
