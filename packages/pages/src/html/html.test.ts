import fc from 'fast-check';
import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { html, printable, shorten, textOf } from './html.ts';

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.stringMatching(/^[<>&"'/a-z =!-]*$/),
  fc.constantFrom(
    '</title><script>alert(1)</script>',
    '" onerror="x',
    "' x='",
    '<!--',
    ']]>',
    '\u202Egnp.exe',
    '\uD800',
  ),
);

describe('html', () => {
  test('text comes back from an element and from an attribute as it is, whatever it holds', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { document } = parseHTML(
          `<!doctype html><html><body>${textOf(html`<p title="${text}">${text}</p>`)}</body></html>`,
        );
        const [element, ...others] = document.body.children;
        expect(others).toEqual([]);
        expect(element.attributes.length).toBe(1);
        expect(element.textContent).toBe(printable(text));
        expect(element.getAttribute('title')).toBe(printable(text));
      }),
    );
  });

  test('markup is kept, lists are joined, absent values leave nothing', () => {
    const inner = html`<b>${'<'}</b>`;
    expect(textOf(html`<p>${[inner, 1, null, undefined, false, ['a', 'b']]}</p>`)).toBe(
      '<p><b>&lt;</b>1ab</p>',
    );
  });

  test('an object that only looks like markup is not taken for it', () => {
    const forged = JSON.parse('{"markup":"<script>"}');
    expect(() => textOf(forged)).toThrow();
  });
});

describe('printable', () => {
  test.each([
    ['line\nfeed and tab\t', 'line\nfeed and tab\t'],
    ['bell\u0007', 'bell\uFFFD'],
    ['turned \u202Egpj.exe', 'turned \uFFFDgpj.exe'],
    ['half \uD83D', 'half \uFFFD'],
    ['Zoë 東京 👶🏽', 'Zoë 東京 👶🏽'],
  ])('%j', (text, expected) => {
    expect(printable(text)).toBe(expected);
  });
});

describe('shorten', () => {
  test('never exceeds the length, keeps both ends, and leaves short text alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 4, max: 40 }), (text, length) => {
        const short = [...shorten(text, length)];
        const whole = [...printable(text)];
        expect(short.length).toBe(Math.min(length, whole.length));
        if (whole.length <= length) expect(short).toEqual(whole);
        else expect(short[0]).toBe(whole[0]);
      }),
    );
  });
});
