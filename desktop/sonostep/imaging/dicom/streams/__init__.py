"""What a compressed stream says of itself, whatever the header says."""
