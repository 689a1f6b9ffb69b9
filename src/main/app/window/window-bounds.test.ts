import { expect, it } from 'vitest'
import { arrangementOf, boundsText, fittingBounds, parseBounds, type WindowBounds } from './window-bounds.ts'

const laptop = { x: 0, y: 0, width: 1440, height: 900 }
const desk = { x: 1440, y: -200, width: 2560, height: 1440 }
const bounds: WindowBounds = { x: 1600, y: 0, width: 1500, height: 1000, maximized: false }

function known(at: WindowBounds, displays: readonly (typeof laptop)[]) {
  return parseBounds(boundsText({}, arrangementOf(displays), at))
}

it("restores the window's position for each display arrangement", () => {
  const both = known(bounds, [laptop, desk])
  expect(fittingBounds(both, [desk, laptop])).toEqual(bounds)
  // The other display is gone.
  expect(fittingBounds(both, [laptop])).toBeNull()
  const text = boundsText(both, arrangementOf([laptop]), { ...bounds, x: 10 })
  expect(fittingBounds(parseBounds(text), [laptop])?.x).toBe(10)
  expect(fittingBounds(parseBounds(text), [laptop, desk])?.x).toBe(1600)
})

it.each([
  ['far to the right', { ...bounds, x: 1_400 }],
  ['above the display', { ...bounds, x: 0, y: -50 }],
  ['below the display', { ...bounds, x: 0, y: 880 }],
])('does not place it %s, where it could not be dragged', (_where, at) => {
  expect(fittingBounds(known(at, [laptop]), [laptop])).toBeNull()
})

it('limits its size to the display and the minimum', () => {
  expect(
    fittingBounds(known({ ...bounds, x: 0, width: 5_000, height: 5_000 }, [laptop]), [laptop]),
  ).toMatchObject({
    width: 1440,
    height: 900,
  })
  expect(fittingBounds(known({ ...bounds, x: 0, width: 300, height: 40 }, [laptop]), [laptop])).toMatchObject(
    {
      width: 800,
      height: 600,
    },
  )
})

it.each([
  '',
  '{',
  'null',
  '[]',
  '{"arrangements":[]}',
  '{"arrangements":{"a":{"x":"1"}}}',
  '{"arrangements":{"a":null}}',
])('ignores %j', (text) => {
  expect(Object.keys(parseBounds(text))).toEqual([])
})

it('remembers only the newest arrangements', () => {
  let text = ''
  for (let index = 0; index < 30; index += 1) text = boundsText(parseBounds(text), `display ${index}`, bounds)
  const names = Object.keys(parseBounds(text))
  expect(names).toHaveLength(12)
  expect(names.at(-1)).toBe('display 29')
})
