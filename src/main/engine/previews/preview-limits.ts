/** Limits of what a preview reads and holds, so that no file can fill the memory or keep the server busy. */
export const previewLimits = {
  /** For text, and for detecting the format of any file. */
  head: 256_000,
  /** The largest image to read. */
  image: 20_000_000,
  /** The largest vector image. */
  svg: 2_000_000,
  /** The largest document. */
  document: 20_000_000,
  /** At four bytes per pixel, an image of this size takes 96 MB once it is decoded. */
  pixels: 24_000_000,
  /** For a JPEG, which is decoded at a fraction of its size. */
  jpegPixels: 64_000_000,
  /** One response to a range request for audio or video. */
  range: 2_000_000,
  /** For the list of files in a zip. */
  directory: 1_000_000,
  /** For a compressed file. */
  packed: 4_000_000,
  /** Unpacked bytes. */
  unpacked: 8_000_000,
  entries: 1_000,
  /** For a listing that skips the contents of the files. */
  requests: 24,
  hex: 4_096,
} as const
