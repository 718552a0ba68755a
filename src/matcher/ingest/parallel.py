"""Work on batches in a few threads and take the results in the order of the batches.

The kernels of a batch leave the interpreter's lock to Arrow and NumPy most of the time, so two threads keep two cores
busy. Few batches are in hand at once, so memory is bounded.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

WORKERS: Final = 2


def in_order(work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
    """Give the result of each item, in their order.

    Args:
        work: Runs in any thread; does not depend on what it did before.
        items: Taken one by one, a few ahead of the results.
    """
    with ThreadPoolExecutor(WORKERS, thread_name_prefix="batch") as pool:
        waiting: deque[Future[Result]] = deque()
        for item in items:
            waiting.append(pool.submit(work, item))
            if len(waiting) > WORKERS:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
