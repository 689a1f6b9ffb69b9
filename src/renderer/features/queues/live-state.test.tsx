import { render, screen } from '@testing-library/react'
import { expect, it } from 'vitest'
import { queueState } from '../../testing/samples.ts'
import { LiveState } from './live-state.tsx'

it('names the interval only if it matters', () => {
  const { rerender } = render(
    <LiveState queue={queueState('demo', { intervalMs: 2_000 })} reconnecting={false} />,
  )
  expect(screen.getByText('live')).toBeDefined()
  rerender(<LiveState queue={queueState('demo', { intervalMs: 30_000 })} reconnecting={false} />)
  expect(screen.getByText('live, every 30 s')).toBeDefined()
})
