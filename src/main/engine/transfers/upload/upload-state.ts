import type { FileIdentity } from '../../files/file-identity.ts'
import type { PlannedUpload, UnfinishedUpload } from '../transfer-journal.ts'

/** An upload whose file has not been read yet. */
export type UploadDraft = Omit<PlannedUpload, keyof FileIdentity>

/**
 * What may be stored under the key although no run has confirmed it.
 *
 * - `none`: nothing.
 * - `unchecked`: the complete object, if the previous session ended between storing it and recording that.
 * - `remains`: a useless object, left by a run that was stopped or lost its connection.
 */
export type Leftover = 'none' | 'unchecked' | 'remains'

/**
 * `withdrawn` means that the user has taken the upload back, and no message is sent before it is cancelled.
 */
export type UnsentMessage = 'unsent' | 'withdrawn'

/** An upload's progress, and its record in the journal. */
export type UploadState =
  /** Nothing is in the journal or on the server. */
  | { readonly step: 'new'; readonly draft: UploadDraft; readonly message: UnsentMessage }
  | {
      readonly step: 'planned'
      readonly plan: PlannedUpload
      /** `held` means that it failed or was paused, and the next session leaves it to the user. */
      readonly journal: 'planned' | 'held'
      readonly leftover: Leftover
      readonly message: UnsentMessage
    }
  | {
      readonly step: 'stored'
      readonly plan: PlannedUpload
      /** No message may be sent before this is `stored`. */
      readonly journal: 'planned' | 'held' | 'stored'
      /**
       * `found` means that the previous session stored it, so its metadata has to be read before its message
       * is sent.
       */
      readonly object: 'sent-now' | 'found'
      readonly message: UnsentMessage | 'may-be-sent'
    }
  /** Nothing is left to do: the message is sent, or a file without a message is stored. */
  | { readonly step: 'done'; readonly plan: PlannedUpload }

/** Something that happens to an upload. */
export type UploadEvent =
  /** The journal contains this plan. */
  | { readonly type: 'planned'; readonly plan: PlannedUpload }
  /** The journal has recorded that it failed or was paused. */
  | { readonly type: 'held' }
  /** The upload continues. `recorded` means that the journal contains this. */
  | { readonly type: 'continued'; readonly recorded: boolean }
  /** A run ended during the upload of the object. */
  | { readonly type: 'interrupted' }
  | { readonly type: 'stored'; readonly object: 'sent-now' | 'found' }
  /** The journal has recorded that it is stored. */
  | { readonly type: 'stored-recorded' }
  /** The user takes it back. Changes nothing if it has no message, or the message may have been sent. */
  | { readonly type: 'withdrawn' }
  /** From here on, its message may be in the queue. */
  | { readonly type: 'sending' }
  | { readonly type: 'done' }
  /** The journal has dropped it. `key` is for the next attempt. */
  | { readonly type: 'undone'; readonly key: string }

/** Returns the state of an upload that is new, or that the previous session did not finish. */
export function initialState(upload: UploadDraft | UnfinishedUpload): UploadState {
  if (!('step' in upload)) return { step: 'new', draft: upload, message: 'unsent' }
  const { step, ...plan } = upload
  if (step === 'stored' || step === 'unconfirmed')
    return { step: 'stored', plan, journal: 'stored', object: 'found', message: 'may-be-sent' }
  const journal = step === 'planned' ? 'planned' : 'held'
  return { step: 'planned', plan, journal, leftover: 'unchecked', message: 'unsent' }
}

/** Returns the state after an event. An event that cannot happen in a state changes nothing. */
export function nextState(state: UploadState, event: UploadEvent): UploadState {
  if (event.type === 'withdrawn') return withdrawn(state)
  switch (state.step) {
    case 'new':
      return afterNew(state, event)
    case 'planned':
      return afterPlanned(state, event)
    case 'stored':
      return afterStored(state, event)
    case 'done':
      return state
  }
}

/** Returns the key of the upload's object. */
export function keyOf(state: UploadState): string {
  return state.step === 'new' ? state.draft.key : state.plan.key
}

/** True if cancelling has to remove an object under its key. */
export function mayHaveObject(state: UploadState): boolean {
  return state.step === 'stored' || (state.step === 'planned' && state.leftover !== 'none')
}

/** True if its message must not be sent. */
export function isWithdrawn(state: UploadState): boolean {
  return state.step !== 'done' && state.message === 'withdrawn'
}

function withdrawn(state: UploadState): UploadState {
  if (state.step === 'done' || state.message === 'may-be-sent') return state
  const { kind } = state.step === 'new' ? state.draft : state.plan
  return kind === 'submit' ? { ...state, message: 'withdrawn' } : state
}

function afterNew(state: Extract<UploadState, { step: 'new' }>, event: UploadEvent): UploadState {
  switch (event.type) {
    case 'planned':
      return {
        step: 'planned',
        plan: event.plan,
        journal: 'planned',
        leftover: 'none',
        message: state.message,
      }
    case 'undone':
      return { ...state, message: 'unsent' }
    default:
      return state
  }
}

function afterPlanned(state: Extract<UploadState, { step: 'planned' }>, event: UploadEvent): UploadState {
  const { plan, journal, message } = state
  switch (event.type) {
    case 'planned':
      // An object from another version of the file is useless.
      return {
        ...state,
        plan: event.plan,
        journal: 'planned',
        leftover: state.leftover === 'none' ? 'none' : 'remains',
      }
    case 'held':
      return { ...state, journal: 'held' }
    case 'continued':
      return { ...state, journal: 'planned' }
    case 'interrupted':
      return { ...state, leftover: state.leftover === 'unchecked' ? 'unchecked' : 'remains' }
    case 'stored':
      return { step: 'stored', plan, journal, object: event.object, message }
    case 'undone':
      return undone(plan, event.key)
    default:
      return state
  }
}

function afterStored(state: Extract<UploadState, { step: 'stored' }>, event: UploadEvent): UploadState {
  switch (event.type) {
    case 'held':
      return { ...state, journal: 'held' }
    case 'continued':
      return { ...state, journal: event.recorded ? 'stored' : 'planned' }
    case 'stored-recorded':
      return { ...state, journal: 'stored' }
    case 'sending':
      return { ...state, message: 'may-be-sent' }
    case 'done':
      return { step: 'done', plan: state.plan }
    case 'undone':
      return undone(state.plan, event.key)
    default:
      return state
  }
}

function undone({ size: _s, mtimeMs: _m, ino: _i, ...draft }: PlannedUpload, key: string): UploadState {
  return { step: 'new', draft: { ...draft, key }, message: 'unsent' }
}
