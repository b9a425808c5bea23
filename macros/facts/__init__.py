"""Facts: read from files, held against each other, and what is computed from them."""
