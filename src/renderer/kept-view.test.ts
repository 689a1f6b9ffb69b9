import { afterEach, expect, it } from 'vitest'
import { maxViewStateLength, viewState } from '../shared/view-state.ts'
import { keptView } from './kept-view.ts'
import { changeListState, restoreView, savedView, updateView } from './ui/view/view-state.ts'

afterEach(() => restoreView())

const ids = (count: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => 1_000_000 + index)

it('trims a huge view state to what main accepts', () => {
  for (let index = 0; index < 99; index += 1) {
    changeListState(`queue local a-job-queue-with-a-long-name-${index}`, {
      text: 'x'.repeat(500),
      group: { id: index, name: 'holiday pictures' },
      selection: index % 2 === 0 ? { kind: 'some', ids: ids(5_000) } : { kind: 'all', except: ids(5_000) },
      expanded: [...ids(100)],
      focused: 'job 1000004',
      top: 400,
    })
  }
  changeListState('all', { period: 'yesterday' })
  const page = { text: 'x'.repeat(500), filter: 'alarm', about: 'q'.repeat(80), sort: null }
  updateView(() => ({
    pages: Object.fromEntries(Array.from({ length: 99 }, (_, index) => [`files local queue-${index}`, page])),
  }))
  updateView(() => ({ view: { kind: 'needs-you' }, columns: { name: 240.5 }, panelWidth: 372 }))
  const kept = keptView(savedView())
  expect(JSON.stringify(kept).length).toBeLessThan(maxViewStateLength)
  expect(viewState.parse({ window: kept })).toEqual({ window: kept })
})

it('keeps a small state unchanged', () => {
  changeListState('mine', { filter: 'results', selection: { kind: 'some', ids: [3, 4] }, top: 12 })
  expect(keptView(savedView())).toEqual(savedView())
})

it.each(['some', 'all'] as const)('keeps a selection of “%s” jobs whole or not at all', (kind) => {
  const selection = (count: number) =>
    kind === 'some'
      ? { kind: 'some' as const, ids: ids(count) }
      : { kind: 'all' as const, except: ids(count) }
  changeListState('small', { selection: selection(200) })
  changeListState('large', { selection: selection(201) })
  const { lists } = keptView(savedView())
  expect(lists['small']?.selection).toEqual(selection(200))
  expect(lists['large']?.selection).toEqual({ kind: 'some', ids: [] })
})
