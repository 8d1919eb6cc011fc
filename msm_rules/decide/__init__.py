"""Deciding: the graph as generated code, the flat trace of one model, the decision read from it."""
