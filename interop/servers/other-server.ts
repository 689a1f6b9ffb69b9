/** Another project's server, for testing the engine and the window. */
export type OtherServer = AsyncDisposable & {
  readonly s3Endpoint: string
  readonly sqsEndpoint: string
  readonly keys: { readonly accessKeyId: string; readonly secretAccessKey: string }
}
