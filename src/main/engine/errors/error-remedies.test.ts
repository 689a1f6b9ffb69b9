import { expect, it } from 'vitest'
import { errorCodes, wireError } from '../../../shared/errors.ts'
import { EngineError, toWire } from './engine-error.ts'
import { errorMessages } from './error-messages.ts'
import { errorRemedies } from './error-remedies.ts'

/**
 * Only the user can resolve these, by fixing the input, asking an administrator, or choosing another file.
 */
const withoutButton = [
  'ACCESS_DENIED',
  'QUEUE_NAME_INVALID',
  'BUCKET_FOREIGN',
  'OBJECT_NOT_FOUND',
  'FILE_NOT_FOUND',
  'FILE_UNREADABLE',
  'FILE_TOO_LARGE',
  'FIELD_RESERVED',
  'FIELD_NAME_INVALID',
  'METADATA_TOO_LARGE',
  'MESSAGE_TOO_LARGE',
  'MESSAGE_NOT_JSON',
  'MESSAGE_TOO_DEEP',
  'MESSAGE_WITHOUT_KEY',
  'MESSAGE_FOREIGN_BUCKET',
  'CLAIM_NOT_FOUND',
  'TRANSFER_NOT_FOUND',
  'CANCELLED',
  'UNCONFIRMED',
  'KMS_REFUSED',
  'NOT_CONFIRMED',
  'NOT_PREVIEWABLE',
  'UPDATE_REFUSED',
]

it('offers a remedy for every error except those that only the user can resolve', () => {
  const missing = errorCodes.filter((code) => errorRemedies[code] === undefined)
  expect([...missing].toSorted()).toEqual(withoutButton.toSorted())
})

it('has a remedy for every retryable error', () => {
  const retryable = errorCodes.filter((code) => errorMessages[code].retryable)
  for (const code of retryable) expect(errorRemedies[code], code).toBeDefined()
})

it('sends the remedy to the page', () => {
  expect(wireError.parse(toWire(new EngineError('DISK_FULL'))).remedy).toBe('choose-folder')
  expect(toWire(new Error('?')).remedy).toBe('show-log')
  expect('remedy' in toWire(new EngineError('CANCELLED'))).toBe(false)
})
