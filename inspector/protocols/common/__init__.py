"""Facts of MS-OXWSCDATA that all documents share."""
