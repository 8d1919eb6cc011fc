"""What is kept of decisions: the log, its checkpoints, and attestations of proofs.

Owns the form of the log and what a signature covers; it alone loads sqlite3 and cryptography. The
time of an entry is an argument. What a decision says is for `decide` and `proof`.
"""
