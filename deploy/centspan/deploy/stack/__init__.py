"""The whole product in one process: its servers, its guards, and its work in the background."""
