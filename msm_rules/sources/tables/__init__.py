"""Tables that other people keep: spreadsheets by a mapping file, well-known catalogues as they are.

Owns the mapping language and the ready readings. Bytes become records in `raw_records`; what a
licence, a size or a language is called belongs to `normalise`.
"""
