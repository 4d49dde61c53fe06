"""The targets of an export, one module each: a deployment in, files out."""
