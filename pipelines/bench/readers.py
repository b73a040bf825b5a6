#!/usr/bin/env python3
"""Reads a stream with a program or library that reads zstd-compressed JSON Lines.

Usage: readers.py FILE COUNT stream|rows READER
       readers.py --list

The reader must find COUNT records, with the ids 0 to COUNT - 1 in their order, and in rows for
trainers a weight that is a number. The status is 0 if it does, 1 if it does not, and 77 if the
reader is not installed. --list prints the names of all readers.
"""
import importlib.util
import io
import json
import shutil
import subprocess
import sys

path = sys.argv[1]
count = int(sys.argv[2]) if len(sys.argv) > 2 else 0
is_rows = sys.argv[3:4] == ["rows"]


def records(text):
    return [json.loads(line) for line in text.splitlines()]


def pandas():
    import pandas

    return pandas.read_json(path, lines=True, dtype={"id": str}).to_dict("records")


def polars():
    import polars

    return polars.read_ndjson(path, infer_schema_length=None).to_dicts()


def duckdb():
    import duckdb

    rows = duckdb.sql(f"SELECT * FROM read_json_auto('{path}', format = 'newline_delimited')")
    return [dict(zip(rows.columns, row)) for row in rows.fetchall()]


def pyarrow():
    import pyarrow
    import pyarrow.json

    with pyarrow.input_stream(path, compression="zstd") as file:
        return pyarrow.json.read_json(pyarrow.py_buffer(file.read())).to_pylist()


def zstandard():
    import zstandard

    with zstandard.open(path, "rt", encoding="utf-8") as file:
        return records(file.read())


def zstandard_reader():
    import zstandard

    with open(path, "rb") as file:
        reader = zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True)
        return records(io.TextIOWrapper(reader, encoding="utf-8").read())


def fsspec():
    import fsspec

    with fsspec.open(path, "rt", compression="zstd", encoding="utf-8") as file:
        return records(file.read())


def datasets():
    import datasets

    cache = path + ".cache"
    return list(datasets.load_dataset("json", data_files=path, split="train", cache_dir=cache))


def datasets_streaming():
    import datasets

    return list(datasets.load_dataset("json", data_files=path, split="train", streaming=True))


def command(line):
    return lambda: records(subprocess.run(line, shell=True, check=True, capture_output=True, text=True).stdout)


readers = {
    "pandas": ("pandas zstandard", pandas),
    "polars": ("polars", polars),
    "duckdb": ("duckdb", duckdb),
    "pyarrow": ("pyarrow", pyarrow),
    "python-zstandard, open": ("zstandard", zstandard),
    "python-zstandard, stream_reader": ("zstandard", zstandard_reader),
    "fsspec": ("fsspec zstandard", fsspec),
    "datasets": ("datasets zstandard", datasets),
    "datasets, streaming": ("datasets zstandard", datasets_streaming),
    "zstd": ("/zstd", command(f"zstd -dcq '{path}'")),
    "jq": ("/zstd /jq", command(f"zstd -dcq '{path}' | jq -c .")),
    "Miller": ("/zstd /mlr", command(f"zstd -dcq '{path}' | mlr --ijsonl --ojsonl cat")),
}


def is_there(need):
    if need.startswith("/"):
        return shutil.which(need[1:]) is not None
    return importlib.util.find_spec(need) is not None


def judge(found):
    ids = [str(record["id"]) for record in found]
    if ids != [str(number) for number in range(count)]:
        return f"{len(ids)} records, the last ids {ids[-3:]}"
    if is_rows and not all(isinstance(record["weight"], (int, float)) for record in found):
        return "a weight that is no number"
    return None


if path == "--list":
    print("\n".join(readers))
    sys.exit(0)
needs, read = readers[sys.argv[4]]
missing = [need.strip("/") for need in needs.split() if not is_there(need)]
if missing:
    print(f"not installed: {', '.join(missing)}")
    sys.exit(77)
try:
    wrong = judge(read())
except Exception as error:
    wrong = f"{type(error).__name__}: {error}"
print(wrong or "ok")
sys.exit(wrong is not None)
