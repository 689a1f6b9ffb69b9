import type { App } from 'electron'

/** Denies every permission in every session. The page needs none. */
export function denyPermissions(app: App): void {
  app.on('session-created', (session) => {
    session.setPermissionRequestHandler((_contents, _permission, answer) => {
      answer(false)
    })
    session.setPermissionCheckHandler(() => false)
    session.setDevicePermissionHandler(() => false)
  })
}
