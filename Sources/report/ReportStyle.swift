/// How a page looks, in light and in dark.
enum ReportStyle {
  /// The style sheet.
  static let text = """
    :root{--ground:#fdfdfc;--raised:#fff;--ink:#1c1c1a;--muted:#5c5c57;--rule:#dcdbd5;--faint:#eeede8;
    --accent:#1f5fa8;--good:#1c6b3c;--bad:#a8261f;--alarm:#fbe9e7;
    --c0:#6f6f69;--c1:#1f5fa8;--c2:#b25a00;--c3:#1c7a45;--c4:#1f5fa8;--c5:#8a3ea0;--c6:#b25a00;--c7:#0b7376}
    @media (prefers-color-scheme:dark){:root{--ground:#161615;--raised:#1e1e1c;--ink:#ecebe6;
    --muted:#a9a8a1;--rule:#3a3a36;--faint:#262624;--accent:#8ab8f0;--good:#7fce9c;--bad:#f29a92;
    --alarm:#3b2220;--c0:#a9a8a1;--c1:#8ab8f0;--c2:#f0aa5c;--c3:#7fce9c;--c4:#8ab8f0;--c5:#d6a0e6;
    --c6:#f0aa5c;--c7:#6fd0d3}}
    *{box-sizing:border-box}
    body{margin:0 auto;max-width:76rem;padding:2rem 1.5rem 4rem;background:var(--ground);
    color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif;
    font-variant-numeric:tabular-nums}
    h1{font-size:1.9rem;line-height:1.2;margin:0;font-weight:650;letter-spacing:-.01em}
    h2{font-size:1.15rem;margin:2.6rem 0 .8rem;font-weight:650}
    header p,.note{margin:.3rem 0 0;color:var(--muted)}
    .streams,dd,td,th,.gauges{overflow-wrap:anywhere}
    .alarms{list-style:none;margin:1.2rem 0 0;padding:.7rem 1rem;background:var(--alarm);
    color:var(--bad);border-left:4px solid var(--bad);border-radius:4px;font-weight:600}
    .tiles{display:flex;flex-wrap:wrap;gap:.4rem 2.6rem;margin:1.6rem 0 0}
    .tiles dt{color:var(--muted);font-size:.85rem}
    .tiles dd{margin:0;font-size:1.7rem;line-height:1.25;font-weight:600;letter-spacing:-.01em}
    .tiles span{display:block;font-size:.8rem;font-weight:400;color:var(--muted);letter-spacing:0}
    .legend{display:flex;flex-wrap:wrap;gap:.2rem 1.3rem;list-style:none;margin:0 0 .6rem;padding:0;
    font-size:.9rem}
    .swatch{width:.75em;height:.75em;margin-right:.4em}
    .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,25rem),1fr));gap:1.4rem 2rem}
    figure{margin:0}figcaption{font-size:.9rem;font-weight:600;margin-bottom:.3rem}
    svg text{fill:var(--muted);font-size:12px}
    .chart{width:100%;max-width:34rem;height:auto;display:block}
    .chart text{font-size:13px}
    .grid{stroke:var(--rule);stroke-width:1}
    .diagonal{stroke:var(--muted);stroke-width:1;stroke-dasharray:2 4}
    .curve{fill:none;stroke:currentColor;stroke-width:2}.whisker{stroke:currentColor;stroke-width:1.5}
    circle{fill:currentColor}svg text.end{fill:currentColor;font-weight:600}
    .c0{color:var(--c0)}.c1{color:var(--c1)}.c2{color:var(--c2)}.c3{color:var(--c3)}
    .c4{color:var(--c4)}.c5{color:var(--c5)}.c6{color:var(--c6)}.c7{color:var(--c7)}
    table{border-collapse:collapse;font-size:.9rem}
    .scroll{overflow-x:auto}
    .gauges th,.gauges td{padding:.28rem .9rem .28rem 0;border-bottom:1px solid var(--faint);
    text-align:right;white-space:nowrap}
    .gauges thead th{border-bottom:1px solid var(--rule);color:var(--muted);font-weight:600}
    .gauges th:first-child{text-align:left;font-weight:500;position:sticky;left:0;background:var(--ground)}
    .gauges .meaning{text-align:left;color:var(--muted);white-space:normal;padding-left:.6rem;
    min-width:16rem}
    small{color:var(--muted);font-size:.82em}.none{color:var(--muted)}
    summary{cursor:pointer;margin-top:2.6rem}summary h2{display:inline;margin:0}
    summary span{color:var(--muted);font-size:.9rem;margin-left:.5rem}
    .pipe{display:block;margin:1rem auto 0}
    .box rect{fill:var(--raised);stroke:var(--rule);stroke-width:1}
    .box.end rect{stroke:var(--accent);stroke-width:2}
    .box .filter{font-weight:650;fill:var(--ink)}.box .facts{font-size:11px}
    .box.end .facts{fill:var(--accent);font-weight:600}
    .arrow{fill:none;stroke:var(--muted);stroke-width:1.2}.tip{fill:var(--muted)}svg .flow{font-size:11px;paint-order:stroke;
    stroke:var(--ground);stroke-width:4px}
    form{display:flex;flex-wrap:wrap;gap:.6rem 1.2rem;align-items:end;margin:.9rem 0 .6rem}
    label{font-size:.85rem;color:var(--muted)}.grow{flex:1 1 14rem}
    select,input{display:block;width:100%;font:inherit;font-size:.95rem;color:var(--ink);
    background:var(--raised);border:1px solid var(--muted);border-radius:5px;padding:.32rem .5rem}
    output{font-size:.9rem;color:var(--muted);padding-bottom:.4rem}
    [hidden]{display:none}
    #window{height:min(70vh,44rem);overflow:auto;border:1px solid var(--rule);border-radius:6px;
    background:var(--raised)}
    #list{width:100%;table-layout:fixed}
    #list thead th{position:sticky;top:0;background:var(--faint);z-index:1;padding:0;text-align:left}
    #list th button{all:unset;display:block;width:100%;padding:.5rem .6rem;box-sizing:border-box;
    font-weight:600;color:var(--ink);cursor:pointer;white-space:nowrap}
    #list th[aria-sort=ascending] button::after{content:" ↑"}
    #list th[aria-sort=descending] button::after{content:" ↓"}
    #list td{height:36px;padding:0 .6rem;border-bottom:1px solid var(--faint);white-space:nowrap;
    overflow:hidden;text-overflow:ellipsis}
    #list tbody tr{cursor:pointer}#list tbody tr:hover td{background:var(--faint)}
    #list tr.space{cursor:default}#list tr.space td{border:0;padding:0}
    #list .state{width:7.2rem}#list .id{width:15%}#list .answer,#list .reference{width:13%}
    #list .share{width:5.2rem}#list .right{width:6rem}
    #list td.share,#list td.right,#list .share button,#list .right button{text-align:right}
    #list td button{all:unset;cursor:pointer;color:var(--accent);display:block;width:100%;overflow:hidden;
    text-overflow:ellipsis}
    .s2{color:var(--good)}.s0{color:var(--bad)}.s1{color:var(--muted)}
    :focus-visible,#list button:focus-visible{outline:2px solid var(--accent);outline-offset:-2px;
    border-radius:4px}
    dialog{width:min(56rem,94vw);max-height:88vh;border:1px solid var(--rule);border-radius:10px;
    padding:1.2rem 1.5rem 1.6rem;background:var(--raised);color:var(--ink);overflow:auto}
    dialog::backdrop{background:rgb(0 0 0/.45)}
    dialog h3{margin:0;font-size:1.05rem;overflow-wrap:anywhere}
    dialog h4{margin:1.2rem 0 .3rem;font-size:.9rem;color:var(--muted);font-weight:600}
    dialog nav{display:flex;gap:.4rem;float:right;margin-left:1rem}
    dialog nav button{font:inherit;font-size:.85rem;color:var(--ink);background:var(--faint);
    border:1px solid var(--rule);border-radius:5px;padding:.2rem .6rem;cursor:pointer}
    pre{margin:0;padding:.6rem .8rem;background:var(--faint);border-radius:6px;white-space:pre-wrap;
    overflow-wrap:anywhere;font:.86rem/1.5 ui-monospace,"SF Mono",Menlo,Consolas,monospace}
    .facts-line{font-size:.85rem;color:var(--muted);margin:.9rem 0 .2rem}
    .facts-line b{color:var(--ink)}
    .votes{width:100%;max-width:30rem}.votes td{padding:.1rem .6rem .1rem 0}
    .votes td:last-child{text-align:right}.votes .won{font-weight:650}
    @media (max-width:44rem){body{padding:1.2rem .9rem 3rem}#list .id,#list .reference,#list .share
    {display:none}#list .state{width:6.4rem}#list .answer{width:26%}#list .right{width:4.8rem}
    #list td,#list th button{padding-left:.4rem;padding-right:.4rem}.tiles{gap:.6rem 1.8rem}
    .gauges .meaning{display:none}dialog{padding:1rem}}
    @media print{#controls,#window{display:none}body{max-width:none}}
    """
}
