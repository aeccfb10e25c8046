"""How the synthetic picture is formed: acoustics, texture, motion, Doppler, needle."""
