"""Measurements beside peers, in one run; each module ``bench_*`` has a ``main()`` that prints its table."""
