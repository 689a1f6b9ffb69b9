/** Servers that are not ours, for the engine and the window to work with. */
export type Judge = AsyncDisposable & {
  readonly s3Endpoint: string
  readonly sqsEndpoint: string
  readonly keys: { readonly accessKeyId: string; readonly secretAccessKey: string }
}
