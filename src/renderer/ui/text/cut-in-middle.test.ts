import { assert, property, string } from 'fast-check'
import { expect, it } from 'vitest'
import { cutInMiddle } from './cut-in-middle.ts'

it.each([
  ['DJI_rooftop_evening_0042.mp4', '_0042.mp4'],
  ['quarterly report of sales (2).tar.gz', ' (2).tar.gz'],
  ['invoice-for-the-office-2026-118.pdf', '-118.pdf'],
  ['a-very-long-name-of-a-picture.jpeg', 'ure.jpeg'],
  ['a name without any extension', 'ension'],
  ['scan of the page number 17', ' 17'],
])('%s ends with %s', (name, tail) => {
  expect(cutInMiddle(name)).toEqual({ head: name.slice(0, -tail.length), tail })
})

it('leaves short names whole', () => {
  expect(cutInMiddle('photo_3.jpg')).toEqual({ head: 'photo_3.jpg', tail: '' })
})

it('does not take a sentence for an extension', () => {
  expect(cutInMiddle('version 2.this_is_no_extension').tail).toBe('ension')
})

it('does not split an emoji sequence', () => {
  const family = '👨‍👩‍👧‍👦'
  const { tail } = cutInMiddle(`holidays at the sea ${family}`)
  expect(tail === family || !tail.includes('👦')).toBe(true)
})

it('loses nothing and keeps surrogate pairs, whatever the name', () => {
  assert(
    property(string({ unit: 'grapheme', maxLength: 80 }), (name) => {
      const { head, tail } = cutInMiddle(name)
      expect(head + tail).toBe(name)
      expect(/[\uD800-\uDBFF]$/.test(head)).toBe(false)
    }),
  )
})
