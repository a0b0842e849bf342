"""MS-OXWSCOS: Unified Contact Store Web Service Protocol."""
