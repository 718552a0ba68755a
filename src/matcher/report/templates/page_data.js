// The data: columns of a row, what they mean, filtering and sorting. Touches no element of the page.
const data = JSON.parse(document.getElementById('data').textContent);
const words = data.words;

// Positions of the columns in a row, as matcher.report.payload writes them.
const F = {
  id: 0, rule: 1, severity: 2, programme: 3, name: 4, citizenId: 5, township: 6, village: 7, first: 8, last: 9,
  months: 10, cents: 11, link: 12, exemption: 13, status: 14, evidence: 15, facts: 16, gap: 17, law: 18, basis: 19,
  tried: 20, unpaidCents: 21,
};

const kindPositions = new Map(data.kinds.map(([code], position) => [code, position]));
const exemptedStatus = data.statuses.findIndex(([code]) => code === 'exempted');
const ruleOf = (row) => data.rules[row[F.rule]];
const kindOf = (row) => kindPositions.get(ruleOf(row).kind);
const textOf = (row, column) => data.texts[row[column]];
const isExempted = (row) => row[F.status] === exemptedStatus;
const townshipOf = (row) => data.townships[row[F.township]];

// Puts values in the places {0}, {1} of a text.
const fill = (text, ...values) => text.replace(/\{(\d)\}/g, (_, place) => values[Number(place)]);

const twoDecimals = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const whole = new Intl.NumberFormat('en-US');
const yuan = (cents) => (cents === null ? '' : twoDecimals.format(cents / 100));

const monthsText = (row) =>
  row[F.first] === row[F.last] ? row[F.first] : `${row[F.first]} ${words.to} ${row[F.last]}`;

// What a search looks through; made once, when first needed.
let haystacks = null;
const searchable = () => {
  haystacks ??= data.rows.map((row) =>
    [row[F.id], row[F.name], row[F.citizenId], townshipOf(row)[1], row[F.village], ruleOf(row).code, ruleOf(row).title]
      .join('\n').toLowerCase());
  return haystacks;
};

// Each filter: what a row has, as the text that the choice holds.
const filters = {
  kind: (row) => String(kindOf(row)),
  rule: (row) => String(row[F.rule]),
  severity: (row) => String(row[F.severity]),
  township: (row) => townshipOf(row)[0],
  status: (row) => String(row[F.status]),
};

// `standing` is a choice of its own: every status but exempted.
const fits = (name, wanted, row) =>
  wanted === 'standing' ? row[F.status] !== exemptedStatus : filters[name](row) === wanted;

const select = (wanted, search) => {
  const asked = Object.entries(wanted).filter(([, value]) => value !== '');
  const needles = search.toLowerCase().split(/\s+/).filter(Boolean);
  const texts = needles.length ? searchable() : null;
  const found = [];
  data.rows.forEach((row, position) => {
    if (asked.every(([name, value]) => fits(name, value, row))
        && needles.every((needle) => texts[position].includes(needle))) found.push(position);
  });
  return found;
};

const sortKeys = {
  severity: (row) => row[F.severity],
  rule: (row) => row[F.rule],
  person: (row) => row[F.name] + row[F.citizenId],
  place: (row) => townshipOf(row)[0] + row[F.village],
  months: (row) => row[F.months],
  amount: (row) => row[F.cents] ?? -1,
  status: (row) => row[F.status],
};

// Sorts positions; ties keep the order in which the report lists them.
const sortPositions = (positions, name, descending) => {
  const keys = new Map(positions.map((position) => [position, sortKeys[name](data.rows[position])]));
  const sign = descending ? -1 : 1;
  return positions.sort((left, right) => {
    const a = keys.get(left), b = keys.get(right);
    return a < b ? -sign : a > b ? sign : left - right;
  });
};
