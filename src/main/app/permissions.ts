import type { App } from 'electron'

/** The page needs no camera, no place, no notifications: every permission is denied, in every session. */
export function denyPermissions(app: App): void {
  app.on('session-created', (session) => {
    session.setPermissionRequestHandler((_contents, _permission, answer) => {
      answer(false)
    })
    session.setPermissionCheckHandler(() => false)
    session.setDevicePermissionHandler(() => false)
  })
}
