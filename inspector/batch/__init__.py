"""How a command's work splits, where its parts run, and how what comes of them is put together.

A :class:`~inspector.batch.plan.Plan` says how: by file, and within a long file by ranges of lines. An engine
says where: this process, processes of this machine. What is put together is, byte for byte, what one process
makes (docs/architecture.md, "Work in parts").
"""
