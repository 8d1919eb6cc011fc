"""What would have to be different: the smallest changes that would turn a decision round.

Owns the search. What a value means and what a policy says of it is the engine's alone: the search
asks it, with facts left open to find out what cannot help, and with exact facts to show what does.
"""
