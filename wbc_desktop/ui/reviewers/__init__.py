"""Sign-in, accounts, lock, signing and second reads."""
