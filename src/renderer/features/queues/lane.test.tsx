import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { renderWithBridge } from '../../testing/render-app.tsx'
import { lane } from '../../testing/samples.ts'
import { Lane } from './lane.tsx'

function show(delaySeconds?: number) {
  const depth = { visible: 0, inFlight: 0, delayed: 1, ...(delaySeconds !== undefined && { delaySeconds }) }
  renderWithBridge(
    <Lane
      lane={lane('pending', 0, { depth })}
      approximate={false}
      stale={false}
      claiming="no"
      onClaim={() => {}}
    />,
  )
}

test.each([
  [900, '15 min'],
  [20, '20 s'],
])('a queue that delays its jobs by %i s says so', (seconds, words) => {
  show(seconds)
  expect(screen.getByText(`New jobs stay invisible for ${words}.`)).toBeDefined()
})

test('a queue without a delay says nothing about it', () => {
  show()
  expect(screen.queryByText(/stay invisible/)).toBeNull()
})
