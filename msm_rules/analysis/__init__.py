"""What would have to be different: the smallest changes that would turn a decision round.

Owns the search, and what it is led by: what could still come of a policy with facts and params left
open. What a policy says of a model is for the engine to say, and nothing is told that it did not
decide.
"""
