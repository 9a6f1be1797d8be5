import { computeMetrics, WinceError } from '@wince/core';
import { parseHTML } from 'linkedom';
import { beforeAll, describe, expect, test } from 'vitest';
import { textOf as markupText } from '../html/html.ts';
import { STYLE } from '../html/style.ts';
import { exampleFaces } from './example-faces.fixture.ts';
import { type ExampleOptions, exampleRun } from './example-run.fixture.ts';
import { reportPage } from './report.ts';
import { type ReportInput, SYNTHETIC_RUN, viewRun } from './run-view.ts';
import { subjectsSection } from './subjects.ts';

const OPTIONS: ExampleOptions = {
  subjects: 24,
  classifiers: ['naive-bayes', 'svm-linear'],
  synthetic: false,
  middle: true,
  faces: null,
};
const HOSTILE = `</svg></title></style><script>alert(1)</script><img src=x onerror=alert(1)>"'&\u202E`;

function read(page: string): Document {
  return parseHTML(page).document;
}

function textOf(page: string, selector: string): string {
  return (read(page).querySelector(selector)?.textContent ?? '').replace(/\s+/g, ' ');
}

describe('the report of a run', () => {
  let run: ReportInput;
  let page: string;
  let document: Document;
  beforeAll(async () => {
    const bare = exampleRun(OPTIONS);
    run = { ...bare, faces: await exampleFaces(bare.samples) };
    page = reportPage(run);
    document = read(page);
  });

  test('has every section, in the order in which a reviewer asks, and every link in the page leads somewhere', () => {
    const sections = [...document.querySelectorAll('main > section')].map((section) => section.id);
    expect(sections).toEqual([
      'participants',
      'left-out',
      'results',
      'metrics',
      'comparisons',
      'curves',
      'probabilities',
      'treatments',
      'subjects',
      'faces',
      'why',
      'selected',
      'provenance',
      'intended-use',
    ]);
    expect([...document.querySelectorAll('nav b')].map((asked) => asked.textContent)).toEqual([
      'What data?',
      'What was left out?',
      'What came out?',
      'How sure is it?',
      'Who is it wrong about?',
      'Why?',
      'How to repeat it?',
    ]);
    const listed = [...document.querySelectorAll('nav a')].map((link) => link.getAttribute('href')?.slice(1));
    expect([...listed, 'intended-use']).toEqual(sections);
    const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
    expect(new Set(ids).size).toBe(ids.length);
    const targets = [...document.querySelectorAll('[href^="#"]')].map((link) =>
      link.getAttribute('href')?.slice(1),
    );
    expect(targets.filter((target) => !ids.includes(target ?? ''))).toEqual([]);
  });

  test('says why: regions of kept columns, as far as the run holds it, and the command that tells more', () => {
    const why = textOf(page, '#why');
    expect(why).toContain('wince explain');
    for (const command of ['verify', 'audit', 'stress', 'explain'])
      expect(textOf(page, '#provenance')).toContain(`wince ${command}`);
    expect(document.querySelectorAll('#why h3').length).toBeGreaterThan(0);
  });

  test('says what it is before any number: research use, task, source, subjects, warnings', () => {
    const head = textOf(page, 'header');
    expect(head).toContain('Research use only: not a medical device');
    expect(head).toContain('Smiles of adults, not pain of neonates.');
    expect(head).toContain('leave-one-subject-out');
    for (const warning of [...run.metrics.warnings, ...run.manifest.warnings])
      expect(head).toContain(warning);
    expect(textOf(page, 'footer')).toContain('Research use only');
  });

  test('a data set without a name goes by its folder in the title', () => {
    const unnamed = { name: null, path: '/home/someone/cohort/dataset.csv', source: '' };
    const dataset = { ...run.manifest.dataset, ...unnamed };
    const named = read(reportPage({ ...run, faces: null, manifest: { ...run.manifest, dataset } }));
    expect(named.querySelector('h1')?.textContent).toBe('cohort: smiling against neutral');
    const facts = [...named.querySelectorAll('header dt')].map((term) => [
      term.textContent,
      term.nextElementSibling?.textContent,
    ]);
    expect(facts).toContainEqual(['Data set', 'cohort']);
    expect(facts.map(([term]) => term)).not.toContain('Source');
  });

  test('the table holds accuracy and AUC of every cell with their intervals, grouped by kind of features', () => {
    const results = textOf(page, '#results table');
    for (const cell of run.metrics.cells) {
      expect(results).toContain(((cell.accuracy ?? -1) * 100).toFixed(1));
      const [low, high] = cell.ci95.auc ?? [-1, -1];
      expect(results).toContain(`${low.toFixed(3)} to ${high.toFixed(3)}`);
    }
    const groups = [...document.querySelectorAll('#results tr.group')].map((row) => row.textContent);
    expect(groups).toEqual([
      'Deep',
      'Handcrafted',
      'Mixed: deep and handcrafted',
      'Control: untrained network',
    ]);
    const rows = document.querySelectorAll('#results .results tbody tr:not(.group)');
    expect(rows.length).toBe(2 * new Set(run.metrics.cells.map((cell) => cell.features)).size);
  });

  test('the best value of each metric is marked, the declared cell too, and the warning stands by', () => {
    const [accuracy, auc] = (['accuracy', 'auc'] as const).map((metric) => {
      const most = Math.max(...run.metrics.cells.map((cell) => cell[metric] ?? -1));
      return run.metrics.cells.filter((cell) => cell[metric] === most).length;
    });
    expect(document.querySelectorAll('#results td.best').length).toBe(accuracy + auc);
    const declared = [...document.querySelectorAll('#results td .tag')].filter(
      (tag) => tag.textContent === 'declared',
    );
    expect(declared.length).toBe(2);
    expect(textOf(page, '#results')).toContain(
      `The best of ${run.metrics.cells.length} cells is optimistic.`,
    );
    expect(textOf(page, '#results')).toContain('no-information rate');
  });

  test('from each subject a link leads to its pictures, with every score of the cells that stand for the run', () => {
    const links = [...document.querySelectorAll('#subjects a[href^="#rows-of-"]')];
    expect(links.length).toBeGreaterThan(0);
    for (const link of links) {
      const own = run.predictions.filter(
        ({ subject, cell }) => subject === link.textContent && cell === run.manifest.primary,
      );
      const list = document.getElementById(link.getAttribute('href')?.slice(1) ?? '');
      const rows = [...(list?.querySelectorAll('tbody tr') ?? [])].map((row) => row.textContent ?? '');
      expect(rows.length).toBe(own.length);
      for (const { sample, score, truth } of own)
        expect(
          rows.some((row) => [sample, truth, score.toFixed(3)].every((text) => row.includes(text))),
        ).toBe(true);
    }
  });

  test('in a large run subjects without a wrong decision have no list, and no link that leads nowhere', () => {
    const [sample] = run.predictions;
    const many = Array.from({ length: 3100 }, (_, i) => {
      const isPain = i % 2 === 0;
      const truth = isPain ? run.manifest.positive : run.manifest.negative;
      const wrong = i === 40;
      return {
        ...sample,
        ...{
          sample: `${i}.jpg`,
          subject: `S${i >> 1}`,
          fold: `S${i >> 1}`,
          truth,
          score: isPain === wrong ? 0.1 : 0.9,
        },
        decision: isPain === wrong ? run.manifest.negative : run.manifest.positive,
      };
    });
    const [cell] = run.metrics.cells.filter((each) => each.cell === sample.cell);
    const view = viewRun({
      ...run,
      ...{ predictions: many, middle: [], metrics: { ...run.metrics, cells: [cell] } },
    });
    const large = read(`<!doctype html><html><body>${markupText(subjectsSection(view))}</body></html>`);
    const links = [...large.querySelectorAll('#subjects a[href^="#rows-of-"]')];
    expect(new Set(links.map((link) => link.textContent))).toEqual(new Set(['S20']));
    expect(large.getElementById('rows-of-S20')?.textContent).toContain('40.jpg');
    expect(large.getElementById('rows-of-S3')).toBeNull();
  });

  test('a face has the name of its file in words, so that print has it, too', () => {
    const items = [...document.querySelectorAll('.faces li')];
    expect(items.length).toBeGreaterThan(0);
    for (const item of items)
      expect(item.querySelector('.file-name')?.textContent).toBe(item.querySelector('title')?.textContent);
  });

  test('reasons that differ in their numbers alone are one row, with their range and their files', () => {
    const samples = run.samples.map((row, i) =>
      i < 5
        ? {
            ...row,
            status: 'poor-quality' as const,
            reason: `the sharpness is 0.${i + 1}, at least 0.9 is needed`,
          }
        : { ...row, status: 'used' as const, reason: '' },
    );
    const page = read(reportPage({ ...run, samples }));
    const table = [...page.querySelectorAll('#left-out table')].find((each) =>
      each.querySelector('caption')?.textContent?.startsWith('Reasons.'),
    );
    const rows = [...(table?.querySelectorAll('tbody tr') ?? [])];
    expect(rows).toHaveLength(1);
    const [reason, count, , which] = [...rows[0].querySelectorAll('td')].map((cell) => cell.textContent);
    expect(reason).toBe('the sharpness is 0.1 to 0.5, at least 0.9 is needed');
    expect(count).toBe('5');
    for (const { sample } of samples.slice(0, 5)) expect(which).toContain(sample);
  });

  test('the authors’ figures stand apart from ours', () => {
    const reported = textOf(page, '.reported');
    expect(reported).toContain(
      'Reported, not reproduced: their data is not public, and the layer, the selector and the folds are unknown.',
    );
    for (const figure of ['90.34', '0.841', '92.71', '0.948', '7 points']) expect(reported).toContain(figure);
    for (const table of document.querySelectorAll('table.results'))
      expect(table.textContent).not.toContain('90.34');
  });

  test('the diagram of participants counts what samples.csv holds', () => {
    const flow = textOf(page, 'svg.participant-flow');
    const numberOf = (status: string) => run.samples.filter((row) => row.status === status).length;
    expect(flow).toContain(`In the data set${run.samples.length}`);
    expect(flow).toContain(`no face found: ${numberOf('no-face')}`);
    expect(flow).toContain(`Evaluated${numberOf('used')}`);
    const [positive, negative] = ['smiling', 'neutral'].map(
      (label) => run.samples.filter((row) => row.status === 'used' && row.label === label).length,
    );
    expect(flow).toContain(`smiling (positive)${positive}`);
    expect(flow).toContain(`neutral (negative)${negative}`);
  });

  test('each confusion matrix counts the rows of its cell', () => {
    const tables = [...document.querySelectorAll('#curves table')];
    expect(tables.length).toBeGreaterThan(5);
    for (const table of tables) {
      const numbers = [...table.querySelectorAll('td')].map((cell) =>
        Number.parseInt(cell.textContent ?? '', 10),
      );
      expect(numbers.reduce((sum, n) => sum + n, 0)).toBe(
        run.samples.filter((row) => row.status === 'used').length,
      );
    }
  });

  test('the middle band is shown under three treatments and in the distributions of scores', () => {
    const rows = [...document.querySelectorAll('#treatments tbody th')].map((cell) => cell.textContent);
    expect(rows).toEqual(['left out', 'counted as positive', 'counted as negative']);
    expect(textOf(page, '#curves')).toContain('middle band: 6');
  });

  test('faces that most cells got wrong come first, each embedded once, without more than the list shows', () => {
    const wrong = new Map<string, number>();
    for (const row of run.predictions) {
      if (row.truth !== row.decision) wrong.set(row.sample, (wrong.get(row.sample) ?? 0) + 1);
    }
    const [firstList] = document.querySelectorAll('#faces ul.faces');
    const shown = [...firstList.querySelectorAll('title')].map((title) => title.textContent ?? '');
    expect(shown.length).toBe(Math.min(24, wrong.size));
    const counts = shown.map((sample) => wrong.get(sample) ?? 0);
    expect(counts).toEqual([...wrong.values()].sort((a, b) => b - a).slice(0, 24));
    const images = [...document.querySelectorAll('image')];
    const used = new Set([...document.querySelectorAll('use')].map((use) => use.getAttribute('href')));
    expect(new Set(images.map((image) => `#${image.id}`))).toEqual(used);
  });

  test('every table has a caption and every head a scope, every picture a text, and no heading is skipped', () => {
    for (const table of document.querySelectorAll('table')) {
      expect(table.querySelector('caption')?.textContent?.trim()).toBeTruthy();
    }
    const scopes = ['row', 'col', 'rowgroup', 'colgroup'];
    for (const head of document.querySelectorAll('th')) expect(scopes).toContain(head.getAttribute('scope'));
    for (const drawing of document.querySelectorAll('svg:not(.definitions)')) {
      expect(drawing.getAttribute('role')).toBe('img');
      expect(drawing.getAttribute('aria-label')).toBeTruthy();
    }
    let level = 0;
    for (const heading of document.querySelectorAll('h1, h2, h3, h4')) {
      const own = Number(heading.localName.slice(1));
      expect(own).toBeLessThanOrEqual(level + 1);
      level = own;
    }
  });

  test('loads nothing and runs nothing', () => {
    expectSelfContained(page);
  });

  test('the same input gives the same bytes', () => {
    expect(reportPage(run)).toBe(page);
  });

  test('without faces no picture is embedded, and the list stands as a table', () => {
    const without = reportPage({ ...run, faces: null });
    expect(without).not.toContain('data:image');
    expect(read(without).querySelectorAll('image, use').length).toBe(0);
    expect(textOf(without, '#faces table')).toContain('.jpg');
    expect(textOf(without, '#faces')).toContain('made without pictures of faces');
  });

  test('a face that is no JPEG is refused', () => {
    const faces = new Map(run.samples.map((row) => [row.sample, { jpeg: new Uint8Array([1, 2, 3]) }]));
    expect(() => reportPage({ ...run, faces })).toThrow('not a JPEG');
  });

  test('clips, where the data set has them, are what the figures are over', () => {
    const withClip = (rows: ReportInput['predictions']) =>
      rows.map((row) => ({ ...row, clip: `${row.subject} ${row.truth}` }));
    const predictions = withClip(run.predictions);
    const metrics = computeMetrics(
      { samples: run.samples, predictions },
      { positive: ['smiling'], primary: null, comparisons: [] },
    );
    const clips = reportPage({ ...run, predictions, metrics });
    expect(textOf(clips, '#results')).toContain('The figures are over clips: each clip has one score');
    expect(textOf(clips, '#metrics')).toContain('By clip or period');
  });

  test.each([
    ['pictures', 'picture', /\b(clip|clips)\b/i],
    ['clips', 'clip', /\b(picture|pictures)\b/i],
  ] as const)('rows that are %s have this name in every text', (rows, word, other) => {
    const manifest = { ...run.manifest, rows };
    const { document } = parseHTML(
      reportPage({ ...run, manifest, faces: null, metrics: { ...run.metrics, warnings: [] } }),
    );
    // Names and licences are the user's own words.
    for (const own of document.querySelectorAll('pre, code, .id, .name, style, #provenance table'))
      own.remove();
    const labels = [...document.querySelectorAll('[aria-label], [title]')].map(
      (element) => `${element.getAttribute('aria-label')} ${element.getAttribute('title')}`,
    );
    const texts = [...(document.body.textContent ?? '').split('\n'), ...labels];
    expect(texts.join('\n')).toMatch(new RegExp(`\\d+\\s${word}s? in the evaluation`));
    const picturesOfFaces = /made without pictures of faces|never a whole picture/g;
    expect(texts.filter((text) => other.test(text.replace(picturesOfFaces, '')))).toEqual([]);
  });

  test('rows that are pictures and clips are called rows', () => {
    const mixed = reportPage({ ...run, manifest: { ...run.manifest, rows: 'mixed' }, faces: null });
    expect(textOf(mixed, 'header')).toContain('A row of this data set is a picture or a clip.');
    expect(textOf(mixed, '#participants')).toContain('Subjects and rows in the evaluation');
  });

  test('rows of one label have no AUC, and the page says so instead of failing', () => {
    const predictions = run.predictions.filter((row) => row.truth === 'smiling');
    const samples = run.samples.filter((row) => row.label === 'smiling');
    const metrics = computeMetrics(
      { samples, predictions },
      { positive: ['smiling'], primary: null, comparisons: [] },
    );
    const page = reportPage({ ...run, samples, predictions, metrics, middle: [], faces: null });
    expect(textOf(page, '#curves')).toContain('AUC not defined');
    expect(textOf(page, '#subjects')).toContain('No subject has both labels');
    expect(page).not.toMatch(/NaN|undefined<|Infinity/);
  });

  test('predictions that are no such table are refused by name', () => {
    const [first] = run.predictions;
    const broken = { ...run, predictions: [...run.predictions, first] };
    expect(() => reportPage(broken)).toThrow(WinceError);
  });
});

