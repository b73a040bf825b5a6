"""Makes chats.json: conversations as transformers renders them by templates of the common forms.

    python make_chats.py
"""

import json
import pathlib

from transformers.utils.chat_template_utils import render_jinja_template

HERE = pathlib.Path(__file__).parent
TEMPLATES = {
    "chatml": (
        "{% for message in messages %}"
        "{% if loop.first and messages[0]['role'] != 'system' %}"
        "{{ '<|im_start|>system\nBe a help.<|im_end|>\n' }}{% endif %}"
        "{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}"
        "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
    ),
    "llama3": (
        "{% set header = namespace(seen=false) %}\n"
        "{% for message in messages %}\n"
        "    {%- set text = '<|start_header_id|>' + message['role'] + '<|end_header_id|>\n\n'"
        " + message['content'] | trim + '<|eot_id|>' %}\n"
        "    {%- if loop.index0 == 0 %}{% set text = bos_token + text %}{% endif %}\n"
        "    {{- text }}\n"
        "{%- endfor %}\n"
        "{% if add_generation_prompt -%}\n"
        "  {{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}\n"
        "{%- endif %}"
    ),
    "plain": "{% for m in messages %}{{ m.content }}{% if not loop.last %}\n\n{% endif %}{% endfor %}\n",
    "tools": """{# A comment
   of two lines #}
{%- macro turn(role, text="", end=eos) -%}
  <{{ role | upper }}>{{ text.strip('\\n ') }}</{{ role }}>
{%- endmacro -%}
{% set ns = namespace(last=-1, count=0) %}
{%- if tools %}
    {{- 'tools: ' ~ (tools | tojson) }}
{%- else %}
    {%- if messages[0].role == "system" and messages[0]['content'] is string %}
        {{- turn('system', messages[0].content) + '\\n' }}
        {%- set rest = messages[1:] %}
    {%- else %}
        {%- set rest = messages %}
    {%- endif %}
{%- endif %}
{%- for message in messages[::-1] %}
    {%- set index = (messages | length - 1) - loop.index0 %}
    {%- if ns.last < 0 and message.role == 'user' and not (message.content.startswith('<r>') and message.content.endswith('</r>')) %}
        {%- set ns.last = index %}
    {%- endif %}
{%- endfor %}
{%- for message in rest if message.role not in ['tool'] %}
  {%- set ns.count = ns.count + 1 %}
  {%- if message.tool_calls is defined and message.tool_calls %}calls{% elif '</think>' in message.content %}
    {{- message.content.split('</think>')[-1].lstrip('\\n') }}
  {%- elif loop.first or (not loop.last and loop.index0 > ns.last) or message.role != "assistant" %}
{{ loop.index }}/{{ loop.length }} {{ message['content'] | replace('a', 'b') | trim }}
  {%- else %}
    {% set piece %}[{{ message.content | default('none', true) }}]{% endset %}
    {{- piece }}
  {% endif %}
{% else %}
nothing
{% endfor %}
{{ "odd" if ns.count is odd else 'even' }} {{ 7 // 2 * 3 % 5 - 1 }} {{ [1, 2, 3] | join(',') }} {{ messages | map(attribute='role') | join('+') }}
{% for key, value in {'x': 1, "y": true}.items() %}{{ key }}={{ value }};{% endfor %}
{{ messages | selectattr('role', 'equalto', 'user') | list | length }}{{ date | default("no date") }}
{%- if add_generation_prompt %}
    {{- turn(role='assistant') }}
{%- endif %}

""",
}
CHATS = [
    [dict(role="user", content="What is 2 + 2?")],
    [
        dict(role="system", content=" Answer briefly.\n"),
        dict(role="user", content="  Hello  \n"),
        dict(role="assistant", content="<think>\nhm\n</think>\n\nHi \u00e9\U0001f600"),
        dict(role="user", content="<r>a banana</r>"),
    ],
    [
        dict(role="user", content="a"),
        dict(role="assistant", content=""),
        dict(role="user", content="\u3000b\u0085 '\"\\"),
        dict(role="assistant", content="open"),
    ],
]


def main():
    cases = []
    for name, template in TEMPLATES.items():
        rendered, _ = render_jinja_template(
            CHATS, chat_template=template, add_generation_prompt=True, bos_token="<s>",
            eos_token="</s>", eos="",
        )
        cases.append(dict(name=name, template=template, texts=rendered))
    content = json.dumps(dict(chats=CHATS, cases=cases), indent=1)
    (HERE / "chats.json").write_text(content + "\n")
    for case in cases:
        print(case["name"], repr(case["texts"][1]))


if __name__ == "__main__":
    main()
