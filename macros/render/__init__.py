"""Facts in, Markdown or HTML out: pure functions, no files, no clock."""
