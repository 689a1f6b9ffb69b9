import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { carriedMembers, formatMessageBody, parseMessageBody } from './message-body.ts'
import { messageLimitBytes } from './limits.ts'
import { expectCode } from '../testing/expect-code.ts'

const sqsTakes = /^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u

describe('a message', () => {
  it("is formatted like remotejob's", () => {
    expect(formatMessageBody({ name: 'Cat Montage' }, 'remotejobs-in-testqueue', '897afcb9')).toBe(
      '{"name":"Cat Montage","bucket":"remotejobs-in-testqueue","key":"897afcb9"}',
    )
  })

  it('has the same content whether its values are all strings or not', () => {
    const text = fc.oneof(fc.string(), fc.constantFrom('', '=?UTF-8?Q?=C3=A9?=', '__proto__', '1'))
    const members = fc.dictionary(fc.oneof(text, fc.constantFrom('bucket', 'key')), text)
    fc.assert(
      fc.property(members, (members) => {
        const strings = parseMessageBody(JSON.stringify(members))
        const mixed = parseMessageBody(JSON.stringify({ ...members, 'a number': 1 }))
        const fields = { ...strings.fields, 'a number': '1' }
        expect({ ...strings, fields, error: strings.error?.code }).toEqual({
          ...mixed,
          error: mixed.error?.code,
        })
      }),
    )
  })

  it('never gets its bucket or key from the fields', () => {
    expect(parseMessageBody(formatMessageBody({ key: 'evil', bucket: 'evil', a: '1' }, 'b', 'k'))).toEqual({
      fields: { a: '1' },
      bucket: 'b',
      unopened: 0,
      key: 'k',
      format: null,
      error: null,
    })
  })

  it('parses to the same values, and contains no character that SQS rejects', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\uD800', '\uFFFE', '\uFFFF', '\u0000', '\u007F'),
    )
    const names = text.filter((name) => name !== 'bucket' && name !== 'key')
    fc.assert(
      fc.property(fc.dictionary(names, text), fc.string({ unit: 'binary', minLength: 1 }), (fields, key) => {
        const body = formatMessageBody(fields, 'b', key)
        expect(body).toMatch(sqsTakes)
        const decoded = parseMessageBody(body)
        expect(decoded.fields).toEqual(fields)
        expect([decoded.bucket, decoded.key, decoded.error]).toEqual(['b', key, null])
      }),
      { numRuns: 500 },
    )
  })

  it('may have at most 1 MiB', async () => {
    const frame = formatMessageBody({ a: '' }, 'b', 'k').length
    expect(formatMessageBody({ a: 'x'.repeat(messageLimitBytes - frame) }, 'b', 'k')).toHaveLength(
      messageLimitBytes,
    )
    await expectCode(
      () => formatMessageBody({ a: 'x'.repeat(messageLimitBytes - frame + 1) }, 'b', 'k'),
      'MESSAGE_TOO_LARGE',
    )
  })
})

describe('a message from another program', () => {
  it.each(['', 'hello', '{', '[1]', '"x"', 'null', '7'])('that is not a JSON object: %s', (body) => {
    expect(parseMessageBody(body)).toMatchObject({
      fields: {},
      bucket: null,
      key: null,
      error: { code: 'MESSAGE_NOT_JSON' },
    })
  })

  it.each(['{}', '{"bucket":"b"}', '{"key":"k"}', '{"bucket":"b","key":7}', '{"bucket":"","key":"k"}'])(
    'that names no payload: %s',
    (body) => {
      expect(parseMessageBody(body).error?.code).toBe('MESSAGE_WITHOUT_KEY')
    },
  )

  it('keeps its fields without a key, and turns values into JSON text', () => {
    const { fields } = parseMessageBody('{"name":"a","n":1.5,"o":{"x":[true]},"z":null,"__proto__":"p"}')
    expect(Object.entries(fields)).toEqual([
      ['name', 'a'],
      ['n', '1.5'],
      ['o', '{"x":[true]}'],
      ['z', 'null'],
      ['__proto__', 'p'],
    ])
  })

  it('may be nested to any depth', () => {
    const x = `${'['.repeat(150_000)}"]\\"["${']'.repeat(150_000)}`
    const deep = `{"bucket":"b","key":"k","x":${x}}`
    expect(parseMessageBody(deep)).toMatchObject({ bucket: 'b', key: 'k', fields: { x }, error: null })
    expect(formatMessageBody({}, 'b2', 'k2', { carried: carriedMembers(deep) })).toContain(`"x":${x}`)
  })

  it('is shown as decoded text if a peer copied it from the metadata', () => {
    const body =
      '{"name":"=?UTF-8?Q?Gr=C3=B6=C3=9Fe?=","note":"GrÃ¶Ã\u009Fe","plain":"Größe","bucket":"b","key":"k"}'
    expect(parseMessageBody(body).fields).toEqual({ name: 'Größe', note: 'Größe', plain: 'Größe' })
  })

  it('forwards every value as it was written', () => {
    const body =
      '\uFEFF{ "name": "=?UTF-8?B?aGk=?=", "order": 9007199254740993, "price": 1.10, "bucket":"x", "o":{"a": 1.0} }'
    expect(formatMessageBody({ job: '1' }, 'b', 'k', { carried: carriedMembers(body) })).toBe(
      '{"name":"=?UTF-8?B?aGk=?=","order":9007199254740993,"price":1.10,"o":{"a": 1.0},"job":"1","bucket":"b","key":"k"}',
    )
    expect(formatMessageBody({ order: '7' }, 'b', 'k', { carried: carriedMembers(body) })).toContain(
      '"order":"7"',
    )
  })

  it.each(['hello', '[1.10]', '"x"', '<a/>'])('forwards a body that is not a JSON object: %s', (body) => {
    const sent = formatMessageBody({ job: '1' }, 'b', 'k', { carried: carriedMembers(body) })
    expect(JSON.parse(sent)).toEqual({ message: body, job: '1', bucket: 'b', key: 'k' })
  })

  it('never throws', () => {
    const levels = fc.integer({ min: 0, max: 150_000 })
    const bodies = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc.jsonValue().map((value) => JSON.stringify({ key: value })),
      fc
        .tuple(fc.constantFrom(['[', ']'], ['{"":', '}'], ['[{"a":', '}]'], ['[', '']), levels, fc.json())
        .map(([[open = '', end = ''], n, json]) => `{"x":${open.repeat(n)}${json}${end.repeat(n)}}`),
    )
    fc.assert(fc.property(bodies, (body) => typeof parseMessageBody(body).fields === 'object'))
  })
})
