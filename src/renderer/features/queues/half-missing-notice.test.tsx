import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { renderWithBridge } from '../../testing/render-app.tsx'
import { connection, connectionsSnapshot } from '../../testing/samples.ts'
import { HalfMissingNotice } from './half-missing-notice.tsx'

const config = { name: 'a', layout: 'in-out' as const, statuses: ['pending'] }
const found = [
  { kind: 'bucket', name: 'remotejobs-in-a', state: 'exists' },
  { kind: 'queue', name: 'remotejobs-a-pending', state: 'missing' },
] as const

function show(region: string | null) {
  return renderWithBridge(<HalfMissingNotice config={config} found={found} />, {
    'connections:list': () =>
      connectionsSnapshot([connection({ id: 'p', kind: 'profile', region: 'us-east-1' })]),
    'queues:find-elsewhere': () => ({ region }),
  })
}

test('names the region of the queues', async () => {
  const bridge = show('us-west-1')
  expect(await screen.findByText(/They exist in us-west-1\./)).toBeDefined()
  expect(bridge.callsOf('queues:find-elsewhere')).toEqual([config])
})

test('explains the usual cause if the queues are not found in any region', async () => {
  show(null)
  expect(await screen.findByText(/Usually the queues are in another region/)).toBeDefined()
})
