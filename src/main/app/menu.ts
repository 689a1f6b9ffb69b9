import { type App, Menu, type MenuItemConstructorOptions } from 'electron'
import type { Command } from '../../shared/commands.ts'

/** Builds the application menu. `run` sends a command to the page. */
export function createMenu(app: App, run: (command: Command) => void): Menu {
  const item = (label: string, command: Command, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    click: () => {
      run(command)
    },
    ...(accelerator === undefined ? {} : { accelerator }),
  })
  const template: MenuItemConstructorOptions[] = [
    ...(process.platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
    {
      label: 'File',
      submenu: [
        item('Submit files…', 'submit-files', 'CmdOrCtrl+O'),
        item('Submit a folder…', 'submit-folder', 'CmdOrCtrl+Shift+O'),
        item('Claim next', 'claim-next', 'CmdOrCtrl+J'),
        item('Claim up to 10', 'claim-batch', 'CmdOrCtrl+Shift+J'),
        { type: 'separator' },
        item('Add queue…', 'add-queue', 'CmdOrCtrl+N'),
        { type: 'separator' },
        process.platform === 'darwin' ? { role: 'close' } : { role: 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [
        item('Transfers', 'show-transfers', 'CmdOrCtrl+T'),
        item('Objects', 'show-objects'),
        item('History', 'show-history'),
        item('Settings', 'show-settings', 'CmdOrCtrl+,'),
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
        ...(app.isPackaged ? [] : [{ role: 'toggleDevTools' } as const, { role: 'reload' } as const]),
      ],
    },
    { role: 'windowMenu' },
  ]
  return Menu.buildFromTemplate(template)
}
