import { expect, test } from 'vitest'
import { childrenOf, readXml, textOf, MalformedXmlError } from './xml-reader.ts'
import { writeXml } from './xml-writer.ts'

test('reads elements, text, entities, literal text and prefixes', () => {
  const root = readXml(
    '\u{FEFF}<?xml version="1.0"?><!-- a > b --><s3:Delete xmlns:s3="a>b" quiet=\'<x>\'>\n' +
      '<s3:Object ><Key>a &lt;&amp;&#x1F408;&#13; b</Key></s3:Object><Object><Key><![CDATA[<&>]]>c</Key><Empty/></Object>' +
      '</s3:Delete>\n',
  )
  expect(root.name).toBe('Delete')
  expect(childrenOf(root, 'Object').map((one) => textOf(one, 'Key'))).toEqual(['a <&🐈\r b', '<&>c'])
  expect(textOf(root.children[1] ?? root, 'Empty')).toBe('')
})

test("reads the writer's output", () => {
  const text = 'a "b" & <c>\r\n🐈'
  const root = readXml(
    writeXml('Root', { A: text, B: [{ C: 1 }, { C: 2 }], D: undefined, E: ['x', 'y'] }, 'urn:x'),
  )
  expect(textOf(root, 'A')).toBe(text)
  expect(childrenOf(root, 'B').map((one) => textOf(one, 'C'))).toEqual(['1', '2'])
  expect(childrenOf(root, 'E').map((one) => one.text)).toEqual(['x', 'y'])
  expect(childrenOf(root, 'D')).toEqual([])
})

test.each([
  ['nothing', ''],
  ['text alone', 'hello'],
  ['two roots', '<a/><b/>'],
  ['text outside', '<a/>x'],
  ['an open element', '<a><b></b>'],
  ['tags that do not match', '<a></b>'],
  ['a tag too many', '<a></a></a>'],
  ['an unknown entity', '<a>&x;</a>'],
  ['a plain ampersand', '<a>a & b</a>'],
  ['an impossible character', '<a>&#x110000;</a>'],
  ['a document type', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
  ['a comment that does not end', '<a><!-- </a>'],
  ['a tag that does not end', '<a b="c></a>'],
  ['many levels', '<a>'.repeat(100)],
])('rejects %s', (_, xml) => {
  expect(() => readXml(xml)).toThrow(MalformedXmlError)
})

// A reader that takes quadratic time would need minutes for these, and this test would fail.
test.each([
  ['elements that do not end', '<Object>'],
  ['keys that do not end', '<Object><Key>'],
  ['comments that do not end', '<!--'],
  ['literal text that does not end', '<![CDATA['],
  ['opening brackets', '<'],
  ['quotes', '<a b="'],
  ['entities', '&#x'],
  ['ampersands', '&amp'],
  ['prefixes', '<a:'],
])('rejects 2 MiB of %s', (_, piece) => {
  const xml = piece.repeat(Math.ceil((2 * 1024 * 1024) / piece.length))
  expect(() => readXml(xml)).toThrow(MalformedXmlError)
  expect(() => readXml(`<Delete>${xml}`)).toThrow(MalformedXmlError)
})
