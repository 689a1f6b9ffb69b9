/** The most that a preview reads and holds, so that no file can fill the memory or keep the server busy. */
export const previewLimits = {
  /** Of a text, and of every file to find out what it is. */
  head: 256_000,
  /** The largest image that is read. */
  image: 20_000_000,
  /** The largest vector image. */
  svg: 2_000_000,
  /** The largest document. */
  document: 20_000_000,
  /** Four bytes each: an image of this size takes 96 MB once it is decoded. */
  pixels: 24_000_000,
  /** Of a JPEG, which is decoded at a fraction of its size. */
  jpegPixels: 64_000_000,
  /** One answer to a request for a part of a sound or film. */
  range: 2_000_000,
  /** Of the list of files in a zip. */
  directory: 1_000_000,
  /** Of a compressed file. */
  packed: 4_000_000,
  /** Unpacked bytes. */
  unpacked: 8_000_000,
  entries: 1_000,
  /** Of a listing that skips the contents of the files. */
  requests: 24,
  hex: 4_096,
} as const
