"""``python -m inspector``: the same as the command ``ews-inspector``."""

from inspector.cli import main

main()
