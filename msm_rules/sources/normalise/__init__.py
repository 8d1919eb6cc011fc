"""What sources say, read into claims: sizes, languages, licences, lineage, tags, scores.

Owns the tables and rules that are the same for every source of facts. Reads no file: each module
takes what a source says as plain values.
"""