describe('a synthetic data set', () => {
  test('says so in the head, in every caption and on every chart', async () => {
    const run = exampleRun({ ...OPTIONS, synthetic: true });
    const page = reportPage({ ...run, faces: await exampleFaces(run.samples) });
    const document = read(page);
    expect(document.querySelector('header .banner')?.textContent).toContain(SYNTHETIC_RUN);
    const captions = document.querySelectorAll('main *:not(.reported) > table > caption, figcaption');
    expect(captions.length).toBeGreaterThan(20);
    for (const caption of captions) expect(caption.textContent).toContain(SYNTHETIC_RUN);
    for (const drawing of document.querySelectorAll('svg.chart'))
      expect(drawing.textContent).toContain(SYNTHETIC_RUN);
    for (const face of document.querySelectorAll('.faces svg')) {
      expect(face.getAttribute('aria-label')).toContain(SYNTHETIC_RUN);
    }
  });

  test('a real one does not', () => {
    expect(reportPage(exampleRun({ ...OPTIONS, middle: false }))).not.toContain(SYNTHETIC_RUN);
  });
});

describe('hostile names', () => {
  test('of subjects, files, labels, columns and all else stay text', async () => {
    const run = exampleRun({ ...OPTIONS, suffix: HOSTILE });
    const page = reportPage({ ...run, faces: await exampleFaces(run.samples) });
    expectSelfContained(page);
    expect(page).not.toContain('<script');
    expect(page).not.toContain('<img');
    expect(page).not.toContain('\u202E');
    const document = read(page);
    expect(document.querySelectorAll('style').length).toBe(1);
    expect(document.querySelectorAll('title').length).toBeGreaterThan(1);
    expect(document.querySelector('#subjects th[scope=row]')?.textContent).toContain(
      '<img src=x onerror=alert(1)>"\'&',
    );
    expect(
      [...document.querySelectorAll('*')]
        .flatMap((e) => [...e.attributes].map((a) => a.name))
        .filter((name) => name.startsWith('on')),
    ).toEqual([]);
  });
});

