"""What reaches a rule, and what does not: trails and their events, fields of records, metrics and alarms."""
