-- What vote does, as DuckDB does it: the last number of each sample, and which number most give.
COPY (
  WITH answered AS (
    SELECT * REPLACE (list_transform(samples, lambda s: struct_insert(s, answer := replace(
      regexp_extract(s.text, '(-?\d[\d,]*(?:\.\d+)?)\D*$', 1), ',', ''))) AS samples)
    FROM read_json(getvariable('input'), format = 'newline_delimited', compression = 'zstd')
  ), counted AS (
    SELECT *, list_transform(samples, lambda s: s.answer) AS answers,
      list_aggregate(answers, 'mode') AS answer FROM answered
  )
  SELECT * EXCLUDE (answers, answer),
    {answer: answer, share: len(list_filter(answers, lambda a: a = answer)) / len(answers)} AS vote
  FROM counted
) TO 'OUTPUT' (FORMAT json, COMPRESSION zstd);
