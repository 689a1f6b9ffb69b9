import { expect, test } from 'vitest'
import { argumentFiles } from './argument-files.ts'
import { linkedMessages, linksOfInstance } from './job-links.ts'

const id = '0f8fad5b-d9cb-469f-a165-70867728950e'
const link = `remotejob://job/${id}`

test('finds links to jobs among the arguments', () => {
  const argv = ['/usr/bin/remotejob', '--switch', 'cat.jpg', link, `${link}/`]
  expect(linkedMessages(argv)).toEqual([id, id])
  expect(linkedMessages(Array.from({ length: 50 }, () => link))).toHaveLength(10)
})

test.each([
  'remotejob://job/',
  `remotejob://job/${id.toUpperCase()}`,
  `remotejob://job/${id}?claim=1`,
  `remotejob://job/${id}#x`,
  `remotejob://job/${id}/../${id}`,
  `remotejob://job/%30${id.slice(1)}`,
  `remotejob://job/${id}\n`,
  `remotejob://job/${id} --inspect`,
  `remotejob://user@job/${id}`,
  `remotejob://queue/${id}`,
  `Remotejob://job/${id}`,
  `remotejob:job/${id}`,
  `x${link}`,
  `https://example.com/${link}`,
  'remotejob://job/1; rm -rf ~',
])('ignores %j', (argument) => {
  expect(linkedMessages([argument])).toEqual([])
})

test('does not treat a link as a file', () => {
  expect(argumentFiles(['app', link], { isDefaultApp: false, folder: '/home/ada' })).toEqual([])
})

test('accepts only links from another instance', () => {
  expect(linksOfInstance({ links: [link, 7, null, 'remotejob://job/x'] })).toEqual([id])
  for (const odd of [null, 'x', {}, { links: link }]) expect(linksOfInstance(odd)).toEqual([])
})
