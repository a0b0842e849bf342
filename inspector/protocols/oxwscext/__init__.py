"""MS-OXWSCEXT: Client Extension Web Service Protocol."""
