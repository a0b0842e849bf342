"""ActiveSync as it travels (MS-ASHTTP, MS-ASWBXML): what all of its documents share."""
