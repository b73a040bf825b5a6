"""The work of `sample` with distilabel, for comparison."""

import json
import sys
import time

from distilabel.models import OpenAILLM
from distilabel.pipeline import Pipeline
from distilabel.steps import LoadDataFromDicts
from distilabel.steps.tasks import TextGeneration

url, problems, count, flight, output = sys.argv[1:6]
count, flight = int(count), int(flight)

records = [json.loads(line) for line in open(problems)]
with Pipeline(name="servers") as pipeline:
    load = LoadDataFromDicts(
        data=[{"instruction": record["prompt"]} for record in records for _ in range(count)],
        batch_size=flight,
    )
    ask = TextGeneration(
        llm=OpenAILLM(
            model="toy", base_url=url, api_key="none",
            generation_kwargs={"max_new_tokens": 512},
        ),
        input_batch_size=flight,
    )
    load >> ask

if __name__ == "__main__":
    start = time.monotonic()
    rows = pipeline.run(use_cache=False)["default"]["train"]
    seconds = time.monotonic() - start
    rows.to_json(output)
    with open(output + ".seconds", "w") as file:
        print(f"{seconds:.3f}", file=file)
