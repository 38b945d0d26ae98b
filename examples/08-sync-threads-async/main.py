# A hundred requests of one second each: one after the other, and on one event loop.
import asyncio

from pyodide.http import pyfetch  # the browser's fetch; outside of a browser this would be aiohttp

REQUESTS = 100
DELAY = 1  # seconds: one after the other takes REQUESTS * DELAY

URL = f"/httpbin/delay/{DELAY}"


# Everybody's result: how many answers were good.
def report(name, statuses):
    print(f"{name}: {statuses.count(200)} of {REQUESTS} answers")


async def fetch():
    response = await pyfetch(URL)
    await response.text()
    return response.status


# A loop for each request, and nobody else on it: this blocks until the answer is there.
def fetch_blocking():
    return asyncio.run(fetch())


def sync_requests():
    report("sync", [fetch_blocking() for _ in range(REQUESTS)])


async def on_a_loop():
    report("async", await asyncio.gather(*(fetch() for _ in range(REQUESTS))))


# There are no threads in this Python: it was compiled to WebAssembly without them.
variants = {
    "sync": sync_requests,
    "async": on_a_loop,
}
