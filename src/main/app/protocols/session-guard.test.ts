import { EventEmitter } from 'node:events'
import type { App, Session } from 'electron'
import { expect, test } from 'vitest'
import { guardPeerConnections, guardSessions, keepRequestsInside } from './session-guard.ts'

type Check = (...given: unknown[]) => unknown
type Requested = (details: { url: string }, answer: (response: { cancel: boolean }) => void) => void

/** The parts of a session that are guarded. */
class GuardedSession extends EventEmitter {
  readonly checks: Record<string, Check> = {}
  filter: readonly string[] = []
  requested: Requested | null = null
  proxy: { readonly mode?: string } | null = null
  setProxy = async (proxy: GuardedSession['proxy']): Promise<void> => void (this.proxy = proxy)
  setPermissionRequestHandler = (check: Check): void => void (this.checks['request'] = check)
  setPermissionCheckHandler = (check: Check): void => void (this.checks['check'] = check)
  setDevicePermissionHandler = (check: Check): void => void (this.checks['device'] = check)
  checksSpelling = true
  setSpellCheckerEnabled = (enabled: boolean): void => void (this.checksSpelling = enabled)
  webRequest = {
    onBeforeRequest: ({ urls }: { urls: readonly string[] }, requested: Requested): void => {
      this.filter = urls
      this.requested = requested
    },
  }
}

test('every session denies every permission and every download', () => {
  const app = new EventEmitter()
  guardSessions(app as unknown as App)
  for (const session of [new GuardedSession(), new GuardedSession()]) {
    app.emit('session-created', session)
    const answers: unknown[] = []
    session.checks['request']?.(null, 'media', (answer: unknown) => answers.push(answer))
    answers.push(session.checks['check']?.(null, 'geolocation', 'app://bundle'))
    answers.push(session.checks['device']?.({ deviceType: 'usb' }))
    expect(answers).toEqual([false, false, false])
    expect(session.checksSpelling).toBe(false)
    let isPrevented = false
    session.emit('will-download', { preventDefault: () => (isPrevented = true) })
    expect(isPrevented).toBe(true)
  }
})

test.each([
  [null, 'https://evil.example/', true],
  [null, 'http://169.254.169.254/latest/meta-data/', true],
  [null, 'ws://127.0.0.1:9000/', true],
  [null, 'file:///etc/passwd', true],
  ['http://localhost:5173/', 'ws://localhost:5173/', false],
  ['http://localhost:5173/', 'http://localhost:5173/main.ts', false],
  ['http://localhost:5173/', 'http://localhost:9000/', true],
])('with the dev server %s, the request to %s is cancelled: %s', (except, url, isCancelled) => {
  const session = new GuardedSession()
  keepRequestsInside(session as unknown as Session, except)
  let answer: { cancel: boolean } | null = null
  session.requested?.({ url }, (response) => (answer = response))
  expect(answer).toEqual({ cancel: isCancelled })
  expect(session.filter).toContain(`${new URL(url).protocol}//*/*`)
  expect(session.proxy?.mode).toBe(except === null ? 'fixed_servers' : undefined)
})

test('no page sends UDP around the proxy', () => {
  const app = new EventEmitter()
  guardPeerConnections(app as unknown as App)
  const policies: string[] = []
  const setWebRTCIPHandlingPolicy = (policy: string): void => void policies.push(policy)
  for (const contents of [{ setWebRTCIPHandlingPolicy }, { setWebRTCIPHandlingPolicy }])
    app.emit('web-contents-created', {}, contents)
  expect(policies).toEqual(['disable_non_proxied_udp', 'disable_non_proxied_udp'])
})
