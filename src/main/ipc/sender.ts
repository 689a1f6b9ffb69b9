import type { IpcMainInvokeEvent } from 'electron'

/** True if a call comes from the top frame of our own page. A closed frame is not trusted. */
export function isTrustedSender(event: IpcMainInvokeEvent, isPage: (address: string) => boolean): boolean {
  const frame = event.senderFrame
  return frame !== null && frame === event.sender.mainFrame && isPage(frame.url)
}
