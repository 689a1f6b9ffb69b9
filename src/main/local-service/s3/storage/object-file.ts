import type { FileHandle } from 'node:fs/promises'
import { crc32 } from 'node:zlib'

/** An object's stored properties, apart from its bytes. */
export type ObjectInfo = {
  readonly size: number
  /** Without quotes. */
  readonly etag: string
  readonly modifiedMs: number
  /** Content type, user metadata and other headers that a GET returns. */
  readonly headers: Readonly<Record<string, string>>
}

/** Throws if the existing object must not be replaced. `null` means that there is none. */
export type WriteCondition = (existing: ObjectInfo | null) => void

type Footer = Pick<ObjectInfo, 'etag' | 'headers'>

const magic = Buffer.from('RJOBJv1\n')
const trailerBytes = 8 + magic.length
/** Covers nearly every footer, so one read is usually enough. */
const tailBytes = 4096

/**
 * Returns the footer of an object's file: ETag and headers as JSON, the length and CRC-32 of that JSON (32
 * bits each, big-endian), and a magic number. Content and footer appear in one rename, so there is never one
 * without the other. The footer comes last, because the ETag of a streamed body is only known at the end.
 */
export function objectFooter({ etag, headers }: Footer): Buffer {
  const json = Buffer.from(JSON.stringify({ etag, headers }))
  const numbers = Buffer.alloc(8)
  numbers.writeUInt32BE(json.length, 0)
  numbers.writeUInt32BE(crc32(json), 4)
  return Buffer.concat([json, numbers, magic])
}

/** Reads the footer of an open file. Returns `null` if the file is damaged. */
export async function readObjectInfo(file: FileHandle): Promise<ObjectInfo | null> {
  const { size: fileBytes, mtimeMs } = await file.stat()
  let tail = await readTail(file, fileBytes, tailBytes)
  if (tail.length < trailerBytes || !tail.subarray(-magic.length).equals(magic)) return null
  const jsonBytes = tail.readUInt32BE(tail.length - trailerBytes)
  const footerBytes = jsonBytes + trailerBytes
  if (footerBytes > fileBytes) return null
  if (footerBytes > tail.length) tail = await readTail(file, fileBytes, footerBytes)
  const json = tail.subarray(tail.length - footerBytes, tail.length - trailerBytes)
  if (crc32(json) !== tail.readUInt32BE(tail.length - trailerBytes + 4)) return null
  const footer = JSON.parse(json.toString()) as Footer
  return { ...footer, size: fileBytes - footerBytes, modifiedMs: Math.trunc(mtimeMs) }
}

async function readTail(file: FileHandle, fileBytes: number, bytes: number): Promise<Buffer> {
  const wanted = Math.min(bytes, fileBytes)
  const buffer = Buffer.allocUnsafe(wanted)
  const { bytesRead } = await file.read(buffer, 0, wanted, fileBytes - wanted)
  return buffer.subarray(0, bytesRead)
}
