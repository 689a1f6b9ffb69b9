import { beforeEach, expect, it } from 'vitest'
import type { RaisedAlarm } from '../../../shared/metrics/alarms.ts'
import type { MissedNotice } from '../../../shared/notice-target.ts'
import { AlarmNotices } from './alarm-notices.ts'

let shown: MissedNotice[]
let due: (() => void)[]
let notices: AlarmNotices

beforeEach(() => {
  shown = []
  due = []
  notices = new AlarmNotices({
    show: (notice) => shown.push(notice),
    after: (_delayMs, run) => void due.push(run),
  })
})

const alarm = (queue: string): RaisedAlarm => ({
  ruleId: 'dead',
  connectionId: 'local',
  queue,
  condition: { kind: 'dead' },
  value: 5,
  since: 0,
})

const runDue = (): void => {
  for (const run of due.splice(0)) run()
}

it("opens an alarm's queue", () => {
  notices.add(alarm('thumbnails'), 'Local')
  expect(shown).toEqual([])
  runDue()
  expect(shown).toEqual([
    {
      title: 'thumbnails · Local',
      body: '5 dead letters',
      target: { jobQueue: { connectionId: 'local', queue: 'thumbnails' }, job: null, isOnResults: false },
    },
  ])
})

it('gathers the alarms of several queues into one notice', () => {
  for (const queue of ['a', 'b', 'b', 'c', 'd', 'e']) notices.add(alarm(queue), 'Local')
  runDue()
  expect(shown.map(({ title, body }) => [title, body])).toEqual([
    ['5 queues have alarms', 'a · Local, b · Local, c · Local, and 2 more'],
  ])
  expect(shown[0]?.target.jobQueue).toBeNull()
  notices.add(alarm('a'), 'Local')
  runDue()
  expect(shown).toHaveLength(2)
})
