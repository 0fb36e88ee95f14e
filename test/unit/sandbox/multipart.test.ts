import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMultipart } from '../../../src/sandbox/wecom/multipart.ts';

const encode = async (form: FormData): Promise<[string, Buffer]> => {
  const response = new Response(form);
  return [response.headers.get('content-type') ?? '', Buffer.from(await response.arrayBuffer())];
};

describe('multipart bodies', () => {
  it('gives back every byte of a file and its name', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1 }), async (bytes) => {
        const form = new FormData();
        form.append('note', 'x');
        form.append('media', new Blob([Uint8Array.from(bytes)], { type: 'image/png' }), '现场 照片"1".png');
        const parts = parseMultipart(...(await encode(form)));
        expect(parts?.map((part) => [part.name, part.filename, part.contentType])).toEqual([
          ['note', null, null],
          ['media', '现场 照片"1".png', 'image/png'],
        ]);
        expect(parts?.[1]?.bytes.equals(Buffer.from(bytes))).toBe(true);
      }),
    );
  });

  it('tells name and filename apart whatever their order', () => {
    const body = Buffer.from('--b\r\nContent-Disposition: form-data; filename="a.txt"; name="media"; filelength=3\r\n\r\nabc\r\n--b--\r\n');
    expect(parseMultipart('multipart/form-data; boundary=b', body)).toEqual([
      { name: 'media', filename: 'a.txt', contentType: null, bytes: Buffer.from('abc') },
    ]);
  });

  it('is null for other bodies', () => {
    expect(parseMultipart('application/json', Buffer.from('{}'))).toBeNull();
    expect(parseMultipart('multipart/form-data', Buffer.from(''))).toBeNull();
  });
});
