"""How far an exam is through its protocols, and which steps apply."""
