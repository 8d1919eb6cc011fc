"""The command line `msm`: one file a command, loaded only when that command is run.

Owns what people type and read on a terminal, exit statuses, files named on the command line, and
the clock. Decides nothing itself.
"""

from __future__ import annotations

import gc

gc.set_threshold(50_000, 20, 20)
"""A command makes many objects and lives shortly: fewer searches for garbage start it faster."""
