"""What vote does, as orjson does it: the last number of each sample, and which number most give.

Reads JSON Lines from stdin, writes them to stdout with all fields they had.
"""
import re
import sys
from collections import Counter

import orjson

number = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
read, write, dumps = sys.stdin.buffer, sys.stdout.buffer.write, orjson.dumps
for line in read:
    record = orjson.loads(line)
    samples = record["samples"]
    for sample in samples:
        found = number.findall(sample["text"])
        sample["answer"] = found[-1].replace(",", "") if found else None
    counts = Counter(sample["answer"] for sample in samples if sample["answer"] is not None)
    answer, count = counts.most_common(1)[0] if counts else (None, 0)
    record["vote"] = {"answer": answer, "share": count / max(len(samples), 1)}
    write(dumps(record))
    write(b"\n")
