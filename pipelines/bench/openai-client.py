"""The work of `sample` with the openai package and asyncio, for comparison."""

import asyncio
import json
import sys
import time

import httpx
from openai import AsyncOpenAI

url, problems, count, flight, output = sys.argv[1:6]
count, flight = int(count), int(flight)


async def main():
    limits = httpx.Limits(max_connections=flight, max_keepalive_connections=flight)
    client = AsyncOpenAI(
        base_url=url, api_key="none", http_client=httpx.AsyncClient(limits=limits, timeout=600)
    )
    gate = asyncio.Semaphore(flight)

    async def ask(record, index):
        async with gate:
            answer = await client.completions.create(
                model="toy", prompt=record["prompt"], max_tokens=512, seed=index, logprobs=1
            )
        return {"index": index, "text": answer.choices[0].text}

    async def fill(record):
        record["samples"] = await asyncio.gather(*(ask(record, i) for i in range(count)))
        return record

    records = [json.loads(line) for line in open(problems)]
    start = time.monotonic()
    filled = await asyncio.gather(*(fill(record) for record in records))
    seconds = time.monotonic() - start
    with open(output, "w") as file:
        for record in filled:
            file.write(json.dumps(record) + "\n")
    with open(output + ".seconds", "w") as file:
        print(f"{seconds:.3f}", file=file)


asyncio.run(main())
