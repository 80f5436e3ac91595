import { describe, expect, it } from 'vitest'
import { contradicts, isWholePdf, mediaTypeOf } from './file-kind.ts'

const bytes = (text: string) => Buffer.from(text, 'latin1')

describe('what a file is', () => {
  it.each([
    ['\xff\xd8\xff\xe0', 'image/jpeg'],
    ['\x89PNG\r\n\x1a\n', 'image/png'],
    ['RIFF\x10\0\0\0WEBPVP8 ', 'image/webp'],
    ['%PDF-1.7\n', 'application/pdf'],
    ['a line\r\n\tand another\n', 'text/plain'],
    ['<script>alert(1)</script>', 'text/plain'], // and nothing but text when it is shown
  ])('%j is %s', (start, mediaType) => expect(mediaTypeOf(bytes(start))).toBe(mediaType))

  it.each([
    ['a GIF', 'GIF89a\x01\0\x01\0\x80\0\0'],
    ['a program', 'MZ\x90\0\x03\0\0\0'],
    ['an ELF program', '\x7fELF\x02\x01\x01\0'],
    ['an archive', 'PK\x03\x04\x14\0\0\0'],
    ['HEIC', '\0\0\0\x18ftypheic\0\0\0\0'],
    ['a WAVE sound', 'RIFF\x10\0\0\0WAVEfmt '],
    ['text in GB18030', '\xb4\xbe\xd3\xb0\xc9\xfa'],
    ['text in UTF-16', '\xff\xfea\0b\0'],
    ['text with a zero', 'abc\0def'],
    ['a PDF behind something else', 'x\0%PDF-1.7\n'],
  ])('%s is none that is kept', (_, content) => expect(mediaTypeOf(bytes(content))).toBeNull())

  it('Chinese text in UTF-8 is text', () => {
    expect(mediaTypeOf(Buffer.from('处置后路面已清理干净。\n'))).toBe('text/plain')
  })

  it('a PDF without its trailer was cut short', () => {
    const whole = `%PDF-1.7\n${' '.repeat(5_000)}trailer\nstartxref\n9\n%%EOF\n`
    expect(isWholePdf(bytes(whole))).toBe(true)
    expect(isWholePdf(bytes(whole.slice(0, -20)))).toBe(false)
    expect(isWholePdf(bytes(`%PDF-1.7\n%%EOF\n${' '.repeat(5_000)}`))).toBe(false)
  })
})

describe('what a file is said to be', () => {
  it.each([undefined, '', 'application/octet-stream', 'image/jpeg', 'image/jpg', 'IMAGE/JPEG ; q=1'])(
    '%j does not contradict a JPEG',
    (declared) => expect(contradicts(declared, 'image/jpeg')).toBe(false),
  )
  it.each(['image/png', 'image/*', 'text/plain', 'application/json', 'jpeg', '*/*'])(
    '%j contradicts a JPEG',
    (declared) => expect(contradicts(declared, 'image/jpeg')).toBe(true),
  )
})
