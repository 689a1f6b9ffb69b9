import type { NamedObject, StoredObject } from '../../../shared/files/objects.ts'

/** The MessageId and the hyphen that start a result's key. */
const resultKey = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}-./i

/** True if a file's key marks it as the result of a job that is not on this computer. */
export function isOfUnknownJob({ key }: StoredObject, names: ReadonlyMap<string, NamedObject>): boolean {
  return resultKey.test(key) && names.get(key)?.jobId === null
}
