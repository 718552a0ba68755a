// One finding in full: why, evidence of both sides, exemptions tried, law, what to verify. Then everything starts.
const term = (list, name, ...value) => {
  if (value.every((part) => part === '' || part === null)) return;
  list.append(make('dt', '', name), make('dd', '', ...value));
};

const factsOf = (row) => {
  const list = make('dl', 'facts');
  term(list, words.person, `${row[F.name]}　${row[F.citizenId]}`);
  term(list, words.place, [townshipOf(row)[1], row[F.village]].filter(Boolean).join(' '));
  term(list, words.programme, data.programmes[row[F.programme]]);
  term(list, words.column_months, `${monthsText(row)}（${fill(words.months, row[F.months])}）`);
  term(list, words.amount, row[F.cents] === null ? '' : `${yuan(row[F.cents])} ${words.yuan}`,
    ...(row[F.cents] === null ? [] : [make('small', '', textOf(row, F.basis))]));
  term(list, words.column_status, statusText(row));
  term(list, words.responsible, ruleOf(row).responsible);
  term(list, words.finding_id, make('span', 'mono', row[F.id]));
  return list;
};

const placeItem = (side, [, file, rows]) => {
  const [source, path, sheet] = data.files[file];
  return make('li', '', make('b', '', side), source,
    make('span', 'place', [path, sheet, rows].filter(Boolean).join(' › ')));
};

const chainOf = (row) => {
  const subject = row[F.evidence].filter(([isSubject]) => isSubject);
  const other = row[F.evidence].filter(([isSubject]) => !isSubject);
  const link = make('li', 'link', make('b', '', words.side_link), textOf(row, F.link));
  const none = textOf(row, F.gap) || words.same_source;
  const others = other.length
    ? other.map((entry) => placeItem(words.side_other, entry))
    : [make('li', '', make('b', '', words.side_other), none)];
  return make('ol', 'chain', ...subject.map((entry) => placeItem(words.side_subject, entry)), link, ...others);
};

const exemptionsOf = (row) => {
  const parts = [];
  if (isExempted(row)) parts.push(make('h3', '', words.exempt), make('p', '', textOf(row, F.exemption)));
  if (textOf(row, F.tried)) parts.push(make('h3', '', words.tried), make('p', '', textOf(row, F.tried)));
  return parts;
};

// The facts that decide it: the months without a payment, then what the other rows say.
const decidingOf = (row) => {
  const said = [textOf(row, F.gap), row[F.facts]].filter(Boolean);
  return said.length ? [make('h3', '', words.key_facts), ...said.map((text) => make('p', 'deciding', text))] : [];
};

const button = (text, action, disabled = false) => {
  const made = make('button', 'plain', text);
  made.type = 'button';
  made.disabled = disabled;
  made.addEventListener('click', action);
  return made;
};

const stepDetail = (step) => {
  const at = view.positions.indexOf(view.open) + step;
  if (at < 0 || at >= view.positions.length) return;
  showPage(Math.floor(at / ROWS_A_PAGE));
  openDetail(view.positions[at]);
};

const markOpenRow = () => {
  for (const row of element('rows').children) row.classList.toggle('open', Number(row.dataset.position) === view.open);
};

const openDetail = (position) => {
  const row = data.rows[position];
  const rule = ruleOf(row);
  view.open = position;
  const at = view.positions.indexOf(position);
  const bar = make('div', 'drawer-bar',
    button(words.older, () => stepDetail(-1), at <= 0),
    button(words.newer, () => stepDetail(1), at < 0 || at >= view.positions.length - 1),
    button(words.close, closeDetail));
  const title = make('h2', '', `${rule.code} ${rule.title}`);
  title.id = 'drawer-title';
  const body = make('div', 'drawer-body',
    badge(row), title,
    isExempted(row)
      ? make('p', 'suspicion', words.exempted_note)
      : make('p', 'suspicion', rule.reason, make('small', '', words.unsure)),
    ...decidingOf(row),
    factsOf(row),
    make('h3', '', words.evidence), chainOf(row),
    ...exemptionsOf(row),
    make('h3', '', words.law), make('p', '', textOf(row, F.law)),
    make('h3', '', words.verify), make('p', '', rule.to_verify));
  const drawer = element('drawer');
  drawer.replaceChildren(bar, body);
  drawer.hidden = false;
  drawer.scrollTop = 0;
  drawer.focus({ preventScroll: true });
  markOpenRow();
};

const closeDetail = () => {
  element('drawer').hidden = true;
  const row = element('rows').querySelector(`[data-position="${view.open}"]`);
  view.open = null;
  markOpenRow();
  if (row) row.focus({ preventScroll: true });
};

const start = () => {
  fillChoices();
  clearFilters();
  element('filters').addEventListener('submit', (event) => event.preventDefault());
  element('search').addEventListener('input', refresh);
  for (const choice of choices()) choice.addEventListener('change', refresh);
  element('reset').addEventListener('click', clearFilters);
  element('print').addEventListener('click', () => window.print());
  element('previous').addEventListener('click', () => showPage(view.page - 1));
  element('next').addEventListener('click', () => showPage(view.page + 1));
  element('findings').tHead.addEventListener('click', (event) => {
    const pressed = event.target.closest('button[data-sort]');
    if (pressed) sortBy(pressed);
  });
  element('rows').addEventListener('click', (event) => {
    const row = event.target.closest('tr');
    if (row) openDetail(Number(row.dataset.position));
  });
  element('rows').addEventListener('keydown', onRowKey);
  document.addEventListener('keydown', onKey);
  for (const target of document.querySelectorAll('svg .target')) {
    target.addEventListener('click', () => setFilter(target.dataset.filter, target.dataset.value));
  }
  // Paper takes more rows than a screen page; more than MOST_PRINTED belong into the workbook.
  window.addEventListener('beforeprint', () => {
    showRows(0, MOST_PRINTED);
    if (view.positions.length > MOST_PRINTED) element('page-of').textContent = '';
    element('shown').append(view.positions.length > MOST_PRINTED ? ` ${fill(words.printed_first, MOST_PRINTED)}` : '');
  });
  window.addEventListener('afterprint', () => { refresh(); });
  // So that the first search is as quick as every other.
  (window.requestIdleCallback ?? setTimeout)(searchable);
};

start();
