// The list: filters, sorting, pages of rows, keys. Every text goes in as text, never as markup.
const ROWS_A_PAGE = 50;
const MOST_PRINTED = 500;
const element = (id) => document.getElementById(id);

const make = (tag, style, ...children) => {
  const made = document.createElement(tag);
  if (style) made.className = style;
  made.append(...children);
  return made;
};

const view = { positions: [], page: 0, sort: null, descending: false, open: null };

const badge = (row) => {
  if (isExempted(row)) return make('span', 'badge badge-exempted', statusText(row));
  const [code, name] = data.severities[row[F.severity]];
  return make('span', `badge badge-${code}`, name);
};

const statusText = (row) => data.statuses[row[F.status]][1];

const tableRow = (position) => {
  const row = data.rows[position];
  const rule = ruleOf(row);
  const made = make('tr', position === view.open ? 'open' : '',
    make('td', '', badge(row)),
    make('td', '', make('span', 'rule-code', rule.code), rule.title),
    make('td', '', row[F.name], make('small', 'mono', row[F.citizenId])),
    make('td', '', townshipOf(row)[1], make('small', '', row[F.village])),
    make('td', 'column-months', monthsText(row), make('small', '', fill(words.months, row[F.months]))),
    make('td', 'column-amount', yuan(row[F.cents])),
    make('td', 'column-status', statusText(row)));
  made.tabIndex = -1;
  made.dataset.position = position;
  return made;
};

const pageCount = () => Math.max(1, Math.ceil(view.positions.length / ROWS_A_PAGE));

const showRows = (from, count) => {
  element('rows').replaceChildren(...view.positions.slice(from, from + count).map(tableRow));
  const first = element('rows').firstElementChild;
  if (first) first.tabIndex = 0;
};

const showPage = (page) => {
  view.page = Math.min(Math.max(page, 0), pageCount() - 1);
  showRows(view.page * ROWS_A_PAGE, ROWS_A_PAGE);
  element('page-of').textContent = fill(words.page_of, whole.format(view.page + 1), whole.format(pageCount()));
  element('previous').disabled = view.page === 0;
  element('next').disabled = view.page >= pageCount() - 1;
  element('none').hidden = view.positions.length > 0;
};

const choices = () => [...document.querySelectorAll('select[data-filter]')];

const refresh = () => {
  const wanted = Object.fromEntries(choices().map((choice) => [choice.dataset.filter, choice.value]));
  view.positions = select(wanted, element('search').value);
  if (view.sort) sortPositions(view.positions, view.sort, view.descending);
  // What was not paid and what was paid too much do not make a sum; exempted rows add to neither.
  const sums = { missing: 0, paid: 0 };
  for (const row of view.positions.map((position) => data.rows[position])) {
    if (isExempted(row)) continue;
    sums.missing += row[F.unpaidCents];
    sums.paid += (row[F.cents] ?? 0) - row[F.unpaidCents];
  }
  const parts = [fill(words.shown, whole.format(view.positions.length))];
  if (sums.missing) parts.push(fill(words.shown_missing, yuan(sums.missing)));
  if (sums.paid) parts.push(fill(words.shown_paid, yuan(sums.paid)));
  element('shown').textContent = parts.join(words.comma === ',' ? ', ' : words.comma);
  showPage(0);
};

const option = (value, text) => {
  const made = make('option', '', text);
  made.value = value;
  return made;
};

const fillChoices = () => {
  const used = (name) => new Set(data.rows.map(filters[name]));
  const lists = {
    kind: data.kinds.map(([, name], position) => [String(position), name]),
    rule: data.rules.map((rule, position) => [String(position), `${rule.code} ${rule.title}`]),
    severity: data.severities.map(([, name], position) => [String(position), name]),
    township: [...data.townships].sort((left, right) => (left[0] < right[0] ? -1 : 1)),
    status: data.statuses.map(([, name], position) => [String(position), name]),
  };
  for (const choice of choices()) {
    const name = choice.dataset.filter;
    const there = used(name);
    choice.append(option('', words.all));
    if (name === 'status') choice.append(option('standing', words.standing));
    for (const [value, text] of lists[name]) if (there.has(value)) choice.append(option(value, text));
  }
};

const setFilter = (name, value) => {
  element(`filter-${name}`).value = value;
  refresh();
  element('list').scrollIntoView();
};

const clearFilters = () => {
  for (const choice of choices()) choice.value = choice.dataset.filter === 'status' ? 'standing' : '';
  element('search').value = '';
  refresh();
};

const sortBy = (button) => {
  const name = button.dataset.sort;
  view.descending = view.sort === name ? !view.descending : name === 'amount' || name === 'months';
  view.sort = name;
  for (const header of document.querySelectorAll('#findings th')) header.removeAttribute('aria-sort');
  button.closest('th').setAttribute('aria-sort', view.descending ? 'descending' : 'ascending');
  refresh();
};

// Moves between rows; at the end of a page on to the next.
const moveFocus = (row, step) => {
  const next = step > 0 ? row.nextElementSibling : row.previousElementSibling;
  if (next) { next.focus(); return; }
  const page = view.page;
  showPage(page + step);
  if (view.page === page) return;
  const rows = element('rows');
  (step > 0 ? rows.firstElementChild : rows.lastElementChild).focus();
};

const onRowKey = (event) => {
  const row = event.target.closest('tr');
  if (!row) return;
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in steps) moveFocus(row, steps[event.key]);
  else if (event.key === 'Enter' || event.key === ' ') openDetail(Number(row.dataset.position));
  else return;
  event.preventDefault();
};

const onKey = (event) => {
  if (event.key === 'Escape' && view.open !== null) closeDetail();
  const typing = event.target.closest('input, select, textarea');
  if (event.key === '/' && !typing) {
    event.preventDefault();
    element('search').focus();
  }
};
