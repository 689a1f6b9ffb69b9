/** A server of another project, to test the engine and the window with. */
export type OtherServer = AsyncDisposable & {
  readonly s3Endpoint: string
  readonly sqsEndpoint: string
  readonly keys: { readonly accessKeyId: string; readonly secretAccessKey: string }
}
