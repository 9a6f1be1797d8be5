import { parseHTML } from 'linkedom';
import { expect, test } from 'vitest';
import { html, textOf } from './html.ts';
import { labelCells } from './labelled-cells.ts';

const labelsOf = (content: ReturnType<typeof html>) => {
  const { document } = parseHTML(
    `<!doctype html><html><body><table>${textOf(labelCells(content))}</table></body></html>`,
  );
  return [...document.querySelectorAll('tbody tr')].map((row) =>
    [...row.children].map((cell) => cell.getAttribute('data-label')),
  );
};

test('cells carry the head of their column, below cells that span rows, too', () => {
  const table = html`<thead><tr><th>Cell</th><th>Metric</th><th>a &lt; b</th><th>c</th></tr></thead>
<tbody><tr class="group"><th colspan="4">Deep</th></tr>
<tr><th rowspan="2">one</th><th>accuracy</th><td>1</td><td>2</td></tr>
<tr><th>AUC</th><td>3</td><td>4</td></tr>
<tr><th rowspan="2">two</th><th>accuracy</th><td>5</td><td>6</td></tr></tbody>`;
  expect(labelsOf(table)).toEqual([
    [null],
    [null, null, 'a < b', 'c'],
    [null, 'a < b', 'c'],
    [null, null, 'a < b', 'c'],
  ]);
});

test('heads of two rows stand together', () => {
  const table = html`<thead><tr><th rowspan="2">Cell</th><th colspan="2">AUC</th></tr><tr><th>left out</th><th>wrong</th></tr></thead>
<tbody><tr><th>one</th><td>1</td><td>2</td></tr></tbody>`;
  expect(labelsOf(table)).toEqual([[null, 'AUC, left out', 'AUC, wrong']]);
});

test('what users wrote stays text', () => {
  const table = html`<thead><tr><th>${'<b>"x"</b>'}</th></tr></thead><tbody><tr><td>${'<script>1</script>'}</td></tr></tbody>`;
  expect(labelsOf(table)).toEqual([['<b>"x"</b>']]);
  expect(textOf(labelCells(table))).not.toContain('<script');
});
