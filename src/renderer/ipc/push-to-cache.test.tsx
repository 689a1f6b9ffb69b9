import { act, screen } from '@testing-library/react'
import { useQuery } from '@tanstack/react-query'
import { expect, it } from 'vitest'
import { queuesQuery } from '../queries/queues/queues.ts'
import { renderWithBridge } from '../testing/render-app.tsx'
import { queuesSnapshot, queueState } from '../testing/samples.ts'
import type { QueuesSnapshot } from '../../shared/queues/queues.ts'

function Names() {
  const { data } = useQuery(queuesQuery())
  return <p>{data === undefined ? 'nothing' : data.queues.map((queue) => queue.config.name).join()}</p>
}

it('keeps a push that arrives during a slow fetch', async () => {
  const resolvers: ((snapshot: QueuesSnapshot) => void)[] = []
  const bridge = renderWithBridge(<Names />, {
    'queues:list': () =>
      new Promise((resolve) => {
        resolvers.push(resolve)
      }),
  })
  act(() => bridge.push('queues:changed', queuesSnapshot([queueState('pushed')], 2)))
  expect(await screen.findByText('pushed')).toBeTruthy()
  await act(async () => resolvers[0]?.(queuesSnapshot([queueState('fetched')], 1)))
  expect(screen.getByText('pushed')).toBeTruthy()
})

it('drops a push that is older than the cached snapshot', async () => {
  const bridge = renderWithBridge(<Names />, {
    'queues:list': () => queuesSnapshot([queueState('fetched')], 5),
  })
  expect(await screen.findByText('fetched')).toBeTruthy()
  act(() => bridge.push('queues:changed', queuesSnapshot([queueState('old')], 4)))
  expect(screen.getByText('fetched')).toBeTruthy()
  act(() => bridge.push('queues:changed', queuesSnapshot([queueState('new')], 6)))
  expect(await screen.findByText('new')).toBeTruthy()
})
