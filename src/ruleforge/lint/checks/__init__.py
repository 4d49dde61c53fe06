"""One check a module, by family; each has its `CHECK`."""
