"""The proof held against meaning and text, step by step: the third chapter of the checker."""
