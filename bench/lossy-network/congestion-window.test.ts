import { expect, test } from 'vitest'
import { CongestionWindow, seededRandom } from './congestion-window.ts'

test('the window doubles until the first loss, which halves it and delays the segments behind it', () => {
  let sent = 0
  const window = new CongestionWindow(0.5, () => ((sent += 1) === 33 ? 0 : 1))
  expect(window.send(10)).toEqual({ arriving: 10, late: 0 })
  expect(window.segments).toBe(20)
  expect(window.send(20)).toEqual({ arriving: 20, late: 0 })
  expect(window.send(40)).toEqual({ arriving: 2, late: 38 })
  expect(window.segments).toBe(20)
  expect(window.send(20)).toEqual({ arriving: 20, late: 0 })
  expect(window.segments).toBe(21)
})

test('with 1 % loss, a connection carries about as much as TCP Reno: 1.2 / √0.01 segments per round trip', () => {
  const window = new CongestionWindow(0.01, seededRandom(1))
  const rounds = 20_000
  let segments = 0
  let trips = 0
  for (let round = 0; round < rounds; round += 1) {
    const sent = window.segments
    segments += sent
    trips += window.send(sent).late > 0 ? 2 : 1
  }
  expect(segments / trips).toBeGreaterThan(8)
  expect(segments / trips).toBeLessThan(14)
})
