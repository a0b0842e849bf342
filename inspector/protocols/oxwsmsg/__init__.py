"""MS-OXWSMSG: Email Message Types Web Service Protocol."""
