import type { MenuItemConstructorOptions } from 'electron'
import {
  type Command,
  commandDefinition,
  commandIds,
  type CommandDefinition,
} from '../../shared/command-list.ts'

type MenuName = NonNullable<CommandDefinition['menu']>

export interface MenuOptions {
  /** Sends a command to the page. */
  readonly run: (command: Command) => void
  /** Quits the app. Asks first if something would stop. */
  readonly quit: () => void
  readonly platform: NodeJS.Platform
  /** Adds the developer tools and Reload. */
  readonly developer: boolean
}

/**
 * Converts `Mod+O` to `CmdOrCtrl+O`. The page handles shortcuts without `Mod`, because they must
 * not fire while the user types.
 */
function acceleratorOf(keys: readonly string[] = []): string | undefined {
  const [first] = keys.filter((key) => key.startsWith('Mod+') || /^F\d+$/.test(key))
  return first?.replace('Mod', 'CmdOrCtrl')
}

/** The built-in shortcuts of the Edit menu. */
const editKeys: ReadonlySet<string | undefined> = new Set(['CmdOrCtrl+V', 'CmdOrCtrl+Z', 'CmdOrCtrl+A'])

/** Returns one menu's commands, with separators between their sections. */
function itemsOf(menu: MenuName, run: (command: Command) => void): MenuItemConstructorOptions[] {
  const items: MenuItemConstructorOptions[] = []
  let section: string | null = null
  for (const id of commandIds) {
    const definition = commandDefinition(id)
    if (definition.menu !== menu) continue
    if (section !== null && definition.section !== section) items.push({ type: 'separator' })
    section = definition.section
    const accelerator = acceleratorOf(definition.keys)
    items.push({
      label: definition.title,
      click: () => {
        run(id)
      },
      ...(accelerator === undefined || editKeys.has(accelerator) ? {} : { accelerator }),
    })
  }
  return items
}

/** Returns the macOS app menu. */
function appMenu(
  quitItem: MenuItemConstructorOptions,
  run: (command: Command) => void,
): MenuItemConstructorOptions {
  const line = { type: 'separator' } as const
  return {
    role: 'appMenu',
    submenu: [
      { label: commandDefinition('show-about').title, click: () => run('show-about') },
      line,
      { role: 'services' },
      line,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      line,
      quitItem,
    ],
  }
}

/** Returns the window's menu. */
export function menuTemplate({ run, quit, platform, developer }: MenuOptions): MenuItemConstructorOptions[] {
  const onMac = platform === 'darwin'
  // The built-in role would quit without asking.
  const quitItem: MenuItemConstructorOptions = { label: 'Quit', accelerator: 'CmdOrCtrl+Q', click: quit }
  return [
    ...(onMac ? [appMenu(quitItem, run)] : []),
    {
      label: 'File',
      submenu: [...itemsOf('File', run), { type: 'separator' }, onMac ? { role: 'close' } : quitItem],
    },
    { role: 'editMenu' },
    { label: 'Job', submenu: itemsOf('Job', run) },
    {
      label: 'View',
      submenu: [
        ...itemsOf('View', run),
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
        ...(developer
          ? [
              { type: 'separator' } as const,
              { role: 'toggleDevTools' } as const,
              { role: 'forceReload' } as const,
            ]
          : []),
      ],
    },
    { role: 'windowMenu' },
    { role: 'help', submenu: itemsOf('Help', run) },
  ]
}
