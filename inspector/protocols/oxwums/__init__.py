"""MS-OXWUMS: Voice Mail Settings Web Service Protocol."""
