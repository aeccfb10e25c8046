"""Video files: index of frames, decoder, store of decoded planes, timing."""
