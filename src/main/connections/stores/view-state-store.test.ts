import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { maxViewStateLength, type SavedViewState, viewState } from '../../../shared/view-state.ts'
import { ViewStateStore } from './view-state-store.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'view-state-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const state: SavedViewState = {
  window: {
    view: { kind: 'queue', name: 'demo' },
    lastQueues: { local: 'demo' },
    lists: {
      'queue local demo': {
        filter: 'results',
        text: 'scan',
        period: 'week',
        sizes: 'any',
        group: { id: 3, name: 'batch300' },
        sort: { by: 'age', descending: true },
        expanded: [3],
        selection: { kind: 'all', except: [1, 2] },
        focused: 'job 7',
        top: 40,
      },
    },
    pages: {
      'all-queues': { text: 'ocr', filter: 'alarm', about: null, sort: { by: 'dead', descending: true } },
    },
    columns: { name: 240 },
    panelWidth: 372,
    chart: '24h',
  },
  palette: ['claim-next'],
}

it('returns what was written, and nothing on first start', async () => {
  const path = join(folder, 'view.json')
  expect(await new ViewStateStore(path).read()).toEqual({})
  await new ViewStateStore(path).write(state)
  expect(await new ViewStateStore(path).read()).toEqual(state)
})

it('starts over after damage, and keeps the damaged file', async () => {
  const path = join(folder, 'view.json')
  await writeFile(path, '{"window":{"view":{"kind":"queue"')
  expect(await new ViewStateStore(path).read()).toEqual({})
  expect((await readdir(folder)).some((file) => file.startsWith('view.json.damaged-'))).toBe(true)
})

it('rejects hidden paths, unknown keys, and more than 64 KB', () => {
  expect(viewState.safeParse({ ...state, path: '/etc' }).success).toBe(false)
  expect(viewState.safeParse({ palette: [{}] }).success).toBe(false)
  const [, list] = Object.entries(state.window?.lists ?? {})[0] ?? []
  const ids = Array.from({ length: 500 }, (_, index) => 1_000 + index)
  const lists = Object.fromEntries(
    Array.from({ length: 50 }, (_, index) => [
      `queue ${index}`,
      { ...list, selection: { kind: 'some', ids } },
    ]),
  )
  expect(JSON.stringify(lists).length).toBeGreaterThan(maxViewStateLength)
  expect(viewState.safeParse({ ...state, window: { ...state.window, lists } }).success).toBe(false)
})
