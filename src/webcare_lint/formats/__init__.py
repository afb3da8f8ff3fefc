"""Ways out: one module per output format."""
