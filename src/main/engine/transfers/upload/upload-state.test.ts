import { describe, expect, it, test } from 'vitest'
import type { PlannedUpload } from '../transfer-journal.ts'
import { initialState, isWithdrawn, keyOf, mayHaveObject, nextState } from './upload-state.ts'
import type { UploadDraft, UploadEvent, UploadState } from './upload-state.ts'

const draft: UploadDraft = {
  id: 'upload',
  kind: 'submit',
  connectionId: 'local',
  queue: 'cats',
  direction: 'in',
  path: '/cats/cat.jpg',
  name: 'cat.jpg',
  fields: {},
  key: 'key',
  createdAt: 1,
}
const plan: PlannedUpload = { ...draft, size: 3, mtimeMs: 1, ino: 1 }
const changed: PlannedUpload = { ...plan, mtimeMs: 2 }

const states = {
  new: { step: 'new', draft, message: 'unsent' },
  planned: { step: 'planned', plan, journal: 'planned', leftover: 'none', message: 'unsent' },
  replanned: { step: 'planned', plan: changed, journal: 'planned', leftover: 'none', message: 'unsent' },
  held: { step: 'planned', plan, journal: 'held', leftover: 'none', message: 'unsent' },
  interrupted: { step: 'planned', plan, journal: 'planned', leftover: 'remains', message: 'unsent' },
  'interrupted and held': { step: 'planned', plan, journal: 'held', leftover: 'remains', message: 'unsent' },
  'interrupted and replanned': {
    step: 'planned',
    plan: changed,
    journal: 'planned',
    leftover: 'remains',
    message: 'unsent',
  },
  recovered: { step: 'planned', plan, journal: 'planned', leftover: 'unchecked', message: 'unsent' },
  'recovered and held': { step: 'planned', plan, journal: 'held', leftover: 'unchecked', message: 'unsent' },
  stored: { step: 'stored', plan, journal: 'planned', object: 'sent-now', message: 'unsent' },
  'stored and recorded': { step: 'stored', plan, journal: 'stored', object: 'sent-now', message: 'unsent' },
  'stored and held': { step: 'stored', plan, journal: 'held', object: 'sent-now', message: 'unsent' },
  found: { step: 'stored', plan, journal: 'planned', object: 'found', message: 'unsent' },
  'found and recorded': { step: 'stored', plan, journal: 'stored', object: 'found', message: 'unsent' },
  'found and held': { step: 'stored', plan, journal: 'held', object: 'found', message: 'unsent' },
  done: { step: 'done', plan },
  undone: { step: 'new', draft: { ...draft, key: 'next' }, message: 'unsent' },
} as const satisfies Record<string, UploadState>
type Name = keyof typeof states

const events = {
  planned: { type: 'planned', plan },
  changed: { type: 'planned', plan: changed },
  held: { type: 'held' },
  continued: { type: 'continued', recorded: true },
  'continued, not recorded': { type: 'continued', recorded: false },
  interrupted: { type: 'interrupted' },
  stored: { type: 'stored', object: 'sent-now' },
  found: { type: 'stored', object: 'found' },
  'stored-recorded': { type: 'stored-recorded' },
  done: { type: 'done' },
  undone: { type: 'undone', key: 'next' },
} as const satisfies Record<string, UploadEvent>

/** Every event that changes a state. All others leave it unchanged. */
const transitions: Partial<Record<Name, Partial<Record<keyof typeof events, Name>>>> = {
  new: { planned: 'planned', changed: 'replanned' },
  planned: {
    changed: 'replanned',
    held: 'held',
    interrupted: 'interrupted',
    stored: 'stored',
    found: 'found',
    undone: 'undone',
  },
  interrupted: {
    changed: 'interrupted and replanned',
    held: 'interrupted and held',
    stored: 'stored',
    found: 'found',
    undone: 'undone',
  },
  recovered: {
    planned: 'interrupted',
    changed: 'interrupted and replanned',
    held: 'recovered and held',
    stored: 'stored',
    found: 'found',
    undone: 'undone',
  },
  'recovered and held': {
    planned: 'interrupted',
    changed: 'interrupted and replanned',
    continued: 'recovered',
    'continued, not recorded': 'recovered',
    stored: 'stored and held',
    found: 'found and held',
    undone: 'undone',
  },
  stored: {
    held: 'stored and held',
    continued: 'stored and recorded',
    'stored-recorded': 'stored and recorded',
    done: 'done',
    undone: 'undone',
  },
  'stored and recorded': {
    held: 'stored and held',
    'continued, not recorded': 'stored',
    done: 'done',
    undone: 'undone',
  },
  'stored and held': {
    continued: 'stored and recorded',
    'continued, not recorded': 'stored',
    'stored-recorded': 'stored and recorded',
    done: 'done',
    undone: 'undone',
  },
  'found and recorded': {
    held: 'found and held',
    'continued, not recorded': 'found',
    done: 'done',
    undone: 'undone',
  },
  done: {},
}

