import { expect, test } from 'vitest'
import type { HistoryJob } from '../../../shared/history.ts'
import { exportHeader, exportText } from './export-text.ts'

const job: HistoryJob = {
  id: 7,
  connectionId: 'local',
  queue: 'demo',
  direction: 'in',
  key: null,
  jobId: '-1',
  name: 'a "b"',
  fileName: '=1',
  size: 3,
  state: 'sent',
  createdAt: 0,
  times: {
    planned: 0,
    stored: null,
    sent: 1_000,
    claimed: null,
    saved: null,
    started: null,
    completed: null,
    acknowledged: null,
    released: null,
    lost: null,
    dead: null,
    result: null,
    opened: null,
    failed: null,
    cancelled: Number.MAX_VALUE,
  },
}

test('writes CSV for spreadsheets', () => {
  expect(exportHeader('csv') + exportText([job], 'csv')).toBe(
    '\uFEFFname,file,state,connection,queue,direction,key,job id,bytes,first known,planned,stored,sent,claimed,saved,' +
      'started,completed,acknowledged,released,lost,dead,result,opened,failed,cancelled\r\n' +
      '"a ""b""",\'=1,sent,local,demo,in,,\'-1,3,1970-01-01T00:00:00.000Z,1970-01-01T00:00:00.000Z,,' +
      '1970-01-01T00:00:01.000Z,,,,,,,,,,,,\r\n',
  )
})

test('writes one JSON object per line', () => {
  expect(exportHeader('json-lines') + exportText([job], 'json-lines')).toBe(
    '{"name":"a \\"b\\"","fileName":"=1","state":"sent","connectionId":"local","queue":"demo","direction":"in",' +
      '"key":null,"jobId":"-1","size":3,"firstKnown":"1970-01-01T00:00:00.000Z",' +
      '"times":{"planned":"1970-01-01T00:00:00.000Z","sent":"1970-01-01T00:00:01.000Z"}}\n',
  )
})
