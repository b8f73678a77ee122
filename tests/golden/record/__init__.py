"""Records what each emitter really sends over OTLP, with the truth it should tell beside it."""
