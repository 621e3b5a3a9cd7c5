// Opens pages of the HTML report in Chromium as a person would and says what is seen: a JSON object per page on stdout.
// Usage: node drive.js CHROMIUM PAGE... [--shots FOLDER]
const puppeteer = require('puppeteer-core');
const path = require('path');

const [chromium, ...rest] = process.argv.slice(2);
const shots = rest.includes('--shots') ? rest.splice(rest.indexOf('--shots'), 2)[1] : null;
const patience = { timeout: 60000 };

async function nameless(page) {
  const found = [];
  const walk = (node) => {
    if (['button', 'textbox', 'searchbox', 'combobox', 'listbox', 'option', 'link', 'image', 'figure', 'img'].includes(node.role) && !node.name) found.push(node.role);
    (node.children ?? []).forEach(walk);
  };
  walk(await page.accessibility.snapshot({ interestingOnly: false }));
  return found;
}

/** Of every chart: its name, how many of its pixels are drawn on, and how many have the colour of its lines. */
const drawnCharts = () => [...document.querySelectorAll('.chart')].map((chart) => {
  const inks = ['--ink-1', '--ink-2', '--ink-3'].map((name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim())
    .map((hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)));
  const canvas = chart.querySelector('canvas');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let drawn = 0, inked = 0;
  for (let i = 0; i < data.length; i += 4) {
    if (data[i + 3] > 0) ++drawn;
    if (data[i + 3] > 100 && inks.some((ink) => ink.every((part, at) => Math.abs(part - data[i + at]) < 24))) ++inked;
  }
  return { name: chart.getAttribute('aria-label'), drawn, inked };
});

/** Goes down the ladder by keyboard: of every line its name, and the headings of what is told beside it. */
async function down(page) {
  await page.focus('#ladder .canvas');
  await page.keyboard.press('Home');
  const seen = [];
  for (let count = await page.$$eval('#ladder .row', (rows) => rows.length); count > 0; --count) {
    seen.push(await page.evaluate(() => [document.querySelector('#ladder .row[aria-selected="true"]').getAttribute('aria-label'),
      [...document.querySelectorAll('#ladder .detail h4')].map((title) => title.textContent).join(', ')]));
    await page.keyboard.press('ArrowDown');
  }
  return seen;
}

/** What goes on paper: rows of calls that are there, the room for them, whether heads and lines of a ladder are as large as their places. */
async function onPaper(page) {
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  const seen = await page.evaluate(() => {
    const [heads, lines] = ['#ladder .heads', '#ladder .ladder:not(.heads)'].map((name) => document.querySelector(name));
    const rows = [...document.querySelectorAll('.list .call')];
    return {
      rows: rows.length,
      spare: Math.round(document.querySelector('.list').clientHeight - rows.reduce((all, row) => all + row.offsetHeight, 0)),
      // By how many thousandths a picture is drawn larger than its place on the paper.
      too_large: [heads, lines].map((picture) => Math.round(1000 * (picture.getScreenCTM().a - picture.getBoundingClientRect().width / Number(picture.getAttribute('width'))))),
    };
  });
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  return seen;
}

async function ladder(page) {
  await page.waitForFunction(() => document.querySelectorAll('#ladder .row').length > 0, patience);
  return page.evaluate(() => ({
    title: document.querySelector('#ladder-title').textContent,
    call: location.hash,
    rows: [...document.querySelectorAll('#ladder .row')].map((row) => row.getAttribute('aria-label')),
    chosen: document.querySelector('#ladder .row[aria-selected="true"]')?.getAttribute('aria-label'),
    detail: document.querySelector('#ladder .detail').textContent,
    has_focus: document.activeElement.className === 'canvas',
  }));
}

