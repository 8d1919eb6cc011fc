"""The command line `msm`: one file a command, loaded only when that command is run.

Owns what people type and read on a terminal, exit statuses, files named on the command line, and
the clock. Decides nothing itself.
"""
