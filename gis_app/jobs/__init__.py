"""Work that waits for nobody: what the queue's worker does."""
