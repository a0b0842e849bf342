"""What differs between two messages, two flows, two cassettes."""
