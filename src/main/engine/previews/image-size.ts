/** Width and height of an image, in pixels. */
export interface ImageSize {
  readonly width: number
  readonly height: number
}

/** The formats whose size can be read without decoding the image. */
export type ImageFormat = 'png' | 'jpeg' | 'gif' | 'webp' | 'bmp' | 'avif'

/** Returns the size declared in the first bytes of an image, or `null`. */
export function imageSize(format: ImageFormat, head: Buffer): ImageSize | null {
  try {
    const size = readers[format](head)
    return size !== null && size.width > 0 && size.height > 0 ? size : null
  } catch (error) {
    // The file ends within its header.
    if (error instanceof RangeError) return null
    throw error
  }
}

const readers: Readonly<Record<ImageFormat, (head: Buffer) => ImageSize | null>> = {
  png: (head) => ({ width: head.readUInt32BE(16), height: head.readUInt32BE(20) }),
  gif: (head) => ({ width: head.readUInt16LE(6), height: head.readUInt16LE(8) }),
  bmp: bmpSize,
  jpeg: jpegSize,
  webp: webpSize,
  avif: avifSize,
}

function bmpSize(head: Buffer): ImageSize {
  if (head.readUInt32LE(14) === 12) return { width: head.readUInt16LE(18), height: head.readUInt16LE(20) }
  return { width: Math.abs(head.readInt32LE(18)), height: Math.abs(head.readInt32LE(22)) }
}

/** Reads the size from the first start-of-frame segment. */
function jpegSize(head: Buffer): ImageSize | null {
  let at = 2
  while (at + 9 < head.length) {
    if (head[at] !== 0xff) return null
    const marker = head[at + 1] ?? 0
    if (marker === 0xff) {
      at += 1
      continue
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) return { height: head.readUInt16BE(at + 5), width: head.readUInt16BE(at + 7) }
    at += 2 + Math.max(2, head.readUInt16BE(at + 2))
  }
  return null
}

function webpSize(head: Buffer): ImageSize | null {
  switch (head.toString('latin1', 12, 16)) {
    case 'VP8 ':
      return { width: head.readUInt16LE(26) & 0x3fff, height: head.readUInt16LE(28) & 0x3fff }
    case 'VP8L': {
      const bits = head.readUInt32LE(21)
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
    }
    case 'VP8X':
      return { width: head.readUIntLE(24, 3) + 1, height: head.readUIntLE(27, 3) + 1 }
    default:
      return null
  }
}

/** Returns the largest size in an AVIF's properties. A grid also has the size of its tiles. */
function avifSize(head: Buffer): ImageSize | null {
  let largest: ImageSize | null = null
  for (let at = head.indexOf('ispe'); at !== -1; at = head.indexOf('ispe', at + 4)) {
    const size = { width: head.readUInt32BE(at + 8), height: head.readUInt32BE(at + 12) }
    if (largest === null || size.width * size.height > largest.width * largest.height) largest = size
  }
  return largest
}
