"""The dependency graph: the only thing every interpreter sees. Its digest, slices and pictures."""
