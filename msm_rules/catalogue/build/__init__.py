"""Builds the shipped catalogue from named inputs.  Not imported by anything that runs later."""
