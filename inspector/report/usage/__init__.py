"""Writing down what a client uses of Exchange Web Services, and what takes its place."""
