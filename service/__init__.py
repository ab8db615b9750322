"""When and where: everything that touches the world."""

import os

# the products of small matrices gain nothing from threads, and lose much where several processes share the cores;
# numpy reads this once, when it is first imported
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

__version__ = "0.1.0"
