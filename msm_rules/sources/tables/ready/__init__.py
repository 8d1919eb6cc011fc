"""Other people's catalogues as they publish them: models.dev, Xinference, GPUStack, LocalAI, MOT.

Owns one reading of each, a file each; which there are stands in `known`.
"""
