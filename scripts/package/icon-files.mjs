// @ts-check

/** @typedef {{ size: number, png: Buffer }} Picture */

/**
 * Builds an ico file for Windows from PNG images.
 *
 * @param {readonly Picture[]} pictures of at most 256 pixels
 */
export function icoFile(pictures) {
  const header = Buffer.alloc(6 + 16 * pictures.length)
  header.writeUInt16LE(1, 2)
  header.writeUInt16LE(pictures.length, 4)
  let offset = header.length
  pictures.forEach(({ size, png }, index) => {
    const entry = 6 + 16 * index
    // 0 means 256.
    header.writeUInt8(size % 256, entry)
    header.writeUInt8(size % 256, entry + 1)
    header.writeUInt16LE(1, entry + 4)
    header.writeUInt16LE(32, entry + 6)
    header.writeUInt32LE(png.length, entry + 8)
    header.writeUInt32LE(offset, entry + 12)
    offset += png.length
  })
  return Buffer.concat([header, ...pictures.map(({ png }) => png)])
}

/** The types of the pictures in an icns file, by their size. @type {Readonly<Record<number, string>>} */
const icnsTypes = { 16: 'icp4', 32: 'icp5', 64: 'icp6', 128: 'ic07', 256: 'ic08', 512: 'ic09', 1024: 'ic10' }

/**
 * Builds an icns file for macOS. Images of unsupported sizes are left out.
 *
 * @param {readonly Picture[]} pictures
 */
export function icnsFile(pictures) {
  const parts = pictures.flatMap(({ size, png }) => {
    const type = icnsTypes[size]
    return type === undefined ? [] : [block(type, png)]
  })
  return block('icns', Buffer.concat(parts))
}

/**
 * @param {string} type
 * @param {Buffer} content
 */
function block(type, content) {
  const header = Buffer.alloc(8)
  header.write(type, 0, 'latin1')
  header.writeUInt32BE(header.length + content.length, 4)
  return Buffer.concat([header, content])
}
