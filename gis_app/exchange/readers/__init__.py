"""One reader a format: ``read(path, name, encoding) -> Raw``. They run in the reading process only."""
