import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, test } from 'vitest'
import type { AlarmRule, RaisedAlarm } from '../../../../shared/metrics/alarms.ts'
import type { Connection } from '../../../../shared/connections/connections.ts'
import type { QueueFigures } from '../../../../shared/metrics/metrics.ts'
import { figure, queueFigures } from '../../../testing/metrics-samples.ts'
import { Leaving } from '../../../testing/leaving.tsx'
import { renderWithBridge } from '../../../testing/render-app.tsx'
import { connection, connectionsSnapshot, queuesSnapshot, settings } from '../../../testing/samples.ts'
import { AllQueuesView } from './all-queues-view.tsx'

const dead: RaisedAlarm = {
  ruleId: 'dead',
  connectionId: 'aws',
  queue: 'ocr',
  condition: { kind: 'dead' },
  value: 3,
  since: 1,
}

const queues: QueueFigures[] = [
  queueFigures('demo', { waiting: figure(5_335) }),
  queueFigures('ocr', { connectionId: 'aws', waiting: figure(4), dead: figure(3), alarms: ['dead'] }),
  queueFigures('thumbs', { waiting: figure(0), working: figure(0) }),
  queueFigures('never', { waiting: null, working: null }),
]

function show(rules: AlarmRule[] = [], state: Connection['state'] = 'ready') {
  const opened: string[] = []
  const bridge = renderWithBridge(
    <Leaving>
      <AllQueuesView
        onOpen={(id, queue) => opened.push(`${id} ${queue}`)}
        onOpenDead={(id, queue) => opened.push(`dead letters of ${id} ${queue}`)}
      />
    </Leaving>,
    {
      'connections:list': () =>
        connectionsSnapshot([
          connection(),
          connection({ id: 'aws', kind: 'profile', label: 'prod', region: 'eu-west-1', state }),
        ]),
      'metrics:list': () => ({ revision: 1, queues, cloudWatch: {} }),
      'alarms:list': () => ({ revision: 1, rules, raised: [dead] }),
    },
  )
  return { bridge, opened }
}

async function names(): Promise<string[]> {
  await screen.findByRole('button', { name: 'ocr' })
  const rows = screen.getAllByRole('row').slice(1)
  return rows.map((row) => within(row).getAllByRole('button')[0]?.textContent ?? '')
}

