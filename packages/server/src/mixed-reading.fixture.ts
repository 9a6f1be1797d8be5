/** Addresses that a page reads, as one after the other of mixed reading; there is a data set `ward`. */
export const READ_ADDRESSES: readonly string[] = [
  ...[
    '/',
    '/page.js',
    '/page.css',
    '/api/project',
    '/api/datasets',
    '/api/jobs',
    '/api/scales',
    '/api/audit',
  ],
  ...['/api/experiments', '/api/runs', '/api/datasets/rows?dataset=ward', '/api/networks', '/api/models'],
];
