import { constants } from 'node:os'
import { expect, test } from 'vitest'
import { isNetworkError } from '../../../shared/network-error.ts'
import { opensCircuit } from '../aws/transport/circuit-breaker.ts'
import { fromAwsError } from './engine-error.ts'
import { fromFileError, fromFolderError } from './file-errors.ts'
import { toEngineError } from './to-engine-error.ts'

const errnos = [...Object.keys(constants.errno), 'UNKNOWN']

const failed = (code: string, more: object = {}): Error =>
  Object.assign(new Error(`${code}: it failed, write '/home/me/secret/cat.jpg'`), { code, ...more })

test.each(errnos)('never mistakes %s from a disk for a network or server error', (errno) => {
  const errors = [
    fromFolderError(failed(errno), '/media/disk'),
    fromFileError(failed(errno), '/media/disk/cat.jpg'),
    toEngineError(failed(errno, { syscall: 'open', path: '/media/disk/cat.jpg' })),
    fromAwsError(failed(errno, { syscall: 'open', path: '/media/disk/cat.jpg' }), { what: 'Connecting' }),
    fromAwsError(failed(errno, { syscall: 'fdatasync' }), { what: 'Storing the payload' }),
  ]
  for (const error of errors) {
    expect(error).toBeDefined()
    if (error === undefined) continue
    expect([error.code, isNetworkError(error), opensCircuit(error)]).toEqual([error.code, false, false])
    expect(['SERVICE', 'THROTTLED', 'INTERNAL']).not.toContain(error.code)
    expect(error.message).not.toContain('secret')
    expect(error.hint).not.toBe('')
  }
})

test('does not mistake a socket or command error for a file error', () => {
  const reset = failed('ECONNRESET', { syscall: 'read' })
  expect(fromAwsError(reset, { what: 'Reading the payload' }).code).toBe('CONNECTION_BROKEN')
  const command = failed('ENOENT', { syscall: 'spawn aws', path: 'aws' })
  expect(fromAwsError(command, { what: 'Connecting' }).code).not.toMatch(/^FILE_/)
  expect(fromFolderError(new TypeError('a mistake'), '/media/disk')).toBeUndefined()
})

test('says what to check when a network drive fails, and allows a retry', () => {
  for (const errno of ['EIO', 'ETIMEDOUT', 'EHOSTDOWN', 'ESTALE', 'ENOTCONN', 'ECONNRESET']) {
    const error = fromFolderError(failed(errno), '/media/nas')
    expect(error).toMatchObject({ code: 'DISK_FAILED', retryable: true })
    expect(error?.message).toContain('/media/nas')
    expect(error?.hint).toContain('network drive')
  }
})