describe('AllQueuesView', () => {
  test('remembers filter, text and order when the user leaves the view', async () => {
    show()
    await names()
    await userEvent.click(screen.getByRole('button', { name: /^Not empty/ }))
    await userEvent.type(screen.getByRole('searchbox', { name: 'Find queues' }), 'o')
    await userEvent.click(screen.getByRole('button', { name: 'Queue' }))
    expect(await names()).toEqual(['ocr', 'demo'])
    await userEvent.click(screen.getByRole('button', { name: 'Leave' }))
    await userEvent.click(screen.getByRole('button', { name: 'Return' }))
    expect(await names()).toEqual(['ocr', 'demo'])
    expect(screen.getByRole('searchbox', { name: 'Find queues' })).toHaveProperty('value', 'o')
    expect(screen.getByRole('button', { name: /^Not empty/ }).getAttribute('aria-pressed')).toBe('true')
    expect(screen.getByRole('columnheader', { name: 'Queue' }).getAttribute('aria-sort')).toBe('descending')
  })

  test('shows the queues of all connections, with alarms first', async () => {
    show()
    expect(await names()).toEqual(['ocr', 'demo', 'never', 'thumbs'])
    const [row] = screen.getAllByRole('row').slice(1)
    expect(row?.textContent).toContain('3 dead letters')
    expect(row?.textContent).toContain('prod · eu-west-1')
    expect(screen.getByText('4 queues on 2 connections')).toBeTruthy()
  })

  test('sorts by a column, with unknown numbers last', async () => {
    const user = userEvent.setup()
    show()
    await names()
    const waiting = screen.getByRole('button', { name: 'Waiting' })
    await user.click(waiting)
    expect(await names()).toEqual(['ocr', 'demo', 'thumbs', 'never'])
    expect(screen.getByRole('columnheader', { name: 'Waiting' }).getAttribute('aria-sort')).toBe('descending')
    await user.click(waiting)
    expect(await names()).toEqual(['ocr', 'thumbs', 'demo', 'never'])
  })

  test('names the queues that are not read because their connection is closed, and can open it', async () => {
    const user = userEvent.setup()
    const { bridge } = show([], 'idle')
    await names()
    const [row] = screen.getAllByRole('row').slice(1)
    expect(row?.textContent).toContain('prod · not connected')
    await user.click(screen.getByRole('button', { name: 'Connect prod' }))
    expect(bridge.callsOf('connections:connect')).toEqual([{ connectionId: 'aws' }])
    expect(bridge.callsOf('connections:activate')).toEqual([])
  })

  test('filters by alarm, by non-empty queues, and by text', async () => {
    const user = userEvent.setup()
    show()
    await names()
    await user.click(screen.getByRole('button', { name: /^Alarm 1/ }))
    expect(await names()).toEqual(['ocr'])
    await user.click(screen.getByRole('button', { name: /^Not empty/ }))
    expect(await names()).toEqual(['ocr', 'demo'])
    await user.type(screen.getByRole('searchbox', { name: 'Find queues' }), 'prod oc')
    expect(await names()).toEqual(['ocr'])
    await user.type(screen.getByRole('searchbox', { name: 'Find queues' }), 'x')
    expect(await screen.findByText('No queue matches')).toBeTruthy()
  })

  test('opens a queue with a click on its name, and with Enter', async () => {
    const user = userEvent.setup()
    const { opened } = show()
    await names()
    await user.click(screen.getByRole('button', { name: 'ocr' }))
    await user.click(screen.getByText('5,335', { selector: '[aria-hidden]' }))
    screen.getAllByRole('row')[2]?.focus()
    await user.keyboard('{Enter}')
    expect(opened).toEqual(['aws ocr', 'local demo'])
  })

  test('adds an alarm, rejects a value that is not a number, and saves the alarm', async () => {
    const user = userEvent.setup()
    const { bridge } = show([{ id: 'dead', queue: null, condition: { kind: 'dead' } }])
    await names()
    await user.click(screen.getByRole('button', { name: 'Alarms…' }))
    const dialog = await screen.findByRole('dialog', { name: 'Alarms' })
    await user.click(within(dialog).getByRole('button', { name: 'Add alarm' }))
    const minutes = within(dialog).getByRole('textbox', { name: 'For (minutes)' })
    await user.clear(minutes)
    await user.type(minutes, 'soon')
    await user.click(within(dialog).getByRole('button', { name: 'Save' }))
    expect(within(dialog).getByRole('alert').textContent).toContain('whole numbers')
    expect(bridge.callsOf('alarms:set')).toEqual([])
    await user.clear(minutes)
    await user.type(minutes, '15')
    await user.click(within(dialog).getByRole('button', { name: 'Save' }))
    const [saved] = bridge.callsOf('alarms:set')
    expect(saved?.rules.map(({ condition }) => condition)).toEqual([
      { kind: 'dead' },
      { kind: 'waiting', over: 100, minutes: 15 },
    ])
  })

  test('opens the dead letters when their number is clicked', async () => {
    const { opened } = show()
    await userEvent.click(await screen.findByRole('button', { name: '3' }))
    expect(opened).toEqual(['dead letters of aws ocr'])
  })

  test.each([
    [0, 'no paid requests'],
    [1_800, 'about 1,800 of 2,000 requests an hour'],
  ])('says how many of its requests cost money: %i', async (requestsPerHour, words) => {
    renderWithBridge(<AllQueuesView onOpen={() => {}} onOpenDead={() => {}} />, {
      'queues:list': () => ({ ...queuesSnapshot([]), requestsPerHour }),
      'settings:get': () => settings({ pollBudgetPerHour: 2_000 }),
    })
    expect(await screen.findByText(words)).toBeTruthy()
  })

  test('renders only the visible rows of 500 queues', async () => {
    const many = Array.from({ length: 500 }, (_, index) => queueFigures(`q${index}`))
    renderWithBridge(<AllQueuesView onOpen={() => {}} onOpenDead={() => {}} />, {
      'metrics:list': () => ({ revision: 1, queues: many, cloudWatch: {} }),
    })
    await screen.findByRole('button', { name: 'q0' })
    expect(screen.getByRole('grid').getAttribute('aria-rowcount')).toBe('501')
    expect(screen.getAllByRole('row').length).toBeLessThan(60)
  })
})
