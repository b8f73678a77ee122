-- Calls of a study that generate text.
operation IN ('chat', 'text_completion', 'generate_content', '')
