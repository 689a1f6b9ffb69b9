import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeMetadata, decodeValue, encodeMetadata, encodeValue } from './object-metadata.ts'
import { expectCode } from '../testing/expect-code.ts'

describe('a value', () => {
  it.each([
    ['plain text', 'Cat Montage'],
    ['other letters', 'Größe — 猫.jpg 🐈'],
    ['runs of spaces', 'a  b   c'],
    ['spaces at the ends', ' a '],
    ['control characters', 'a\tb\nc\u0000d\u007f'],
    ['what looks like an encoded word', '=?UTF-8?B?aGk=?='],
    ['a byte order mark', '\uFEFFa'],
    ['nothing', ''],
  ])('survives the header: %s', (_, value) => {
    expect(encodeValue(value)).toMatch(/^[!-~](?:[ -~]*[!-~])?$/)
    expect(decodeValue(encodeValue(value))).toBe(value)
  })

  it('stays readable if possible', () => {
    expect(encodeValue('cat.jpg')).toBe('cat.jpg')
    expect(encodeValue('Cat Montage')).toBe('Cat Montage')
  })

  it('contains no run of spaces, which a signature would collapse', () => {
    expect(encodeValue('a  b')).not.toContain(' ')
  })

  it('is decoded in the encodings of other clients', () => {
    expect(decodeValue('=?UTF-8?Q?Gr=C3=B6=C3=9Fe_1?=')).toBe('Größe 1')
    expect(decodeValue('=?utf-8?b?8J+Q?= =?utf-8?b?iA==?=')).toBe('🐈')
    expect(decodeValue('=?ISO-8859-1?Q?caf=E9?= now')).toBe('café now')
    expect(decodeValue('=?UTF-8*en?Q?caf=C3=A9?=')).toBe('café')
    expect(decodeValue('=?UTF-8*en-GB?B?8J+Q?= =?utf-8*?b?iA==?=')).toBe('🐈')
    expect(decodeValue('=?*en?Q?a?=')).toBe('=?*en?Q?a?=')
    expect(decodeValue('=?KLINGON*tlh?B?AAAA?=')).toBe('=?KLINGON*tlh?B?AAAA?=')
    expect(decodeValue('=?KLINGON?B?AAAA?=')).toBe('=?KLINGON?B?AAAA?=')
    expect(decodeValue('=?UTF-8?B?/w==?=')).toBe('=?UTF-8?B?/w==?=')
  })

  it('survives encoding and decoding, whatever its content', () => {
    const tricky = fc.array(
      fc.constantFrom('=?', '?=', '?B?', '?Q?', 'UTF-8', ' ', '  ', '\t', '=', 'ä', '_', 'aGk='),
    )
    const values = fc.oneof(
      fc.string({ unit: 'binary' }),
      tricky.map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(values, (value) => {
        expect(encodeValue(value)).toMatch(/^[!-~](?:[ -~]*[!-~])?$/)
        expect(decodeValue(encodeValue(value))).toBe(value)
      }),
      { numRuns: 2_000 },
    )
  })

  it('decodes without an error, whatever its content', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (value) => typeof decodeValue(value) === 'string'))
  })
})

it.each([
  '=?UTF-8?B?A?=',
  '=?UTF-8?B?w7wAA?=',
  '=?UTF-8?B?###?=',
  '=?utf-8?b?100%?=',
  'v2 =?UTF-8?B?(draft)?=',
])('keeps a value that only looks encoded: %s', (value) => {
  expect(decodeValue(value)).toBe(value)
})

describe('fields', () => {
  it('get lower-case names, as in S3', () => {
    expect(encodeMetadata({ FileName: 'a' })).toEqual({ filename: 'a' })
    expect(decodeMetadata(encodeMetadata({ name: 'ä' }))).toEqual({ name: 'ä' })
  })

  it.each(['key', 'body', 'bucket', 'KEY', 'Bucket'])('may not be named %s', async (name) => {
    await expectCode(() => encodeMetadata({ [name]: 'x' }), 'FIELD_RESERVED')
  })

  it.each(['', 'a b', 'ä', 'a:b', 'a\r\nx', '__proto__', 'x'.repeat(129)])(
    'may not be named “%s”',
    async (name) => {
      await expectCode(() => encodeMetadata(Object.fromEntries([[name, 'x']])), 'FIELD_NAME_INVALID')
    },
  )

  it('must not differ only by case', async () => {
    await expectCode(() => encodeMetadata({ name: 'a', Name: 'b' }), 'FIELD_NAME_INVALID')
  })

  it('may have at most 2 KB', async () => {
    expect(encodeMetadata({ name: 'x'.repeat(2_044) })).toBeDefined()
    await expectCode(() => encodeMetadata({ name: 'x'.repeat(2_045) }), 'METADATA_TOO_LARGE')
    await expectCode(() => encodeMetadata({ name: 'ä'.repeat(1_000) }), 'METADATA_TOO_LARGE')
  })
})
