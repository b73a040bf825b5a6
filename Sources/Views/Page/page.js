'use strict';
(() => {
const $ = id => document.getElementById(id);
const read = id => { const e = $(id); return e ? JSON.parse(e.textContent) : null; };
const make = (tag, cls, text) => {
  const e = document.createElement(tag);
  if (cls) e.className = cls;
  if (text !== undefined && text !== null) e.textContent = text;
  return e;
};
const HEIGHT = 36, MORE = 12, CHUNK = +$('records').dataset.chunk;
const WORDS = ['✗ wrong', '? undecided', '✓ right'];
const view = $('window'), body = $('list').tBodies[0], heads = [...$('list').tHead.rows[0].cells];
const opened = $('record');
let rows, order = [], sort = '', down = false, hay = null, first = -1, last = -1, at = -1;

const fields = () => new URLSearchParams(location.hash.slice(1));
function remember() {
  const p = new URLSearchParams();
  for (const [k, v] of [['stream', $('stream').value], ['state', $('state').value],
    ['q', $('search').value], ['sort', sort], ['down', down ? '1' : ''],
    ['open', opened.open ? rows.id[order[at]] : '']])
    if (v) p.set(k, v);
  history.replaceState(null, '', '#' + p);
}
function load() {
  rows = read('index-' + $('stream').value);
  hay = null;
}

function choose(keep) {
  const want = {wrong: 0, undecided: 1, right: 2}[$('state').value];
  const text = $('search').value.trim().toLowerCase();
  if (text && !hay) hay = rows.id.map((id, i) =>
    [id, rows.prompt[i], rows.answer[i] ?? '', rows.reference[i] ?? ''].join('\n').toLowerCase());
  order = [];
  for (let i = 0; i < rows.id.length; i++)
    if ((want === undefined || rows.state[i] === want) && (!text || hay[i].includes(text)))
      order.push(i);
  if (sort) {
    const key = sort === 'right'
      ? rows.right.map((n, i) => rows.samples[i] ? n / rows.samples[i] : -1) : rows[sort];
    const none = typeof key.find(k => k !== null) === 'number' ? -Infinity : '';
    const of = i => key[i] ?? none;
    order.sort((a, b) => { const x = of(a), y = of(b); return x < y ? -1 : x > y ? 1 : a - b; });
    if (down) order.reverse();
  }
  for (const h of heads)
    h.setAttribute('aria-sort', h.firstChild.dataset.key !== sort ? 'none'
      : down ? 'descending' : 'ascending');
  const n = x => x.toLocaleString('en');
  $('found').value = (order.length === rows.id.length ? '' : n(order.length) + ' of ')
    + n(rows.id.length) + (rows.id.length === 1 ? ' record' : ' records');
  $('list').setAttribute('aria-rowcount', order.length + 1);
  if (!keep) view.scrollTop = 0;
  first = -1;
  draw();
  remember();
}

function space(count) {
  const tr = make('tr', 'space'), td = make('td');
  td.style.height = count * HEIGHT + 'px';
  tr.ariaHidden = 'true';
  tr.append(td);
  return tr;
}
function line(place) {
  const i = order[place], tr = make('tr');
  tr.dataset.place = place;
  tr.ariaRowIndex = place + 2;
  const open = make('button', '', rows.prompt[i].replace(/\s+/g, ' ') || rows.id[i]);
  open.type = 'button';
  open.dir = 'auto';
  const prompt = make('td', 'prompt');
  prompt.append(open);
  const share = rows.share[i];
  tr.append(make('td', 'state s' + rows.state[i], WORDS[rows.state[i]]),
    make('td', 'id', rows.id[i]), prompt,
    make('td', 'answer', rows.answer[i] ?? '–'), make('td', 'reference', rows.reference[i] ?? '–'),
    make('td', 'share', share === null ? '–' : share.toFixed(2)),
    make('td', 'right', rows.samples[i] ? rows.right[i] + ' of ' + rows.samples[i] : '–'));
  return tr;
}
function draw() {
  const from = Math.max(0, Math.floor(view.scrollTop / HEIGHT) - MORE);
  const to = Math.min(order.length, Math.ceil((view.scrollTop + view.clientHeight) / HEIGHT) + MORE);
  if (from === first && to === last) return;
  const held = document.activeElement?.closest?.('#list tbody tr')?.dataset.place;
  [first, last] = [from, to];
  const lines = [];
  if (from > 0) lines.push(space(from));
  for (let place = from; place < to; place++) lines.push(line(place));
  if (to < order.length) lines.push(space(order.length - to));
  body.replaceChildren(...lines);
  if (held !== undefined) body.querySelector(`tr[data-place="${held}"] button`)?.focus({preventScroll: true});
}
function reach(place) {
  const top = place * HEIGHT, head = $('list').tHead.offsetHeight;
  if (top < view.scrollTop) view.scrollTop = top;
  else if (top + HEIGHT + head > view.scrollTop + view.clientHeight)
    view.scrollTop = top + HEIGHT + head - view.clientHeight;
  draw();
  body.querySelector(`tr[data-place="${place}"] button`)?.focus({preventScroll: true});
}

function show(place) {
  at = place;
  const i = order[place];
  const details = read('details-' + $('stream').value + '-' + Math.floor(i / CHUNK))[i % CHUNK];
  const nav = make('nav');
  for (const [name, by] of [['‹ previous', -1], ['next ›', 1], ['close', 0]]) {
    const b = make('button', '', name);
    b.type = 'button';
    b.disabled = by !== 0 && !(order[place + by] >= 0);
    b.onclick = () => by ? show(place + by) : opened.close();
    nav.append(b);
  }
  const title = make('h3', '', rows.id[i]);
  title.id = 'record-title';
  const text = t => { const p = make('pre', '', t); p.dir = 'auto'; return p; };
  const parts = [nav, title, make('h4', '', 'prompt'), text(details.prompt)];
  const told = make('p', 'facts-line');
  told.append(make('span', 's' + rows.state[i], WORDS[rows.state[i]]));
  if (rows.reference[i] !== null) told.append(' · reference ', make('b', '', rows.reference[i]));
  if (rows.share[i] !== null) told.append(' · share ' + rows.share[i].toFixed(3));
  parts.push(told);
  if (details.counts.length > 1) {
    const votes = make('table', 'votes'), cap = make('caption', 's1', 'votes');
    votes.append(cap);
    for (const [answer, count] of details.counts) {
      const tr = votes.insertRow();
      if (answer === rows.answer[i]) tr.className = 'won';
      tr.append(make('td', '', answer), make('td', '', count));
    }
    parts.push(votes);
  }
  if (details.all) parts.push(make('h4', '', details.samples.length < details.all
    ? details.samples.length + ' of ' + details.all + ' samples' : 'samples'));
  for (const [index, said, answer, right, notes] of details.samples) {
    const p = make('p', 'facts-line');
    if (index !== null) p.append(make('span', '', index + ' '));
    if (answer !== null) p.append(make('b', '', answer), ' ');
    if (right !== null) p.append(make('span', right ? 's2' : 's0', right ? '✓ right ' : '✗ wrong '));
    p.append(notes);
    parts.push(p, text(said));
  }
  opened.replaceChildren(...parts);
  if (!opened.open) opened.showModal();
  opened.scrollTop = 0;
  remember();
}

$('list').tHead.addEventListener('click', e => {
  const key = e.target.dataset.key;
  if (!key) return;
  if (sort !== key) [sort, down] = [key, false];
  else if (!down) down = true;
  else [sort, down] = ['', false];
  choose();
});
body.addEventListener('click', e => {
  const place = e.target.closest('tr')?.dataset.place;
  if (place !== undefined) show(+place);
});
body.addEventListener('keydown', e => {
  const by = {ArrowDown: 1, ArrowUp: -1}[e.key];
  const place = e.target.closest('tr')?.dataset.place;
  if (!by || place === undefined) return;
  e.preventDefault();
  reach(Math.min(Math.max(+place + by, 0), order.length - 1));
});
opened.addEventListener('keydown', e => {
  const by = {ArrowRight: 1, ArrowLeft: -1}[e.key];
  if (by && order[at + by] >= 0) { e.preventDefault(); show(at + by); }
});
opened.addEventListener('close', () => { remember(); reach(at); });
opened.addEventListener('click', e => { if (e.target === opened) opened.close(); });
let waiting = 0;
$('search').addEventListener('input', () => {
  clearTimeout(waiting);
  waiting = setTimeout(choose, 80);
});
$('state').addEventListener('change', () => choose());
$('stream').addEventListener('change', () => { load(); choose(); });
$('controls').addEventListener('submit', e => e.preventDefault());
view.addEventListener('scroll', draw, {passive: true});
addEventListener('resize', draw);

const start = fields();
if ([...$('stream').options].some(o => o.value === start.get('stream')))
  $('stream').value = start.get('stream');
if (['right', 'wrong', 'undecided'].includes(start.get('state'))) $('state').value = start.get('state');
$('search').value = start.get('q') ?? '';
if (heads.some(h => h.firstChild.dataset.key === start.get('sort')))
  [sort, down] = [start.get('sort'), start.get('down') === '1'];
const wanted = start.get('open');
load();
choose();
if (wanted) {
  const place = order.findIndex(i => rows.id[i] === wanted);
  if (place >= 0) { view.scrollTop = place * HEIGHT; draw(); show(place); }
}
})();
