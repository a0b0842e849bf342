"""MS-ASEMAIL: Exchange ActiveSync Email Class Protocol, as far as it concerns UmCallerID."""
