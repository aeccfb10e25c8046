"""What the program knows: pure values and functions over the standard library and numpy."""
