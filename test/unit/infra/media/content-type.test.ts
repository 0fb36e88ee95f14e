import { describe, expect, it } from 'vitest';
import { sniffContentType } from '../../../../src/infra/media/content-type.ts';

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

describe('the type of a file', () => {
  it.each([
    ['\xff\xd8\xff\xe0\0\x10JFIF', 'image/jpeg', 'image'],
    ['\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'image/png', 'image'],
    ['RIFF\x24\0\0\0WEBPVP8 ', 'image/webp', 'image'],
    ['GIF89a\x01\0', 'image/gif', 'image'],
    ['\0\0\0\x18ftypheic\0\0\0\0mif1', 'image/heic', 'image'],
    ['\0\0\0\x18ftypmif1\0\0\0\0heic', 'image/heic', 'image'],
    ['\0\0\0\x1cftypavif', 'image/avif', 'image'],
    ['#!AMR\n\x3c', 'audio/amr', 'voice'],
    ['#!AMR-WB\n\x3c', 'audio/amr-wb', 'voice'],
    ['\x02#!SILK_V3', 'audio/silk', 'voice'],
    ['RIFF\x24\0\0\0WAVEfmt ', 'audio/wav', 'voice'],
    ['\0\0\0\x18ftypM4A \0', 'audio/mp4', 'voice'],
    ['\0\0\0\x18ftypmp42', 'video/mp4', 'video'],
    ['\0\0\0\x18ftypisom', 'video/mp4', 'video'],
    ['\0\0\0\x14ftypqt  ', 'video/quicktime', 'video'],
    ['%PDF-1.7', 'application/pdf', 'other'],
    ['PK\x03\x04', 'application/zip', 'other'],
    ['<svg xmlns="', 'application/octet-stream', 'other'],
    ['RIFF\x24\0\0\0AVI ', 'application/octet-stream', 'other'],
    ['II*\0', 'application/octet-stream', 'other'],
    ['\xff\xd8', 'application/octet-stream', 'other'],
    ['', 'application/octet-stream', 'other'],
  ])('%j is %s', (head, contentType, kind) => {
    expect(sniffContentType(latin1(head))).toEqual({ contentType, kind });
  });
});
