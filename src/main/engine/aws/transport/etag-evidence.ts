/** The smallest part of a multipart upload, except for its last one. Whatever is larger may consist of parts. */
const minPartBytes = 5_242_880

/**
 * True if the ETags of 32 hex digits that a server returns are MD5s; `null` until known. One match
 * proves it; only bytes that were read back, and are the right ones, prove the contrary. Servers
 * differ between objects that were stored in one request, parts, and objects made of parts, so that
 * each kind needs evidence of its own.
 */
export class EtagEvidence {
  /** Of objects that were stored in one request. */
  objects: boolean | null = null
  /** Of the parts of a multipart upload. */
  parts: boolean | null = null
  /**
   * True if an object that may consist of parts had another ETag. A match says nothing about the
   * next one.
   */
  #hasOthers = false

  /**
   * True if the ETag of an object that is read is its MD5. Nobody says whether it was stored in one
   * request.
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
