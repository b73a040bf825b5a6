# What vote does, as jq does it: the last number of each sample, and which number most give.
.samples |= map(.answer = ([.text | match("-?[0-9][0-9,]*(\\.[0-9]+)?"; "g").string] | last
  | if . then gsub(","; "") else . end))
| (.samples | length) as $all
| ([.samples[].answer | select(.)] | group_by(.) | max_by(length)) as $most
| .vote = {answer: $most[0], share: (($most | length) / $all)}