async function keyboard(page) {
  const seen = {};
  await page.focus('.timebox');
  await page.keyboard.press('+');
  seen.closer = await page.$eval('#time output', (output) => output.textContent);
  await page.keyboard.press('0');
  seen.whole = await page.$eval('#time output', (output) => output.textContent);
  await page.focus('.list');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('#calls .current')?.getAttribute('aria-selected') === 'true' && document.activeElement.className === 'canvas', patience);
  const before = await ladder(page);
  await page.keyboard.press('End');
  seen.list = before.title;
  seen.moved = (await ladder(page)).chosen !== before.chosen;
  await page.focus('input[type="search"]');
  await page.keyboard.type('no such call');
  seen.none = await page.$eval('#calls output', (output) => output.textContent);
  for (let i = 0; i < 12; ++i) await page.keyboard.press('Backspace');
  seen.all = await page.$eval('#calls output', (output) => output.textContent);
  return seen;
}

async function look(browser, file) {
  const page = await browser.newPage();
  const said = { page: path.basename(file), errors: [], requests: [] };
  page.on('console', (message) => ['error', 'warn', 'warning'].includes(message.type()) && said.errors.push(message.text()));
  page.on('pageerror', (error) => said.errors.push(error.message));
  page.on('request', (request) => /^(file|data|blob):/.test(request.url()) || said.requests.push(request.url()));
  await page.setViewport({ width: 1280, height: 900 });
  await page.goto(`file://${path.resolve(file)}`, patience);
  await page.waitForFunction(() => document.documentElement.dataset.drawn === 'all', patience);
  said.first_paint_ms = await page.evaluate(() => Math.round(performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1));
  said.verdict = await page.$eval('.verdict', (verdict) => verdict.textContent);
  said.repeat = await page.$eval('#repeat', (repeat) => repeat.textContent);
  said.charts = Number(await page.$eval('.timebox', (box) => box.dataset.charts));
  said.drawn = await page.evaluate(drawnCharts);
  said.list = await page.$eval('.list', (list) => ({ height: list.clientHeight, rows: list.querySelectorAll('.call').length }));
  said.lanes = await page.$$eval('.lanes .band', (bands) => bands.length);
  said.checks = await page.$$eval('.check', (checks) => checks.map((check) => check.className));
  if (shots) await page.screenshot({ path: path.join(shots, `${said.page}.png`), fullPage: true });
  const failed = await page.$('.check.bad .title');
  if (failed) {
    said.evidence = await page.$eval('.check.bad .evidence li', (line) => line.textContent);
    await failed.click();
    said.ladder = await ladder(page);
    said.down = await down(page);
  }
  said.keyboard = await keyboard(page);
  said.down ??= await down(page);
  said.note = await page.$eval('#ladder > .note', (note) => note.textContent);
  said.nameless = await nameless(page);
  await page.setViewport({ width: 390, height: 844 });
  await page.waitForFunction(() => document.querySelector('.uplot').clientWidth <= 390, patience);
  await page.waitForFunction(() => document.querySelector('#ladder .ladder').clientWidth < 900, patience);
  said.phone_ladder = await page.$$eval('#ladder .life', (lines) => Math.round(lines[1].getAttribute('x1') - lines[0].getAttribute('x1')));
  said.cut = await page.evaluate(() => {
    const { right } = document.querySelector('#ladder .ladder:not(.heads)').getBoundingClientRect();
    return [...document.querySelectorAll('#ladder .ladder text')].filter((words) => words.getBoundingClientRect().right > right).map((words) => words.textContent);
  });
  said.phone_overflow = await page.evaluate(() => document.documentElement.scrollWidth - 390);
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
  said.dark = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  if (shots) await page.screenshot({ path: path.join(shots, `${said.page}-phone-dark.png`), fullPage: true });
  await page.emulateMediaType('print');
  said.printed_buttons = await page.$$eval('.tools button', (buttons) => buttons.filter((button) => button.checkVisibility()).length);
  said.paper = await onPaper(page);
  await page.close();
  return said;
}

(async () => {
  const browser = await puppeteer.launch({ executablePath: chromium, headless: true, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] });
  try {
    for (const file of rest) console.log(JSON.stringify(await look(browser, file)));
  } finally {
    await browser.close();
  }
})().catch((error) => {
  console.error(error.stack);
  process.exitCode = 1;
});
