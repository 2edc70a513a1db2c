"""Files in and out. What a stranger sends is read in a process of its own that can be killed, never here."""
