/** A multipart upload that is open on the server. */
export type OpenUpload = { readonly bucket: string; readonly key: string; readonly uploadId: string }
