import { crc32 } from 'node:zlib'

/** Returns a zip that stores files without compressing them. */
export function makeZip(files: Readonly<Record<string, string>>): Buffer {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [path, content] of Object.entries(files)) {
    const name = Buffer.from(path)
    const body = Buffer.from(content)
    const header = Buffer.alloc(30)
    header.write('PK\x03\x04', 'latin1')
    header.writeUInt32LE(crc32(body), 14)
    header.writeUInt32LE(body.length, 18)
    header.writeUInt32LE(body.length, 22)
    header.writeUInt16LE(name.length, 26)
    bodies.push(header, name, body)
    directory.push(zipEntry(name, body.length, offset))
    offset += header.length + name.length + body.length
  }
  const listed = Buffer.concat(directory)
  return Buffer.concat([...bodies, listed, zipEnd(directory.length, listed.length, offset)])
}

/** Returns a file's entry in a zip's directory. */
export function zipEntry(name: Buffer, size: number, offset: number): Buffer {
  const entry = Buffer.alloc(46)
  entry.write('PK\x01\x02', 'latin1')
  entry.writeUInt32LE(size, 20)
  entry.writeUInt32LE(size, 24)
  entry.writeUInt16LE(name.length, 28)
  entry.writeUInt32LE(offset, 42)
  return Buffer.concat([entry, name])
}

/** Returns the end of a zip, with the zip64 records if it has more entries than fit. */
export function zipEnd(count: number, length: number, offset: number): Buffer {
  const isLarge = count >= 0xffff
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(isLarge ? 0xffff : count, 8)
  end.writeUInt16LE(isLarge ? 0xffff : count, 10)
  end.writeUInt32LE(length, 12)
  end.writeUInt32LE(offset, 16)
  if (!isLarge) return end
  const record = Buffer.alloc(56)
  record.write('PK\x06\x06', 'latin1')
  record.writeBigUInt64LE(BigInt(count), 32)
  record.writeBigUInt64LE(BigInt(length), 40)
  record.writeBigUInt64LE(BigInt(offset), 48)
  const locator = Buffer.alloc(20)
  locator.write('PK\x06\x07', 'latin1')
  locator.writeBigUInt64LE(BigInt(offset + length), 8)
  return Buffer.concat([record, locator, end])
}

/** Returns a tar. `types` contains the types of some entries by name. Other entries are files. */
export function makeTar(
  files: readonly { readonly name: string; readonly body: Buffer; readonly type?: string }[],
): Buffer {
  const blocks = files.flatMap(({ name, body, type = '0' }) => {
    const header = Buffer.alloc(512)
    header.write(name.slice(0, 100))
    header.write(`${body.length.toString(8).padStart(11, '0')}\0`, 124)
    header.write(type, 156)
    header.write('ustar\0', 257, 'latin1')
    header.write(' '.repeat(8), 148)
    const sum = header.reduce((total, byte) => total + byte, 0)
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
    return [header, body, Buffer.alloc((512 - (body.length % 512)) % 512)]
  })
  return Buffer.concat([...blocks, Buffer.alloc(1_024)])
}

/** Returns the first bytes of a PNG of this size, without the image data. */
export function pngHeader(width: number, height: number): Buffer {
  const header = Buffer.alloc(33)
  header.write('\x89PNG\r\n\x1A\n', 'latin1')
  header.writeUInt32BE(13, 8)
  header.write('IHDR', 12)
  header.writeUInt32BE(width, 16)
  header.writeUInt32BE(height, 20)
  header.set([8, 6, 0, 0, 0], 24)
  return header
}
