"""The API's description, one file a noun: what each call takes and answers (OpenAPI's JSON Schema)."""
