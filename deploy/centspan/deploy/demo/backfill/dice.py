"""Random numbers that depend on the seed and on what they are for, on nothing else."""

from zlib import crc32

import numpy as np


def dice(seed: int, *purpose: str) -> np.random.Generator:
    """Return a generator; another purpose gives other numbers, another order of use does not."""
    words = [crc32(word.encode()) for word in purpose]
    return np.random.Generator(np.random.PCG64([seed, *words]))
