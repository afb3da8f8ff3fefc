"""Ways in that people and programs use: the command line, a spaCy component."""
