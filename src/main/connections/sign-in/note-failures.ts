/** A plugin for an SDK client. */
export type Extension = { configure(client: { httpHandler(): unknown }): void }

type Handle = (...parameters: never[]) => Promise<unknown>

/** Returns a plugin for an SDK client that reports why its requests fail. */
export function noteFailures(note: (error: unknown) => void): Extension {
  return {
    configure(client: { httpHandler(): unknown }): void {
      const handler = client.httpHandler() as { handle: Handle }
      const handle = handler.handle.bind(handler)
      handler.handle = async (...parameters) => {
        try {
          return await handle(...parameters)
        } catch (error) {
          note(error)
          throw error
        }
      }
    },
  }
}
