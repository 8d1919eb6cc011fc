"""Proofs: the document that a decision leaves, its words for people, and the independent checker.

Owns the form `msm-proof/1`. Knows no engine: a decision hands over what it found as a `Subject`.
"""

from __future__ import annotations
