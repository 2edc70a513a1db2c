"""What the services can do, said over HTTP: the API, tiles, pages, problems."""
