"""The command line: one module a command. Parses arguments, calls the library, prints, and says how it ended."""
