"""What the site costs its readers and authors, beside the stock theme: `make bench`."""
