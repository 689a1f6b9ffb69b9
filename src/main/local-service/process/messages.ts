import { z } from 'zod'

/** The settings that the server process needs to start. */
export const serverOptions = z.strictObject({
  /** Absolute path; `s3` and `sqs` are created in it. */
  dataFolder: z.string().min(1),
  /** The port on 127.0.0.1; 0 takes any free one. */
  port: z.int().min(0).max(65_535),
  region: z.string().min(1),
  accessKeyId: z.string().min(1),
  secretAccessKey: z.string().min(1),
})
export type ServerOptions = z.infer<typeof serverOptions>

/** A message from the main process to the server process. */
export const serverRequest = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('start'), options: serverOptions }),
  z.strictObject({ type: z.literal('stop') }),
])
export type ServerRequest = z.infer<typeof serverRequest>

/** The server process's only reply to `start`. */
export const serverReply = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready'), port: z.int() }),
  z.strictObject({
    type: z.literal('failed'),
    code: z.enum(['LOCAL_PORT_TAKEN', 'LOCAL_FOLDER_UNWRITABLE', 'INTERNAL']),
    /** For the log. Never contains a key. */
    detail: z.string(),
  }),
])
export type ServerReply = z.infer<typeof serverReply>

/** Says that queues or messages have changed. Sent only after `ready`, and at most once per second. */
export const queuesChanged = z.strictObject({ type: z.literal('queues-changed') })

/** A message from the server process to the main process. */
export const serverMessage = z.discriminatedUnion('type', [...serverReply.options, queuesChanged])
export type ServerMessage = z.infer<typeof serverMessage>
