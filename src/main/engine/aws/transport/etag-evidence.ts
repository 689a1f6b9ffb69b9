/** The minimum size of a part, except for the last one. Any larger object may consist of parts. */
const minPartBytes = 5_242_880

/**
 * Learns whether a server's ETags of 32 hex digits are MD5s. `null` until known. A single match proves that
 * they are. Only reading an object back proves that they are not: its bytes are correct, but its ETag is not
 * their MD5. Servers treat objects stored in one request, parts, and objects made of parts differently, so
 * each kind needs its own evidence.
 */
export class EtagEvidence {
  /** For objects stored in one request. */
  objects: boolean | null = null
  /** For the parts of multipart uploads. */
  parts: boolean | null = null
  /**
   * True if an object that may consist of parts had an ETag that is not its MD5. A match says nothing about
   * the next object.
   */
  #hasOthers = false

  /**
   * Returns whether the ETag of an object being read is its MD5, or `null` if unknown. Only its size hints at
   * whether it was stored in one request.
   */
  ofRead(size: number | undefined): boolean | null {
    if (this.objects === false) return false
    if (mayHaveParts(size)) return this.#hasOthers ? false : null
    return this.#hasOthers || this.parts === false ? null : this.objects
  }

  /** Records whether the ETag of an object that was read is its MD5. */
  noteRead(isMd5: boolean, size: number | undefined): void {
    if (mayHaveParts(size)) this.#hasOthers ||= !isMd5
    else if (this.objects !== true) this.objects = isMd5
  }
}

function mayHaveParts(size: number | undefined): boolean {
  return size === undefined || size > minPartBytes
}
