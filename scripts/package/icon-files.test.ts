import { expect, test } from 'vitest'
import { icnsFile, icoFile } from './icon-files.mjs'

const pictures = [
  { size: 16, png: Buffer.from('small') },
  { size: 24, png: Buffer.from('odd') },
  { size: 256, png: Buffer.from('large picture') },
]

test('an ico file lists each image with its size and position', () => {
  const file = icoFile(pictures)
  expect([file.readUInt16LE(2), file.readUInt16LE(4)]).toEqual([1, 3])
  const found = pictures.map((_, index) => {
    const entry = 6 + 16 * index
    const [length, offset] = [file.readUInt32LE(entry + 8), file.readUInt32LE(entry + 12)]
    return [file.readUInt8(entry), file.subarray(offset, offset + length).toString()]
  })
  expect(found).toEqual([
    [16, 'small'],
    [24, 'odd'],
    [0, 'large picture'],
  ])
})

test('an icns file contains the sizes that macOS supports', () => {
  const file = icnsFile(pictures)
  expect(file.subarray(0, 4).toString()).toBe('icns')
  expect(file.readUInt32BE(4)).toBe(file.length)
  const types = []
  for (let at = 8; at < file.length; at += file.readUInt32BE(at + 4)) {
    types.push(file.subarray(at, at + 4).toString())
  }
  expect(types).toEqual(['icp4', 'ic08'])
})
