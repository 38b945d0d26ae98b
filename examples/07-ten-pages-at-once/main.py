# Ten pages, each of which takes the server a second. All at once they take a second, too.
import asyncio

from pyodide.http import pyfetch  # the browser's fetch; outside of a browser this would be aiohttp


async def fetch_one(number):
    print(f"page {number:2}: asked for")
    response = await pyfetch("/httpbin/delay/1")
    await response.text()
    return response.status


async def fetch_all():
    loop = asyncio.get_running_loop()
    began = loop.time()

    statuses = await asyncio.gather(*(fetch_one(i) for i in range(1, 11)))

    took = loop.time() - began
    for number, status in enumerate(statuses, start=1):
        print(f"page {number:2}: status {status}")
    print(f"{len(statuses)} pages in {took:.1f} s")


asyncio.run(fetch_all())
