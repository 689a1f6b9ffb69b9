import { expect, it } from 'vitest'
import { sizeText } from './size-text.ts'

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1 KB'],
  [2_400_000, '2.4 MB'],
  [999_600, '1 MB'],
  [12_000_000_000, '12 GB'],
])('%i bytes are %s', (bytes, text) => expect(sizeText(bytes)).toBe(text))
