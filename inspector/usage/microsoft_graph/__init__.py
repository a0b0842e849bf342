"""What takes the place of Exchange Web Services in Microsoft Graph: facts with their sources, as tables."""
