import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Handlers } from '../../testing/fake-bridge.ts'
import { figure, queueFigures, queueHistory } from '../../testing/metrics-samples.ts'
import { renderWithBridge } from '../../testing/render-app.tsx'
import { ViewContext, type View } from '../../ui/view/view.ts'
import { restoreView } from '../../ui/view/view-state.ts'
import { QueueStrip } from './queue-strip.tsx'

// jsdom cannot draw on a canvas.
// oxlint-disable jsx-a11y/prefer-tag-over-role
vi.mock('./plot.tsx', () => ({
  Plot: ({ label }: { label: string }) => <div role="img" aria-label={label} />,
}))

afterEach(() => restoreView())

function number(name: string) {
  return within(screen.getByRole('group', { name }))
}

const show = vi.fn<(view: View) => void>()

function showStrip(
  {
    connectionId = 'local',
    stale = false,
    hasDeadLetterQueue = true,
  }: { connectionId?: string; stale?: boolean; hasDeadLetterQueue?: boolean | null },
  handlers: Handlers,
) {
  const view = { kind: 'queue', name: 'demo' } as const
  return renderWithBridge(
    <ViewContext value={{ view, queue: 'demo', show }}>
      <QueueStrip
        connectionId={connectionId}
        queue="demo"
        stale={stale}
        hasDeadLetterQueue={hasDeadLetterQueue}
      />
    </ViewContext>,
    handlers,
  )
}

describe('QueueStrip', () => {
  test('shows each number with its precision, and missing ones as unknown', async () => {
    const figures = queueFigures('demo', {
      waiting: figure(5_335, { sign: 'about' }),
      working: figure(22),
      finishedPerHour: figure(81, { sign: 'at-least', source: 'own' }),
      dead: figure(3),
      oldestMs: figure(14 * 60_000, { sign: 'at-most', source: 'empty' }),
    })
    showStrip(
      {},
      {
        'metrics:list': () => ({ revision: 1, queues: [figures], cloudWatch: {} }),
      },
    )
    expect(await screen.findByText('≈5,335')).toBeTruthy()
    expect(number('Waiting').getByText('oldest ≤ 14 min').title).toContain('empty that long ago')
    expect(number('Working').getByText('22')).toBeTruthy()
    expect(number('Finished').getByText('≥ 81').title).toContain('Other workers may have finished more')
    expect(number('Dead').getByText('3')).toBeTruthy()
    await userEvent.click(number('Dead').getByRole('button', { name: 'Show the dead letters' }))
    expect(show).toHaveBeenCalledWith({ kind: 'dead-letters', queue: 'demo' })
    expect(number('Net').getByText('unknown').title).toBe('Too few readings so far.')
  })

  test.each([
    [true, 'unknown', 'not be allowed'],
    [null, 'unknown', 'not been read yet'],
    [false, 'no queue', 'no dead-letter queue'],
  ])(
    'says whether there is a dead-letter queue (%s), not that nothing is dead',
    async (has, text, reason) => {
      showStrip(
        { hasDeadLetterQueue: has },
        { 'metrics:list': () => ({ revision: 1, queues: [queueFigures('demo')], cloudWatch: {} }) },
      )
      expect(await screen.findByText('42')).toBeTruthy()
      expect(number('Dead').getByText(text).title).toContain(reason)
    },
  )

  test('says how old the numbers are during an outage', async () => {
    showStrip(
      { stale: true },
      {
        'metrics:list': () => ({
          revision: 1,
          queues: [queueFigures('demo', { waiting: figure(7, { at: Date.now() - 5_000 }) })],
          cloudWatch: {},
        }),
      },
    )
    expect(await screen.findByText('7')).toBeTruthy()
    expect(number('Waiting').getByText(/^as of /)).toBeTruthy()
  })

  test('says that the keys lack permission for CloudWatch', async () => {
    showStrip(
      { connectionId: 'aws' },
      {
        'metrics:list': () => ({
          revision: 1,
          queues: [queueFigures('demo', { connectionId: 'aws' })],
          cloudWatch: { aws: 'denied' },
        }),
      },
    )
    const unknown = await screen.findByText('oldest unknown')
    expect(unknown.title).toContain('cloudwatch:GetMetricData')
  })

  test('applies the pushed changes, and fetches everything again if one is missing', async () => {
    let revision = 1
    const bridge = showStrip(
      {},
      {
        'metrics:list': () => ({ revision, queues: [queueFigures('demo')], cloudWatch: {} }),
      },
    )
    await screen.findAllByText('42')
    const change = { queues: [queueFigures('demo', { waiting: figure(43) })], removed: [], cloudWatch: {} }
    bridge.push('metrics:changed', { from: 1, revision: 2, ...change })
    expect(await number('Waiting').findByText('43')).toBeTruthy()
    revision = 9
    bridge.push('metrics:changed', { from: 8, revision: 9, ...change })
    expect(await number('Waiting').findByText('42')).toBeTruthy()
    expect(bridge.callsOf('metrics:list')).toHaveLength(2)
  })

  test('opens the chart, changes its span, and shows the values as a table with gaps', async () => {
    const user = userEvent.setup()
    const bridge = showStrip(
      {},
      {
        'metrics:list': () => ({ revision: 1, queues: [queueFigures('demo')], cloudWatch: {} }),
        'queues:history': () => queueHistory([3, 9, null, 4]),
      },
    )
    const button = await screen.findByRole('button', { name: /Charts of/ })
    expect(button.getAttribute('aria-expanded')).toBe('false')
    await user.click(button)
    const chart = await screen.findByRole('region', { name: 'Charts of demo' })
    expect(await within(chart).findByRole('img', { name: /last hour: waiting 3 to/ })).toBeTruthy()
    await user.click(within(chart).getByRole('button', { name: 'Show as table' }))
    expect(within(chart).getAllByText('No readings').length).toBeGreaterThan(0)
    await user.click(within(chart).getByRole('button', { name: '7 d' }))
    expect(bridge.callsOf('queues:history').at(-1)).toMatchObject({ queue: 'demo', span: '7d' })
    await user.click(within(chart).getByRole('button', { name: 'Close the chart' }))
    expect(screen.queryByRole('region', { name: 'Charts of demo' })).toBeNull()
  })
})
