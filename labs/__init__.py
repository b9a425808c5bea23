"""The local AWS of the labs: moto's server on loopback, and what points the CLI and the SDK at it."""
