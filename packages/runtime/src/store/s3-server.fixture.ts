import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';

/** A small server of S3's protocol for tests: path-style, signatures of version 4, conditional writes, parts, lists of version 2. */
export interface TestS3 {
  readonly environment: Readonly<Record<string, string>>;
  /** The objects of all buckets by `BUCKET/KEY`. */
  readonly objects: Map<string, Buffer>;
  /** What was asked: `PUT bucket/key 200`. */
  readonly log: string[];
  /** Uploads in parts that were begun and neither completed nor given up. */
  readonly uploads: ReadonlyMap<string, unknown>;
  /** What the next requests meet: a status, a body that comes slowly, one that breaks off, or no answer. */
  readonly trouble: (500 | 503 | 'slow' | 'broken' | 'silent')[];
  close(): Promise<void>;
}

const ACCESS = 'test-key';
const SECRET = 'test secret';

/** Objects in one answer to a question for a list: fewer than others give, so that a list always has several. */
const LISTED = 2;

export async function startS3(): Promise<TestS3> {
  const objects = new Map<string, Buffer>();
  const uploads = new Map<string, Map<number, Buffer>>();
  const log: string[] = [];
  const trouble: TestS3['trouble'] = [];
  let begun = 0;
  const answer = async (
    request: IncomingMessage,
    body: Buffer,
  ): Promise<{ status: number; body?: Buffer | string }> => {
    const url = new URL(request.url ?? '/', 'http://host');
    const path = decodeURIComponent(url.pathname.slice(1));
    const { searchParams } = url;
    const next = trouble[0];
    if (next === 500 || next === 503) {
      trouble.shift();
      return failure(next, next === 503 ? 'SlowDown' : 'InternalError');
    }
    if (!isSigned(request, url, body)) return failure(403, 'SignatureDoesNotMatch');
    const upload = searchParams.get('uploadId');
    switch (request.method) {
      case 'PUT':
        if (upload !== null) {
          const parts = uploads.get(upload);
          if (!parts) return failure(404, 'NoSuchUpload');
          parts.set(Number(searchParams.get('partNumber')), body);
          return { status: 200 };
        }
        if (request.headers['if-none-match'] === '*' && objects.has(path))
          return failure(412, 'PreconditionFailed');
        objects.set(path, body);
        return { status: 200 };
      case 'POST': {
        if (searchParams.has('uploads')) {
          const id = `upload-${++begun}`;
          uploads.set(id, new Map());
          return xml(
            `<InitiateMultipartUploadResult><Bucket>b</Bucket><Key>${path}</Key><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`,
          );
        }
        const parts = uploads.get(upload ?? '');
        if (!parts) return failure(404, 'NoSuchUpload');
        uploads.delete(upload ?? '');
        const numbers = Array.from(String(body).matchAll(/<PartNumber>(\d+)</g), ([, number]) =>
          Number(number),
        );
        objects.set(path, Buffer.concat(numbers.map((number) => parts.get(number) ?? Buffer.alloc(0))));
        return xml(
          `<CompleteMultipartUploadResult><Location>l</Location><Bucket>b</Bucket><Key>${path}</Key><ETag>"e"</ETag></CompleteMultipartUploadResult>`,
        );
      }
      case 'DELETE':
        if (upload !== null) uploads.delete(upload);
        else objects.delete(path);
        return { status: 204 };
      case 'HEAD':
        return { status: objects.has(path) ? 200 : 404 };
      default: {
        if (searchParams.get('list-type') === '2') {
          const start = `${path.replace(/\/$/, '')}/${searchParams.get('prefix') ?? ''}`;
          const all = [...objects].filter(([key]) => key.startsWith(start));
          const from = Number(searchParams.get('continuation-token') ?? 0);
          const found = all.slice(from, from + LISTED);
          const end = from + LISTED;
          const more =
            end < all.length
              ? `<IsTruncated>true</IsTruncated><NextContinuationToken>${end}</NextContinuationToken>`
              : '<IsTruncated>false</IsTruncated>';
          const bucket = path.replace(/\/$/, '').length + 1;
          return xml(
            `<ListBucketResult>${more}<KeyCount>${found.length}</KeyCount>${found
              .map(
                ([key, { length }]) =>
                  `<Contents><Key>${key.slice(bucket)}</Key><Size>${length}</Size><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>"e"</ETag></Contents>`,
              )
              .join('')}</ListBucketResult>`,
          );
        }
        const found = objects.get(path);
        return found ? { status: 200, body: found } : failure(404, 'NoSuchKey');
      }
    }
  };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk);
    } catch {
      return; // the client did not wait
    }
    if (trouble[0] === 'silent') {
      trouble.shift();
      return;
    }
    const { status, body = '' } = await answer(request, Buffer.concat(chunks));
    log.push(
      `${request.method} ${decodeURIComponent(new URL(request.url ?? '/', 'http://host').pathname.slice(1))} ${status}`,
    );
    const isXml = typeof body === 'string' && body !== '';
    response.writeHead(status, {
      'content-length': Buffer.byteLength(body),
      etag: '"e"',
      ...(isXml ? { 'content-type': 'application/xml' } : {}),
    });
    const manner =
      request.method === 'GET' && (trouble[0] === 'slow' || trouble[0] === 'broken') ? trouble.shift() : null;
    await send(response, Buffer.from(body), manner);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return {
    ...{ objects, uploads, log, trouble },
    environment: {
      AWS_ACCESS_KEY_ID: ACCESS,
      AWS_SECRET_ACCESS_KEY: SECRET,
      AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}`,
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function send(response: ServerResponse, body: Buffer, manner: unknown): Promise<void> {
  if (manner === 'broken') {
    response.write(body.subarray(0, Math.floor(body.length / 2)));
    await setTimeout(10);
    response.destroy();
    return;
  }
  if (manner === 'slow') {
    for (let start = 0; start < body.length; start += Math.ceil(body.length / 8)) {
      response.write(body.subarray(start, start + Math.ceil(body.length / 8)));
      await setTimeout(10);
    }
    response.end();
    return;
  }
  response.end(body);
}

function xml(text: string) {
  return { status: 200, body: `<?xml version="1.0" encoding="UTF-8"?>${text}` };
}

function failure(status: number, code: string) {
  return {
    status,
    body: `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`,
  };
}

/** Whether a request is signed by the key of the test, as the documents of version 4 of the signature have it. */
function isSigned(request: IncomingMessage, url: URL, body: Buffer): boolean {
  const { authorization = '' } = request.headers;
  const [, access, scope, names, signature] =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      authorization,
    ) ?? [];
  if (access !== ACCESS || scope === undefined) return false;
  const given = String(request.headers['x-amz-content-sha256']);
  if (given !== 'UNSIGNED-PAYLOAD' && given !== createHash('sha256').update(body).digest('hex')) return false;
  const headers = names.split(';').map((name) => `${name}:${String(request.headers[name]).trim()}\n`);
  // A condition that is not signed could be taken away on the way.
  if ('if-none-match' in request.headers && !names.split(';').includes('if-none-match')) return false;
  const encoded = (text: string) =>
    encodeURIComponent(text).replaceAll(
      /[!'()*]/g,
      (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
    );
  const query = [...url.searchParams]
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .toSorted()
    .join('&');
  const canonical = [request.method, url.pathname, query, headers.join(''), names, given].join('\n');
  const [day, region, service, last] = scope.split('/');
  const key = [day, region, service, last].reduce<string | Buffer>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    `AWS4${SECRET}`,
  );
  const digest = createHash('sha256').update(canonical).digest('hex');
  const toSign = ['AWS4-HMAC-SHA256', request.headers['x-amz-date'], scope, digest].join('\n');
  return createHmac('sha256', key).update(toSign).digest('hex') === signature;
}
