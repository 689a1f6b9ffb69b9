/** A multipart upload in progress on the server. */
export type OpenUpload = { readonly bucket: string; readonly key: string; readonly uploadId: string }