describe('few subjects and no comparison', () => {
  test('warn, and leave empty sections out', () => {
    const page = reportPage(exampleRun({ ...OPTIONS, subjects: 8, middle: false, primary: false }));
    expect(textOf(page, '.warnings')).toContain('only 8 subjects');
    expect(textOf(page, '#results')).toContain('This run has no declared cell');
    expect(read(page).querySelector('#treatments')).toBeNull();
  });
});

describe('the style sheet', () => {
  const schemes = [...STYLE.matchAll(/:root \{([^}]*--paper[^}]*)\}/g)].map(([, body]) =>
    Object.fromEntries(
      [...body.matchAll(/--([a-z-]+): (#[0-9a-f]{6})/g)].map(([, name, colour]) => [name, colour]),
    ),
  );

  test.each([
    ['light', 0],
    ['dark', 1],
    ['print', 2],
  ])('%s: text has a contrast of 4.5 and more on its paper', (_, scheme) => {
    const colours = schemes[scheme];
    for (const [text, paper] of [
      ['ink', 'paper'],
      ['soft', 'paper'],
      ['accent', 'paper'],
      ['wrong', 'paper'],
      ['warn-line', 'paper'],
      ['ink', 'warn-paper'],
      ['ink', 'mark'],
      ['soft', 'mark'],
      ['ink', 'faint'],
    ]) {
      expect(contrast(colours[text], colours[paper]), `${text} on ${paper}`).toBeGreaterThanOrEqual(4.5);
    }
  });
});

/** Nothing that a browser would fetch or run: only links to DOIs, references in the page and embedded JPEGs. */
function expectSelfContained(page: string): void {
  const document = read(page);
  expect(document.querySelectorAll('script, link, iframe, object, embed, img, base, form').length).toBe(0);
  for (const element of document.querySelectorAll('[href], [src], [xlink\\:href]')) {
    const target = element.getAttribute('href') ?? element.getAttribute('src') ?? '';
    const allowed = element.localName === 'a' ? /^(#|https:\/\/doi\.org\/)/ : /^(#|data:image\/jpeg;base64,)/;
    expect(target.slice(0, 60)).toMatch(allowed);
  }
  const style = document.querySelector('style')?.textContent ?? '';
  expect(style).not.toMatch(/@import|url\(|https?:/);
  for (const element of document.querySelectorAll('[style], [fill], [stroke]')) {
    for (const name of ['style', 'fill', 'stroke'])
      expect(element.getAttribute(name) ?? '').not.toContain('url(');
  }
  expect(document.querySelector('meta[http-equiv]')?.getAttribute('content')).toContain("default-src 'none'");
}

/** @source WCAG 2.2, relative luminance and contrast ratio */
function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
