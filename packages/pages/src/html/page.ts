import { html, type Markup, textOf, trusted } from './html.ts';

/** Nothing may be loaded and nothing may run, whatever a file name or a label holds: the browser sees to it. */
const POLICY =
  "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** A self-contained HTML document: no script, no network, fonts of the reader's machine. @param page `style`: a style sheet */
export function renderPage(page: {
  readonly title: string;
  /** Of the program. */
  readonly version: string;
  readonly style: string;
  readonly body: Markup;
}): string {
  const { title, version, style, body } = page;
  const document = html`<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="generator" content="wince ${version}">
<title>${title}</title>
<style>${trusted(style)}</style>
</head>
<body>
${body}
</body>
</html>
`;
  return `<!doctype html>\n${textOf(document)}`;
}