describe("an upload's state", () => {
  for (const from of Object.keys(transitions) as Name[]) {
    test.each(Object.keys(events) as (keyof typeof events)[])(`${from}, after “%s”`, (event) => {
      const to = transitions[from]?.[event] ?? from
      expect(nextState(states[from], events[event])).toEqual(states[to])
    })
  }

  it.each([
    ['planned', 'recovered'],
    ['failed', 'recovered and held'],
    ['paused', 'recovered and held'],
  ] as const)('if the previous session left it %s, it starts as %s', (step, name) => {
    expect(initialState({ ...plan, step })).toEqual(states[name])
  })

  it('starts with a message that may have been sent, if the previous session stored its object', () => {
    const expected = { ...states['found and recorded'], message: 'may-be-sent' }
    expect(initialState({ ...plan, step: 'stored' })).toEqual(expected)
    expect(initialState({ ...plan, step: 'unconfirmed' })).toEqual(expected)
  })

  it('starts a new upload without a plan', () => {
    expect(initialState(draft)).toEqual(states.new)
  })

  it('has an object to remove only if one may be stored under its key', () => {
    const names = (Object.keys(states) as Name[]).filter((name) => mayHaveObject(states[name]))
    expect(names).toEqual([
      'interrupted',
      'interrupted and held',
      'interrupted and replanned',
      'recovered',
      'recovered and held',
      'stored',
      'stored and recorded',
      'stored and held',
      'found',
      'found and recorded',
      'found and held',
    ])
  })

  it("uses the new key after it was cancelled, and drops the file's identity", () => {
    expect(keyOf(states.planned)).toBe('key')
    expect(nextState(states.stored, events.undone)).toStrictEqual(states.undone)
    expect(keyOf(states.undone)).toBe('next')
  })
})

function withdraw(state: UploadState): UploadState {
  return nextState(state, { type: 'withdrawn' })
}

describe("an upload's message", () => {
  const unsent = (Object.keys(states) as Name[]).filter((name) => name !== 'done')

  it.each(unsent)('is withdrawn when the upload is %s, until the upload is undone or done', (name) => {
    const withdrawn = withdraw(states[name])
    expect(withdrawn).toEqual({ ...states[name], message: 'withdrawn' })
    expect([isWithdrawn(states[name]), isWithdrawn(withdrawn)]).toEqual([false, true])
    for (const event of Object.keys(events) as (keyof typeof events)[]) {
      const next = nextState(withdrawn, events[event])
      expect([event, isWithdrawn(next)]).toEqual([event, next.step !== 'done' && event !== 'undone'])
    }
  })

  it('is not withdrawn once it may have been sent, until the upload is undone', () => {
    const sending = nextState(states['stored and recorded'], { type: 'sending' })
    expect(sending).toEqual({ ...states['stored and recorded'], message: 'may-be-sent' })
    for (const event of ['held', 'continued', 'stored-recorded'] as const) {
      expect(isWithdrawn(withdraw(nextState(sending, events[event])))).toBe(false)
    }
    expect(isWithdrawn(withdraw(nextState(sending, events.undone)))).toBe(true)
  })

  it('cannot be withdrawn if a file is stored without a message', () => {
    const state = initialState({ ...draft, kind: 'store' })
    expect(withdraw(state)).toBe(state)
    expect(withdraw(states.done)).toBe(states.done)
  })
})
