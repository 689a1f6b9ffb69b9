import type { IpcMainInvokeEvent } from 'electron'
import { channels } from '../../../shared/ipc/channels.ts'
import type { Reply } from '../../../shared/ipc/contract.ts'
import { type Handlers, registerHandlers } from '../register.ts'

type Listener = (event: IpcMainInvokeEvent, input: unknown) => Promise<Reply<unknown>>

/** The page's address. */
export const page = 'app://bundle/index.html'

/** Returns the checked parts of a call's event: the sender, and the top frame of its window. */
export function eventFrom(
  frame: { url: string } | null,
  top: { url: string } | null = frame,
): IpcMainInvokeEvent {
  return { senderFrame: frame, sender: { mainFrame: top } } as unknown as IpcMainInvokeEvent
}

/** The event of a call from the page. */
export const trusted = eventFrom({ url: page })

/** Registers the real guard. Every handler only calls `run`. */
export function registerAll(run: (channel: string) => unknown = () => null) {
  const listeners = new Map<string, Listener>()
  const logged: unknown[] = []
  const handlers = Object.fromEntries(
    channels.map((channel) => [channel, async () => run(channel)]),
  ) as unknown as Handlers
  registerHandlers({
    ipcMain: { handle: (channel, listener) => void listeners.set(channel, listener as Listener) },
    handlers,
    isPage: (address) => new URL(address).host === 'bundle' && address.startsWith('app:'),
    grantFiles: async () => ({
      files: [],
      refused: [],
      moreRefused: 0,
      leftOut: { systemFiles: 0, links: 0 },
    }),
    log: (_channel, error) => logged.push(error),
  })
  const call = (channel: string, event: IpcMainInvokeEvent, input: unknown): Promise<Reply<unknown>> => {
    const listener = listeners.get(channel)
    if (listener === undefined) throw new Error(`${channel} is not registered.`)
    return listener(event, input)
  }
  return { call, logged, names: [...listeners.keys()] }
}
