import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanName, dispositionOf, nameIn } from './file-name.ts'

describe('a file’s name', () => {
  it.each([
    ['路面积水 处置后.jpg', '路面积水 处置后.jpg'],
    ['../../etc/passwd', 'passwd'],
    ['..\\..\\Windows\\win.ini', 'win.ini'],
    ['C:\\fakepath\\photo.jpg', 'photo.jpg'],
    ['.htaccess', 'htaccess'],
    ['... .  x', 'x'],
    ['a\0b\nc\u202egpj.exe', 'ab cgpj.exe'],
    ['e\u0301.txt', 'é.txt'],
    ['  two   spaces\t.pdf ', 'two spaces .pdf'],
    ['\ud800x', '\ufffdx'],
  ])('%j is kept as %j', (sent, kept) => expect(cleanName(sent)).toBe(kept))

  it.each(['', '..', '../', '///', '\u200b\u202e', ' . '])('%j is none', (sent) => {
    expect(cleanName(sent)).toBeNull()
  })

  it('has at most 200 characters, no way to another folder and nothing that cannot be seen', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (sent) => {
        const name = cleanName(sent)
        if (name === null) return
        expect([...name].length).toBeGreaterThan(0)
        expect([...name].length).toBeLessThanOrEqual(200)
        expect(name).not.toMatch(/[/\\\p{Cc}\p{Cf}]|^\./u)
        expect(name.isWellFormed()).toBe(true)
        expect(cleanName(name)).toBe(name)
      }),
      { numRuns: 500 },
    )
  })
})

describe('the header it comes in', () => {
  it.each([
    [undefined, null],
    ['attachment', null],
    ['attachment; filename="a b.jpg"', 'a b.jpg'],
    ['attachment; filename=a.jpg', 'a.jpg'],
    ['attachment; filename="a\\"b.jpg"', 'a"b.jpg'],
    [`attachment; filename="x.jpg"; filename*=UTF-8''%E5%9B%BE.jpg`, '图.jpg'],
    [`attachment; filename*=utf-8''..%2F..%2Fetc%2Fpasswd`, 'passwd'],
    [`attachment; filename*=UTF-8''%E5%9B`, null],
  ])('%j names %j', (header, name) => expect(nameIn(header)).toBe(name))
})

describe('the header it goes out with', () => {
  it('shows pictures in place and hands everything else over as a file', () => {
    expect(dispositionOf('ID', null, 'image/jpeg')).toBe('inline; filename="evidence-ID.jpg"')
    expect(dispositionOf('ID', null, 'application/pdf')).toBe('attachment; filename="evidence-ID.pdf"')
    expect(dispositionOf('ID', null, 'text/plain')).toBe('attachment; filename="evidence-ID.txt"')
  })
  it('has the ending of what the file is, whatever its name says', () => {
    expect(dispositionOf('ID', 'a.bat', 'text/plain')).toContain("filename*=UTF-8''a.bat.txt")
    expect(dispositionOf('ID', 'a.JPEG', 'image/jpeg')).toContain("filename*=UTF-8''a.JPEG")
  })
  it('comes back as the name it was made of, and is one header line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }), (sent) => {
        const name = cleanName(`${sent}.pdf`)!
        const header = dispositionOf('ID', name, 'application/pdf')
        expect(header).toMatch(/^[\x20-\x7e]+$/)
        if (name.toLowerCase().endsWith('.pdf')) expect(nameIn(header)).toBe(name)
      }),
    )
  })
})
