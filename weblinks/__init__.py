"""The web outside: which addresses the records give, where they may lead, and whether they still lead there."""
