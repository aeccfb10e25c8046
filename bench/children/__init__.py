"""What must be measured in a process of its own; each module answers with one line of JSON."""
